# The cluster itself and what the shop stands on. Sourced by up.sh.
# shellcheck shell=bash disable=SC2154

create_kind() {
  if command kind get clusters 2>/dev/null | grep -qx "$cluster"; then echo "There is one called $cluster already."; return; fi
  # `kind version` prints: kind v0.30.0 go1.25 linux/amd64
  local version
  version=$(command kind version | sed -nE 's/^kind v0\.([0-9]+)\..*/\1/p')
  [[ -z $version || $version -ge 24 ]] || fail "kind 0.24 or later is needed: older ones do not enforce NetworkPolicies (this is 0.$version)"
  command kind create cluster --config "$local_dir/kind.yaml" --image "kindest/node:v$KUBERNETES_VERSION" --wait 3m
}

# containerd, because Prometheus finds no container metrics under minikube's docker runtime; the kubelet lets it in by token;
# scheduler and controller-manager listen where it can reach them; Calico, because the default network ignores NetworkPolicies.
create_minikube() {
  if minikube status --profile "$cluster" >/dev/null 2>&1; then echo "There is one called $cluster already."; return; fi
  minikube start --profile "$cluster" --driver docker --nodes 3 --cpus 2 --memory 4g --disk-size 40g \
    --kubernetes-version "v$KUBERNETES_VERSION" --container-runtime containerd --cni calico --bootstrapper kubeadm \
    --ports 127.0.0.1:80:80 --ports 127.0.0.1:443:443 \
    --extra-config kubelet.authentication-token-webhook=true \
    --extra-config kubelet.authorization-mode=Webhook \
    --extra-config scheduler.bind-address=0.0.0.0 \
    --extra-config controller-manager.bind-address=0.0.0.0
  kubectl label node "$cluster" ingress-ready=true --overwrite
  kubectl label nodes --selector 'minikube.k8s.io/primary!=true' app=shopstack --overwrite
}

# chart RELEASE NAMESPACE REPOSITORY CHART VERSION [ARGUMENT...]
chart() {
  local release=$1 namespace=$2 repository=$3 name=$4 version=$5
  shift 5
  helm upgrade --install "$release" "$name" --repo "$repository" --version "$version" --namespace "$namespace" --create-namespace \
    --wait --timeout 10m "$@"
}

install_ground() {
  local files=$root/ops/valuefiles
  chart metrics-server kube-system https://kubernetes-sigs.github.io/metrics-server metrics-server "$METRICS_SERVER_VERSION" \
    --values "$files/metrics-server.yaml" --values "$files/metrics-server-local.yaml"
  chart ingress-nginx ingress-nginx https://kubernetes.github.io/ingress-nginx ingress-nginx "$INGRESS_NGINX_VERSION" \
    --values "$files/ingress-nginx.yaml" --values "$files/ingress-nginx-local.yaml" --set-string controller.nodeSelector.ingress-ready=true \
    --set 'controller.tolerations[0].key=node-role.kubernetes.io/control-plane' --set 'controller.tolerations[0].operator=Exists'
}

install_monitoring() {
  say 'Prometheus and Grafana'
  kubectl get namespace monitoring >/dev/null 2>&1 || kubectl create namespace monitoring
  if ! kubectl --namespace monitoring get secret grafana-admin >/dev/null 2>&1; then
    local password
    password=$(LC_ALL=C tr -dc 'A-Za-z0-9' < <(head -c 4096 /dev/urandom) | head -c 24 || [[ $? == 141 ]])
    printf '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"grafana-admin","namespace":"monitoring"},"stringData":{"user":"shopkeeper","password":"%s"}}' \
      "$password" | kubectl create --filename -
  fi
  chart kube-prometheus-stack monitoring https://prometheus-community.github.io/helm-charts kube-prometheus-stack \
    "$KUBE_PROMETHEUS_STACK_VERSION" --values "$root/ops/valuefiles/kube-prometheus-stack.yaml" --values "$local_dir/values/kube-prometheus-stack.yaml"
  helm upgrade --install shopstack-monitoring "$root/ops/prometheus" --namespace monitoring --wait --timeout 5m
  echo 'Grafana: shopkeeper, and: kubectl --namespace monitoring get secret grafana-admin --output jsonpath={.data.password} | base64 -d'
}

install_logging() {
  say 'Elasticsearch, Kibana, Fluent Bit'
  chart eck-operator elastic-system https://helm.elastic.co eck-operator "$ECK_OPERATOR_VERSION" --values "$root/ops/valuefiles/eck-operator.yaml"
  chart eck-stack logging https://helm.elastic.co eck-stack "$ECK_STACK_VERSION" \
    --values "$root/ops/valuefiles/eck-stack.yaml" --values "$local_dir/values/eck-stack.yaml"
  chart fluent-bit logging https://fluent.github.io/helm-charts fluent-bit "$FLUENT_BIT_VERSION" --values "$root/ops/valuefiles/fluent-bit.yaml" \
    --values "$root/ops/valuefiles/fluent-bit-local.yaml"
}
