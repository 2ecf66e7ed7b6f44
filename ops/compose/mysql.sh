# Read once by the image of MySQL, on an empty data folder: a database and an account for each service.
# shellcheck shell=bash
for service in shipping ratings; do
  variable=${service^^}_DB_PASSWORD
  [ -n "${!variable}" ] || continue
  docker_process_sql <<SQL
CREATE DATABASE IF NOT EXISTS $service CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '$service'@'%' IDENTIFIED BY '${!variable}';
GRANT ALL ON $service.* TO '$service'@'%';
SQL
done
