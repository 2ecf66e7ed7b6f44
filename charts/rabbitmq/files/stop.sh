#!/bin/bash
# Before a node stops: waits until every queue has a majority without it, then hands over what it leads. After four
# minutes it stops all the same, so that nothing waits for ever when the whole cluster goes.
timeout 240 rabbitmq-upgrade --timeout 230 await_online_quorum_plus_one
timeout 45 rabbitmq-upgrade --timeout 40 drain
exit 0
