#!/bin/bash
# The first process of every node.
set -euo pipefail

# Erlang takes its cookie only from a file that it alone may read; files of a Secret can be read by their group.
install -m 0400 /etc/rabbitmq-secret/erlang-cookie /var/lib/rabbitmq/.erlang.cookie

exec rabbitmq-server
