#!/usr/bin/env bash
# What a release needs beside Node, git, Docker and the AWS CLI, for Linux on x86-64: Trivy, cosign, and the emulation that
# builds images for arm64. Versions are pinned by the digest of what is downloaded. Does nothing that is done already.
set -euo pipefail

into=${RELEASE_TOOLS:-/usr/local/bin}
trivy_version=0.69.3
trivy_sha256=1816b632dfe529869c740c0913e36bd1629cb7688bd5634f4a858c1d57c88b75
cosign_version=3.0.5
cosign_sha256=db15cc99e6e4837daabab023742aaddc3841ce57f193d11b7c3e06c8003642b2

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

download() { # URL SHA256 FILE
  curl --fail --silent --show-error --location --max-time 300 --retry 3 --output "$3" "$1"
  echo "$2  $3" | sha256sum --check --strict --quiet
}

if ! command -v trivy >/dev/null; then
  download "https://github.com/aquasecurity/trivy/releases/download/v$trivy_version/trivy_${trivy_version}_Linux-64bit.tar.gz" \
    "$trivy_sha256" "$scratch/trivy.tar.gz"
  tar -xzf "$scratch/trivy.tar.gz" -C "$scratch" trivy
  install -m 0755 "$scratch/trivy" "$into/trivy"
fi
if ! command -v cosign >/dev/null; then
  download "https://github.com/sigstore/cosign/releases/download/v$cosign_version/cosign-linux-amd64" \
    "$cosign_sha256" "$scratch/cosign"
  install -m 0755 "$scratch/cosign" "$into/cosign"
fi
if ! docker buildx ls | grep -q linux/arm64; then
  docker run --rm --privileged tonistiigi/binfmt:qemu-v9.2.2 --install arm64
fi
