# Images and releases of the shop. Sourced by up.sh.
# shellcheck shell=bash disable=SC2154
apps=(psp user catalogue cart payment shipping ratings dispatch web)
stores=(mongodb mysql redis rabbitmq mailbox)

# The tag in an app's values: the one that its chart will ask for.
tag_of() {
  local file=$root/charts/$1/values.yaml
  [[ $1 != verifier ]] || file=$root/charts/environments/verifier.yaml
  local tag
  tag=$(sed -nE "s/^ +tag: *['\"]?([^'\" #]+).*/\1/p" "$file" | head -1)
  [[ -n $tag ]] || fail "$file names no image tag"
  echo "$tag"
}

build_images() {
  local app image
  local images=()
  for app in "${apps[@]}" verifier; do
    image=shopstack/$app:$(tag_of "$app")
    docker build --quiet --build-arg "APP=$app" --build-arg "VERSION=$(tag_of "$app")" \
      --build-arg "REVISION=$(git -C "$root" rev-parse HEAD)" --tag "$image" "$root" >/dev/null || fail "the image of $app was not built; see: docker build --build-arg APP=$app ."
    echo "$image"
    images+=("$image")
  done
  if [[ $kind == kind ]]; then
    command kind load docker-image --name "$cluster" "${images[@]}"
  else
    minikube image load --profile "$cluster" "${images[@]}"
  fi
}

# release NAME: the app's or store's chart with what this place adds to it.
release() {
  local arguments=(--values "$root/charts/environments/verifier.yaml")
  [[ ! -e $local_dir/values/$1.yaml ]] || arguments+=(--values "$local_dir/values/$1.yaml")
  printf '  %s\n' "$1"
  helm upgrade --install "$1" "$root/charts/$1" --namespace shopstack --wait --wait-for-jobs --timeout 10m "${arguments[@]}" >/dev/null \
    || fail "$1 did not become ready; see: kubectl --context $context --namespace shopstack get pods, and docs/runbooks"
}

install_shop() {
  local name
  for name in platform "${stores[@]}" "${apps[@]}" verifier; do release "$name"; done
}

# install_argocd REPOSITORY BRANCH: ArgoCD, and staging's root pointed at that repository and branch.
install_argocd() {
  chart argocd argocd https://argoproj.github.io/argo-helm argo-cd "$ARGO_CD_VERSION" \
    --values "$root/ops/valuefiles/argocd.yaml" --values "$local_dir/values/argocd.yaml"
  local file
  for file in project staging; do
    # Wherever the repository or the branch stands in them, in fields and in helm parameters alike.
    sed -E "s#https://github\.com/[^ ,}']+\.git#$1#g; s#k8s/staging#$2#g" "$root/argocd/$file.yaml" | kubectl apply --filename -
  done
  echo 'Password of admin: kubectl --namespace argocd get secret argocd-initial-admin-secret --output jsonpath={.data.password} | base64 -d'
}
