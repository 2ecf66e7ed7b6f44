#!/bin/bash
# The first process: an empty volume becomes a data folder, and every start puts databases and users right.
set -euo pipefail

settings=/etc/mysql-shop/shop.cnf
data=/var/lib/mysql/data

if [[ ! -d $data ]]; then
  # Made beside and moved in one step: what a killed pod left half done is thrown away and made again.
  rm -rf "$data.new"
  mysqld --defaults-file="$settings" --datadir="$data.new" --skip-log-bin --initialize-insecure
  mv "$data.new" "$data"
fi

# A value in SQL's single quotes.
quoted() { sed -e "s/[\\\\']/\\\\&/g" "/etc/mysql-secret/$1" | tr -d '\n'; }

# Kept in memory. The server runs it before it lets anyone in, a statement a line.
umask 077
{
  echo "ALTER USER 'root'@'localhost' IDENTIFIED BY '$(quoted root-password)';"
  for name in $DATABASES; do
    echo "CREATE DATABASE IF NOT EXISTS \`$name\`;"
    echo "CREATE USER IF NOT EXISTS '$name'@'%' IDENTIFIED BY '$(quoted "$name")';"
    echo "ALTER USER '$name'@'%' IDENTIFIED BY '$(quoted "$name")';"
    echo "GRANT ALL PRIVILEGES ON \`$name\`.* TO '$name'@'%';"
  done
} >/run/mysqld/accounts.sql

# For probes and for people who are in this pod.
printf '[client]\nuser=root\npassword="%s"\nsocket=/run/mysqld/mysqld.sock\n' \
  "$(sed -e 's/[\\"]/\\&/g' /etc/mysql-secret/root-password | tr -d '\n')" >/run/mysqld/client.cnf

exec mysqld --defaults-file="$settings" --init-file=/run/mysqld/accounts.sql
