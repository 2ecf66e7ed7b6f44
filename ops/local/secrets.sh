#!/usr/bin/env bash
# Draws the shop's secrets and puts them into a cluster as ../secrets.table says: once. What the cluster has already stays as it
# is, and is taken over into the others, so that it can be run again after a Secret was lost or a row was added.
#
#   ops/local/secrets.sh [--namespace shopstack] [--context NAME] [--stores FILE] [--dry-run]
#
# --dry-run prints names and keys, never values, and talks to no cluster. Values never stand on a command line or on disk.
set -euo pipefail
if ((BASH_VERSINFO[0] * 10 + BASH_VERSINFO[1] < 44)); then echo "secrets.sh needs bash 4.4 or later (macOS: brew install bash)" >&2; exit 1; fi
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
table=$here/../secrets.table
stores=$here/stores.env
namespace=shopstack
dry_run=false
kubectl=(kubectl --request-timeout=20s)

fail() { printf 'secrets.sh: %s\n' "$*" >&2; exit 1; }

while (($#)); do
  case $1 in
    --namespace | --context | --stores)
      [[ -n ${2:-} ]] || fail "$1 needs a value"
      case $1 in
        --namespace) namespace=$2 ;;
        --context) kubectl+=(--context "$2") ;;
        --stores) stores=$2 ;;
      esac
      shift 2 ;;
    --dry-run) dry_run=true; shift ;;
    --help) sed -n '2,8p' "$0" | cut -c3-; exit 0 ;;
    *) fail "does not know $1; try --help" ;;
  esac
done
[[ $namespace =~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$ ]] || fail "$namespace is no name for a namespace"
[[ -r $stores ]] || fail "cannot read $stores; name a file with --stores"

names=() secrets=() keys=() draws=() templates=()
while read -r secret key draw template rest; do
  [[ -z $secret || $secret == \#* ]] && continue
  [[ -n $template && -z $rest ]] || fail "secrets.table: the row '$secret $key' needs four columns"
  secrets+=("$secret") keys+=("$key") draws+=("$draw") templates+=("$template")
  [[ " ${names[*]-} " == *" $secret "* ]] || names+=("$secret")
done <"$table"

if $dry_run; then
  for name in "${names[@]}"; do
    printf '%s:' "$name"
    for i in "${!secrets[@]}"; do [[ ${secrets[i]} == "$name" ]] && printf ' %s' "${keys[i]}"; done
    printf '\n'
  done
  exit 0
fi

command -v kubectl >/dev/null || fail 'kubectl is not on the PATH; see https://kubernetes.io/docs/tasks/tools/'
command -v base64 >/dev/null || fail 'base64 (coreutils) is not on the PATH'

declare -A place
while IFS='=' read -r name value; do
  [[ -z $name || $name == \#* ]] && continue
  place[$name]=$value
done <"$stores"

# Replaces {mysql} and the like; {secret} stays for later.
placed() {
  local text=$1 name
  for name in "${!place[@]}"; do text=${text//"{$name}"/"${place[$name]}"}; done
  [[ ${text//'{secret}'/} != *[{}]* ]] || fail "secrets.table: $text names a store that $stores does not"
  printf '%s' "$text"
}

draw() { LC_ALL=C tr -dc 'A-Za-z0-9' < <(head -c 4096 /dev/urandom) | head -c 48 || [[ $? == 141 ]]; }

"${kubectl[@]}" get namespace "$namespace" >/dev/null 2>&1 || "${kubectl[@]}" create namespace "$namespace" >/dev/null \
  || fail "the cluster does not answer, or namespace $namespace cannot be made; try: kubectl get namespaces"

# What is there: secret/key -> value, still in base64.
declare -A there known
# shellcheck disable=SC2016 # kubectl expands these, not the shell
answer=$("${kubectl[@]}" --namespace "$namespace" get secrets \
  --output 'go-template={{range .items}}{{$name := .metadata.name}}{{range $key, $value := .data}}{{$name}}/{{$key}} {{$value}}{{"\n"}}{{end}}{{end}}') \
  || fail "cannot read the Secrets of namespace $namespace; your account needs the verb list there"
while read -r id value; do [[ -n $id ]] && there[$id]=$value; done <<<"$answer"

# A drawn value that some Secret has already is taken from there, whatever the template around it.
for i in "${!secrets[@]}"; do
  [[ ${draws[i]} == - || -n ${known[${draws[i]}]:-} ]] && continue
  encoded=${there[${secrets[i]}/${keys[i]}]:-}
  [[ -z $encoded || ${templates[i]} != *'{secret}'* ]] && continue
  value=$(base64 -d <<<"$encoded")
  case ${templates[i]} in
    '{secret}') known[${draws[i]}]=$value ;;
    *://*) [[ $value =~ ^[a-z+]+://[^:@/]*:([A-Za-z0-9]+)@ ]] && known[${draws[i]}]=${BASH_REMATCH[1]} ;;
    *) [[ $value == "${templates[i]%%'{secret}'*}"* ]] && known[${draws[i]}]=${value#"${templates[i]%%'{secret}'*}"} ;;
  esac
done

made=0 kept=0
for name in "${names[@]}"; do
  data='' missing=0 present=0
  for i in "${!secrets[@]}"; do
    [[ ${secrets[i]} == "$name" ]] || continue
    if [[ -n ${there[$name/${keys[i]}]:-} ]]; then present=$((present + 1)); continue; fi
    draw=${draws[i]}
    if [[ $draw != - && -z ${known[$draw]:-} ]]; then known[$draw]=$(draw); fi
    text=$(placed "${templates[i]}")
    [[ $draw == - ]] || text=${text//'{secret}'/"${known[$draw]}"}
    data+="${data:+,}\"${keys[i]}\":\"$(printf '%s' "$text" | base64 | tr -d '\n')\""
    missing=$((missing + 1))
  done
  if ((missing == 0)); then kept=$((kept + 1)); continue; fi
  if ((present == 0)) && ! "${kubectl[@]}" --namespace "$namespace" get secret "$name" >/dev/null 2>&1; then
    printf '{"apiVersion":"v1","kind":"Secret","type":"Opaque","metadata":{"name":"%s","labels":{"app.kubernetes.io/part-of":"shopstack"}},"data":{%s}}' \
      "$name" "$data" | "${kubectl[@]}" --namespace "$namespace" create --filename - >/dev/null || fail "Secret $name was not made"
  else
    # Adds keys that are not there; the API server merges, so the others stay.
    printf '{"data":{%s}}' "$data" | "${kubectl[@]}" --namespace "$namespace" patch secret "$name" --type merge --patch-file /dev/stdin >/dev/null \
      || fail "Secret $name has keys missing that could not be added"
  fi
  made=$((made + 1))
  printf '%s: %d keys added\n' "$name" "$missing"
done
printf 'Secrets in namespace %s: %d made or completed, %d left as they were.\n' "$namespace" "$made" "$kept"
