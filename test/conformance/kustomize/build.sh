#!/usr/bin/env bash
# Builds the real kustomize from the pinned Go module beside this file and prints the path of the program.
# It is cached outside the repository under a key of go.sum, so it is built once per machine and version.
set -euo pipefail
cd "$(dirname "$0")"

version=$(awk '$2 == "sigs.k8s.io/kustomize/kustomize/v5" { print $3; exit }' go.mod)
key=$(cat go.mod go.sum build.sh | sha256sum | cut -c1-16)
folder="${XDG_CACHE_HOME:-$HOME/.cache}/salvor/kustomize/$version-$key"

if [ ! -e "$folder/complete" ]; then
  mkdir -p "$folder"
  echo "building kustomize $version" >&2
  CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags "-s -w" -o "$folder/kustomize" sigs.k8s.io/kustomize/kustomize/v5
  touch "$folder/complete"
fi
echo "$folder/kustomize"
