#!/usr/bin/env bash
# Packages and image of two versions, for the processor of this machine, tried: all.sh [FOLDER] keeps what was built. Needs
# root. TRY names what is tried, in its order: same, deb, rpm, image.
set -euo pipefail
cd "$(dirname "$0")/.."
built=${1:-$(mktemp -d /var/tmp/tvslab-built-XXXXXX)}
[ -n "${1:-}" ] || trap 'rm -rf "$built"' EXIT
arch=$(go env GOARCH)

go run . -only "linux/$arch" -out "$built/old"
go run . -only "linux/$arch" -out "$built/new" -as "$(basename "$built"/old/*-notes.md -notes.md | sed 's/^tvslab-//').1"
(cd "$built/old" && sha256sum --quiet --check SHA256SUMS)
for one in ${TRY:-same deb rpm image}; do
	case $one in
	same) ./try/same.sh "$built/old" "linux/$arch" ;;
	deb) ./try/deb.sh "$built"/old/*.deb "$built"/new/*.deb ;;
	rpm) ./try/rpm.sh "$built"/old/*.rpm "$built"/new/*.rpm ;;
	image) ./try/image.sh "$built"/old/*-image.tar ;;
	*) echo "TRY=$one: same, deb, rpm or image" >&2 && exit 2 ;;
	esac
done
