#!/bin/sh
# The first process. The password goes from its file to a file in memory: never onto a command line or into the environment.
set -eu
umask 077
printf 'requirepass "%s"\n' "$(sed -e 's/[\\"]/\\&/g' /etc/redis-secret/password | tr -d '\n')" >/run/redis/password.conf
exec redis-server /etc/redis/redis.conf
