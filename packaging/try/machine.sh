# A Debian machine of its own, for the scripts beside this one: systemd as process 1, a network of its own, thrown away at the end. Needs root,
# namespaces and systemd-nspawn. Its files are a minimal Debian that mmdebstrap makes once and that is kept as TRY_BASE, without it
# ${XDG_CACHE_HOME:-~/.cache}/tvslab/debian-with-rpm.tar.

say() { printf '  %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# skip ends a script with status 0 and a word: this machine cannot try it.
skip() { printf 'SKIPPED: %s\n' "$*"; exit 0; }

# need names programs without which a script is skipped, and looks whether mounts and namespaces can be made.
need() {
	for program; do
		command -v "$program" >/dev/null || skip "$program is not here"
	done
	[ "$(id -u)" = 0 ] || skip "this needs root"
	unshare --mount --pid --fork --net --uts --ipc mount -t tmpfs tmpfs /mnt 2>/dev/null || skip "this machine gives no namespaces or mounts"
}

work=
leader=

# machine_up makes the machine and boots it. inside runs a command on it, network one of this machine on its network.
machine_up() {
	work=$(mktemp -d /var/tmp/tvslab-try-XXXXXX)
	trap machine_down EXIT
	mount -t tmpfs -o mode=755 tmpfs "$work"
	mkdir "$work/root"
	base=${TRY_BASE:-${XDG_CACHE_HOME:-$HOME/.cache}/tvslab/debian-with-rpm.tar}
	if [ ! -f "$base" ]; then
		command -v mmdebstrap >/dev/null || skip "there is no $base, and no mmdebstrap to make it"
		mkdir -p "$(dirname "$base")"
		mmdebstrap --quiet --format=tar --variant=minbase --include=systemd,systemd-sysv,dbus,man-db,bash-completion,rpm bookworm "$base.new" >"$work/debian" 2>&1 ||
			skip "mmdebstrap makes no Debian: $(tail -1 "$work/debian")"
		mv "$base.new" "$base"
	fi
	tar -C "$work/root" -xf "$base" --exclude './dev/*'
	systemd-nspawn --quiet --register=no --keep-unit --private-network --machine=tvslab-try -D "$work/root" --boot --console=pipe </dev/null >"$work/console" 2>&1 &
	nspawn=$!
	for _ in $(seq 120); do
		leader=$(pgrep -P "$nspawn" 2>/dev/null | head -1 || true)
		if [ -n "$leader" ] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; then
			say "$(inside sh -c '. /etc/os-release; echo "$PRETTY_NAME"'), $(inside systemctl --version | head -1), as process 1"
			return
		fi
		sleep 0.5
	done
	tail -20 "$work/console"
	skip "a Debian does not boot in a container here"
}

inside() { nsenter -t "$leader" -m -u -i -n -p -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }
network() { nsenter -t "$leader" -n "$@"; }

machine_down() {
	status=$?
	if [ -n "${nspawn:-}" ]; then
		kill -TERM "$nspawn" 2>/dev/null || true
		sleep 1
		kill -TERM "$nspawn" 2>/dev/null || true
		wait "$nspawn" 2>/dev/null || true
	fi
	[ -z "$work" ] || { umount -R "$work" 2>/dev/null || umount -l "$work"; rmdir "$work"; }
	exit "$status"
}

# files lists everything on the machine that packages and services leave, but for what logs and caches of the machine itself keep.
files() {
	inside find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/log -o -path /var/cache/man -o -path /var/cache/debconf \
		-o -path /var/lib/dpkg -o -path /var/lib/rpm -o -path /var/lib/systemd -o -path /var/tmp -o -path /root \) -prune -o -print | sort
}

# nothing_left compares the machine's files with those in a list. Backups of passwd and group are adduser's.
nothing_left() {
	files >"$work/after"
	diff "$1" "$work/after" | grep -vE '/etc/(passwd|group|shadow|gshadow|subuid|subgid)-$' | grep '^[<>]' >"$work/differ" || true
	[ ! -s "$work/differ" ] || { cat "$work/differ" >&2; fail "these are left (>) or gone (<)"; }
}

# lab_up starts a lab as a service; answers looks at it; lists are its trust lists, by port 69.
lab_up() {
	inside systemctl enable --quiet --now tvslab-lab@monday || { inside systemctl status --no-pager -l tvslab-lab@monday >&2; inside journalctl --no-pager -n 40 -u tvslab-lab@monday >&2; fail "the lab does not start"; }
}

status() { inside tvslab lab status --control /run/tvslab/monday/control "$@"; }

# node is the address of the lab's first node, on the loopback of that machine.
node=127.78.31.1

# lists fetches the trust lists that phones get, over TFTP on port 69, into a folder.
lists() {
	mkdir -p "$1"
	for file in ITLFile.tlv CTLFile.tlv; do
		network curl -s --max-time 20 -o "$1/$file" "tftp://$node:69/$file" || true
	done
	[ -s "$1/ITLFile.tlv" ] || fail "no ITL over TFTP from $node:69"
}
