#!/usr/bin/env bash
# Takes the cluster that up.sh made away, with everything in it: ops/local/down.sh [kind|minikube]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"

case ${1:-kind} in
  kind)
    need kind
    kind delete cluster --name "$cluster"
    ;;
  minikube)
    need minikube
    minikube delete --profile "$cluster"
    ;;
  --help) sed -n '2p' "$0" | cut -c3- ;;
  *) fail "does not know $1: kind or minikube" ;;
esac
