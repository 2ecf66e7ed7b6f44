#!/bin/sh
# ask.sh alive|ready: what a probe wants to know. One that still reads its log is alive, and not ready.
REDISCLI_AUTH=$(cat /etc/redis-secret/password)
export REDISCLI_AUTH
answer=$(timeout 4 redis-cli -h 127.0.0.1 ping 2>&1) || true
case "$1 $answer" in
  *' PONG' | 'alive LOADING'* | 'alive MASTERDOWN'* | 'alive BUSY'*) exit 0 ;;
esac
echo "$answer"
exit 1
