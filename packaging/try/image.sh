#!/usr/bin/env bash
# What the image does: image.sh IMAGE.tar. Read by skopeo as an OCI archive and as one of Docker, loaded and run by podman; each where it is. Needs root.
set -euo pipefail
image=$1
. "$(dirname "$0")/machine.sh"
need podman crun curl
# In mounts of its own, where crun finds one version of control groups: it knows no machine with both.
if [ "${TRY_MOUNTS:-}" != own ]; then
	TRY_MOUNTS=own exec unshare --mount "$0" "$@"
fi
umount /sys/fs/cgroup/unified 2>/dev/null || true
began=$(date +%s)
work=$(mktemp -d /var/tmp/tvslab-image-XXXXXX)
container=
finish() {
	[ -z "$container" ] || pod rm -f -t 0 "$container" >/dev/null 2>&1 || true
	umount -R "$work/root" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT
echo "image: $(basename "$image"), $(($(stat -c %s "$image") / 1000000)) MB"

if command -v skopeo >/dev/null; then
	for kind in oci-archive docker-archive; do
		skopeo inspect --config "$kind:$image" | grep '"User": *"65532:65532"' >/dev/null || fail "skopeo reads no user from $kind"
	done
	say "skopeo reads it as an OCI archive and as one of Docker"
else
	say "skopeo is not here: the archive is not read by it"
fi

# Containers on a machine without a service manager and with its network, for this script alone.
pod() {
	podman --root "$work/store" --runroot "$work/runroot" --tmpdir "$work/libpod" --storage-driver vfs --runtime crun --cgroup-manager cgroupfs --events-backend file "$@"
}
# Limits that every machine allows: podman's own are higher than what a root without CAP_SYS_RESOURCE may set.
run=(run --ulimit nofile=4096:4096 --ulimit nproc=4096:4096 --cgroups=disabled --network host --security-opt seccomp=unconfined
	--read-only --cap-drop all --security-opt no-new-privileges)
name=$(pod load -q -i "$image" 2>"$work/load" | sed 's/^Loaded image[^:]*: *//' | tail -1) || { cat "$work/load" >&2; fail "podman load"; }
say "podman loads it as $name"
name=tvslab:${name##*:} # as people call it
pod "${run[@]}" --rm "$name" version >"$work/version" 2>"$work/errors" || { cat "$work/errors" >&2; fail "podman run"; }
say "podman runs it, read only and without a capability: $(cat "$work/version")"
pod "${run[@]}" --rm "$name" demo >"$work/demo" 2>"$work/errors" || { tail -5 "$work/demo" "$work/errors" >&2; fail "the demo in a container"; }
say "tvslab demo in a container: $(wc -l <"$work/demo") lines"

# A lab in a volume: made, ended, gone on with by a second container.
pod volume create lab >/dev/null
lab=(--go-on --dir /var/lib/tvslab/monday --control /tmp/control --listen 127.78.31.1 --clock stopped --ssh off -q tftp-both-changed-tvs-ok)
for round in 1 2; do
	container=$(pod "${run[@]}" -d --tmpfs /tmp:mode=1777 -v lab:/var/lib/tvslab "$name" serve "${lab[@]}")
	for _ in $(seq 240); do
		pod exec "$container" /usr/bin/tvslab lab status --control /tmp/control >"$work/status" 2>/dev/null && break
		sleep 0.5
	done
	[ -s "$work/status" ] || { pod logs "$container" >&2; fail "the lab does not answer"; }
	curl -s --max-time 20 -o "$work/itl$round" tftp://127.78.31.1:6969/ITLFile.tlv || curl -s --max-time 20 -o "$work/itl$round" tftp://127.78.31.1:69/ITLFile.tlv || fail "no ITL over TFTP"
	[ "$(pod top "$container" huser 2>/dev/null | tail -1)" != root ] || fail "it runs as root"
	pod stop -t 20 "$container" >/dev/null
	pod rm "$container" >/dev/null
	container=
done
cmp "$work/itl1" "$work/itl2" || fail "another ITL after the container was replaced"
say "a lab in a volume: the same ITL from a second container: $(sha256sum <"$work/itl1" | cut -c 1-16)"
echo "image: all held, in $(($(date +%s) - began)) s"
