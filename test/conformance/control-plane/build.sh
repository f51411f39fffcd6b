#!/usr/bin/env bash
# Builds the real control plane from the pinned Go modules beside this file and prints the folder that holds it.
# The result is cached outside the repository under a key of go.sum, so it is built once per machine and version.
set -euo pipefail
cd "$(dirname "$0")"

version=$(awk '$1 == "k8s.io/kubernetes" { print $2; exit }' go.mod)
key=$(cat go.mod go.sum build.sh | sha256sum | cut -c1-16)
folder="${XDG_CACHE_HOME:-$HOME/.cache}/salvor/control-plane/$version-$key"
commands=(kube-apiserver kube-controller-manager kube-scheduler)

if [ ! -e "$folder/complete" ]; then
  mkdir -p "$folder"
  minor=${version#v1.}; minor=${minor%%.*}
  stamp=k8s.io/component-base/version
  flags="-s -w -X $stamp.gitVersion=$version -X $stamp.gitMajor=1 -X $stamp.gitMinor=$minor"
  for command in "${commands[@]}"; do
    echo "building $command $version" >&2
    CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags "$flags" -o "$folder/$command" "k8s.io/kubernetes/cmd/$command"
  done
  echo "building etcd" >&2
  CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags "-s -w" -o "$folder/etcd" go.etcd.io/etcd/server/v3
  touch "$folder/complete"
fi
echo "$folder"
