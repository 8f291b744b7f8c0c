#!/usr/bin/env bash
# Packages and image of two versions, for the processor of this machine, tried: all.sh [FOLDER] keeps what was built. Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."
built=${1:-$(mktemp -d /var/tmp/tvslab-built-XXXXXX)}
[ -n "${1:-}" ] || trap 'rm -rf "$built"' EXIT
arch=$(go env GOARCH)

go run . -only "linux/$arch" -out "$built/old"
go run . -only "linux/$arch" -out "$built/new" -as "$(basename "$built"/old/*-notes.md -notes.md | sed 's/^tvslab-//').1"
./try/same.sh "$built/old" "linux/$arch"
(cd "$built/old" && sha256sum --quiet --check SHA256SUMS)
./try/deb.sh "$built"/old/*.deb "$built"/new/*.deb
./try/rpm.sh "$built"/old/*.rpm "$built"/new/*.rpm
./try/image.sh "$built"/old/*-image.tar
