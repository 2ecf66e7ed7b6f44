#!/usr/bin/env bash
# The whole shop in a Kubernetes cluster on this machine, by the same charts as in the cloud.
#
#   ops/local/up.sh [kind|minikube] [--monitoring] [--logging] [--no-build] [--argocd REPOSITORY BRANCH]
#
# By helm, in order, unless --argocd names a git repository that the cluster can reach: then ArgoCD does it from that branch.
# Ends by buying a robot. Can be run again: what is there is left, or brought up to date. Needs about 8 GB of memory.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=../versions.env
. "$root/ops/versions.env"
. "$local_dir/lib/cluster.sh"
. "$local_dir/lib/shop.sh"

kind=kind monitoring=false logging=false build=true repository='' branch=''
while (($#)); do
  case $1 in
    kind | minikube) kind=$1 ;;
    --monitoring) monitoring=true ;;
    --logging) logging=true ;;
    --no-build) build=false ;;
    --argocd)
      [[ -n ${2:-} && -n ${3:-} ]] || fail '--argocd needs a repository and a branch: --argocd https://github.com/me/shopstack.git k8s/staging'
      repository=$2 branch=$3
      shift 2 ;;
    --help) sed -n '2,7p' "$0" | cut -c3-; exit 0 ;;
    *) fail "does not know $1; try --help" ;;
  esac
  shift
done

need "$kind" kubectl helm docker base64
docker info >/dev/null 2>&1 || fail 'the Docker engine does not answer; start it, or join the group docker'
context=$(context_of "$kind")
helm() { command helm --kube-context "$context" "$@"; }
kubectl() { command kubectl --context "$context" --request-timeout=60s "$@"; }

say "Cluster ($kind, Kubernetes $KUBERNETES_VERSION)"
"create_$kind"
say 'Ingress, metrics, secrets'
install_ground
"$local_dir/secrets.sh" --context "$context"
if $monitoring; then install_monitoring; fi
if $logging; then install_logging; fi
if $build; then
  say 'Images'
  build_images
fi
if [[ -n $repository ]]; then
  say "ArgoCD, from $branch"
  install_argocd "$repository" "$branch"
else
  say 'Stores and services'
  install_shop
  say 'Buying a robot'
  helm test verifier --namespace shopstack --timeout 5m --logs
fi

cat <<END

The shop      http://shop.localhost
E-mail        kubectl --context $context --namespace shopstack port-forward service/mailbox 1080
$([[ -n $repository ]] && echo 'ArgoCD        http://argocd.localhost')
$($monitoring && echo 'Prometheus    http://prometheus.localhost   Grafana http://grafana.localhost')
$($logging && echo 'Kibana        http://kibana.localhost')
Away with it  ops/local/down.sh $kind
END
