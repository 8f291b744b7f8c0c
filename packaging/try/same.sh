#!/usr/bin/env bash
# Are the bytes those of another checkout? same.sh FOLDER SYSTEMS builds the commit once more, in a clone elsewhere, and compares all files with those
# in FOLDER. With TRY_CACHE=new nothing that was compiled is taken over, which takes as long as a first build.
set -euo pipefail
made=$1 systems=$2
work=$(mktemp -d /var/tmp/tvslab-same-XXXXXX)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
[ "${TRY_CACHE:-}" != new ] || export GOCACHE=$work/cache
if ls "$made" | grep -q '\.modified'; then
	echo "same: skipped: the tree has changes that are in no commit, and a clone would not"
	exit 0
fi
git clone -q .. "$work/a-longer-name-of-a-folder"
git -C "$work/a-longer-name-of-a-folder" checkout -q "$(git rev-parse HEAD)"
(cd "$work/a-longer-name-of-a-folder/packaging" && umask 077 && TZ=Asia/Tokyo LC_ALL=C go run . -only "$systems" -out "$work/again" >"$work/log") || { cat "$work/log" >&2; exit 1; }
diff -r "$made" "$work/again" || { echo "same: other bytes" >&2; exit 1; }
echo "same: $(ls "$made" | wc -l) files, byte for byte, from two checkouts"
