# What up.sh and down.sh share. Sourced, not run.
# shellcheck shell=bash
if ((BASH_VERSINFO[0] * 10 + BASH_VERSINFO[1] < 44)); then echo "bash 4.4 or later is needed (macOS: brew install bash)" >&2; exit 1; fi
shopt -s inherit_errexit
local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(cd "$local_dir/../.." && pwd)
cluster=shopstack
# Newest patch of the minor version that the environments run (terraform/modules/eks).
KUBERNETES_VERSION=1.34.0

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Where each tool comes from, for the sentence that says it is missing.
where() {
  case $1 in
    kind) echo 'https://kind.sigs.k8s.io/docs/user/quick-start' ;;
    minikube) echo 'https://minikube.sigs.k8s.io/docs/start' ;;
    kubectl) echo 'https://kubernetes.io/docs/tasks/tools' ;;
    helm) echo 'https://helm.sh/docs/intro/install' ;;
    docker) echo 'https://docs.docker.com/engine/install' ;;
    *) echo 'your package manager' ;;
  esac
}

# need TOOL...: names every one that is missing, not just the first.
need() {
  local tool missing=0
  for tool in "$@"; do
    command -v "$tool" >/dev/null && continue
    printf '%s is not on the PATH: %s\n' "$tool" "$(where "$tool")" >&2
    missing=1
  done
  ((missing == 0)) || fail 'install what is missing and start again; nothing was changed'
}

# The context of our own cluster: what kubectl points at otherwise is nobody's business here.
context_of() { [[ $1 == kind ]] && echo "kind-$cluster" || echo "$cluster"; }
