#!/usr/bin/env bash
# Databases and accounts of shipping and ratings on an environment's managed MySQL: each account sees its own database alone, over
# TLS alone. Run after `terraform apply`, and again after one of the two passwords was rotated.
#
#   ops/terraform/mysql-accounts.sh staging|preprod [--context NAME]
#
# The server is reachable from the cluster only, so a pod that lives for a moment talks to it. Passwords go through its input.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() { printf 'mysql-accounts.sh: %s\n' "$*" >&2; exit 1; }

environment=${1:-}
[[ $environment == staging || $environment == preprod ]] || fail 'name an environment: staging or preprod'
kubectl=(kubectl --context "shopstack-$environment")
if [[ ${2:-} == --context ]]; then kubectl=(kubectl --context "${3:?--context needs a name}"); fi
for tool in terraform aws kubectl jq; do command -v "$tool" >/dev/null || fail "$tool is not on the PATH"; done

shop=$(terraform -chdir="environments/$environment" output -json shop) || fail "environments/$environment has no state; apply it first"
address=$(jq -r '.mysql.address // empty' <<<"$shop")
[[ -n $address ]] || fail "$environment keeps MySQL in the cluster: its chart makes the accounts"
host=${address%:*}
value() { aws secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }
master=$(value "$(jq -r .mysql.master_secret_arn <<<"$shop")") || fail 'the master password cannot be read; is your role allowed to?'
user=$(jq -r .username <<<"$master")
password=$(jq -r .password <<<"$master")
[[ $password != *[\"\\]* ]] || fail 'the master password has a quote or backslash in it; let Secrets Manager rotate it'

statements=''
for service in shipping ratings; do
  secret=$(value "shopstack-drawn/$environment/mysql-$service") || fail "shopstack-drawn/$environment/mysql-$service cannot be read"
  [[ $secret =~ ^[A-Za-z0-9]+$ ]] || fail "the password of $service is not letters and digits alone"
  statements+="CREATE DATABASE IF NOT EXISTS $service CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '$service'@'%' IDENTIFIED BY '$secret' REQUIRE SSL;
ALTER USER '$service'@'%' IDENTIFIED BY '$secret' REQUIRE SSL;
GRANT ALL ON $service.* TO '$service'@'%';
"
done

# shellcheck disable=SC2016 # the pod's shell expands it
# First the client's settings, then the statements: both by standard input, neither on a command line or in the pod's description.
{
  printf '[client]\nhost=%s\nuser=%s\npassword="%s"\nssl-mode=REQUIRED\nconnect-timeout=10\n\n%s' "$host" "$user" "$password" "$statements"
} | "${kubectl[@]}" --namespace default run mysql-accounts --image mysql:8.4 --restart Never --rm --stdin --quiet --pod-running-timeout 2m \
  --command -- bash -ec '
    settings=$(mktemp)
    while IFS= read -r line && [ -n "$line" ]; do printf "%s\n" "$line"; done > "$settings"
    mysql --defaults-extra-file="$settings"
    rm "$settings"' || fail "the accounts were not made; see: kubectl --namespace default get pods"
printf 'shipping and ratings have their databases and accounts at %s.\n' "$host"
