bind * -::*
port 6379
dir /data
# Each change is on disk within a second; snapshots besides would only cost.
appendonly yes
appendfsync everysec
save ""
maxmemory {{ int64 (mulf (include "redis.limitMiB" .) 0.6) }}mb
maxmemory-policy noeviction
tcp-keepalive 60
# The password, from the Secret.
include /run/redis/password.conf
