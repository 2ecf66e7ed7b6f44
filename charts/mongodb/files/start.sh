#!/bin/bash
# The first process of every member.
set -euo pipefail

# mongod takes a key only from a file that it alone may read; files of a Secret can be read by their group.
install -m 0400 /etc/mongodb-secret/keyfile /run/mongodb/keyfile

# Beside mongod until this member is one of the set: founds it, or joins it.
(
  until mongosh --nodb --quiet /etc/mongodb/join.js; do sleep 3; done
) &

exec mongod --config /etc/mongodb/mongod.conf
