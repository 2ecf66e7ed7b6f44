#!/usr/bin/env bash
# Writes .env for docker compose: .env.example, with a random value for each secret. Secrets that .env has already stay.
set -euo pipefail
cd "$(dirname "$0")/../.."
umask 077
[ -e .env ] || cp .env.example .env
for name in $(sed -nE 's/^([A-Z_]+_(SECRET|PASSWORD|SECRET_KEY))=$/\1/p' .env.example); do
  if grep -q "^$name=." .env; then continue; fi
  lines=$(grep -v "^$name=" .env || true)
  printf '%s\n%s=%s\n' "$lines" "$name" "$(openssl rand -hex 24)" > .env
done
echo '.env has what docker compose needs.'
