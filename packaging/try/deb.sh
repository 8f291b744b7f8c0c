#!/usr/bin/env bash
# What a Debian package does on a machine: deb.sh OLD.deb NEW.deb. Installs, looks at what is there, runs a lab as a service, upgrades it, removes and
# purges, and compares the machine's files with those before.
set -euo pipefail
old=$1 new=$2
. "$(dirname "$0")/machine.sh"
need systemd-nspawn pgrep curl
began=$(date +%s)
echo "deb: $(basename "$old"), then $(basename "$new")"

if command -v lintian >/dev/null; then
	lintian --tag-display-limit 0 --fail-on error "$old" || fail "lintian"
	say "lintian has no error"
else
	say "lintian is not here: the package is not checked by it"
fi

machine_up
inside getent passwd tvslab >/dev/null && fail "there is a user tvslab already"
files >"$work/before"
cp "$old" "$work/root/root/old.deb"
cp "$new" "$work/root/root/new.deb"

inside dpkg -i /root/old.deb >"$work/dpkg" 2>&1 || { cat "$work/dpkg" >&2; fail "dpkg -i"; }
was=$(inside tvslab version)
say "installed: $was"
inside man -w tvslab-serve >/dev/null || fail "no man page"
inside man tvslab-serve >"$work/man"
grep -q 'go-on' "$work/man" || fail "the man page is not readable"
inside bash -c '. /usr/share/bash-completion/bash_completion && _completion_loader tvslab; complete -p tvslab' | grep -q __start_tvslab || fail "no completion in bash"
say "man pages and completion are there"
if inside systemctl is-enabled tvslab-server >/dev/null 2>&1; then fail "something is enabled that nobody asked for"; fi
inside env HOME=/root tvslab demo >"$work/demo" 2>&1 || { tail -20 "$work/demo" >&2; fail "tvslab demo"; }
say "tvslab demo: $(wc -l <"$work/demo") lines, and it held"

inside systemd-analyze verify /usr/lib/systemd/system/tvslab-lab@.service /usr/lib/systemd/system/tvslab-server.service || fail "systemd-analyze verify"
for unit in tvslab-lab@monday tvslab-server; do
	say "$(inside systemd-analyze security --no-pager --threshold=25 "$unit.service" | tail -1)"
	inside systemd-analyze security --no-pager --threshold=25 "$unit.service" >/dev/null || fail "$unit is exposed more than 2.5"
done

# A lab as a service.
inside sh -c 'printf "TVSLAB_SCENARIO=tftp-both-changed-tvs-ok\nTVSLAB_ARGS=--listen '$node' --clock stopped --release 11.5\n" >/etc/tvslab/labs/monday.conf; echo "# kept" >>/etc/tvslab/labs.conf'
lab_up
pid=$(inside systemctl show -P MainPID tvslab-lab@monday)
inside sh -c "grep -E '^(Uid|NoNewPrivs|Seccomp|CapEff)' /proc/$pid/status" >"$work/process"
grep -q '^NoNewPrivs:[[:space:]]*1' "$work/process" && grep -q '^Seccomp:[[:space:]]*2' "$work/process" || fail "the lab is not confined"
grep -q "^Uid:[[:space:]]*$(inside id -u tvslab)[[:space:]]" "$work/process" || fail "the lab does not run as tvslab"
grep -q '^CapEff:[[:space:]]*0000000000000400' "$work/process" || fail "the lab has other capabilities than CAP_NET_BIND_SERVICE"
say "a lab runs as tvslab, confined, with CAP_NET_BIND_SERVICE alone"
inside tvslab cli cucm-pub --control /run/tvslab/monday/control -c 'set cert regen TVS' --answer yes >/dev/null || fail "tvslab cli"
lists "$work/lists"
status >"$work/status"
say "it answers: $(head -1 "$work/status"); ITL over TFTP on port 69: $(sha256sum <"$work/lists/ITLFile.tlv" | cut -c 1-16)"

# kept compares the lab with what it was.
kept() {
	lists "$work/again"
	diff -r "$work/lists" "$work/again" || fail "$1: other lists"
	status >"$work/status-again"
	diff "$work/status" "$work/status-again" >&2 || fail "$1: the lab stands otherwise"
	inside sh -c 'cd /var/lib/tvslab/monday && find . -name "*.pem" -type f -exec sha256sum {} + | sort' >"$work/keys-again"
	diff "$work/keys" "$work/keys-again" || fail "$1: other keys"
	rm -r "$work/again"
	say "$1: the same lists byte for byte, $(wc -l <"$work/keys") keys and certificates, phones and clock"
}
inside sh -c 'cd /var/lib/tvslab/monday && find . -name "*.pem" -type f -exec sha256sum {} + | sort' >"$work/keys"

inside dpkg -i /root/new.deb >"$work/dpkg" 2>&1 || { cat "$work/dpkg" >&2; fail "the upgrade"; }
[ "$(inside tvslab version)" != "$was" ] || fail "the upgrade has the same version"
inside systemctl is-active --quiet tvslab-lab@monday || fail "the lab does not run after the upgrade"
[ "$(inside systemctl show -P MainPID tvslab-lab@monday)" != "$pid" ] || fail "the lab goes on with the old program"
inside tail -1 /etc/tvslab/labs.conf | grep -q '# kept' || fail "the upgrade overwrote a conffile"
say "upgraded: $(inside tvslab version)"
kept "after the upgrade"

inside dpkg -r tvslab >"$work/dpkg" 2>&1 || { cat "$work/dpkg" >&2; fail "dpkg -r"; }
if inside sh -c 'ls -l /proc/[0-9]*/exe 2>/dev/null || true' | grep /usr/bin/tvslab >&2; then fail "a lab runs after the package was removed"; fi
inside test -d /var/lib/tvslab/monday || fail "removing lost the lab"
inside tail -1 /etc/tvslab/labs.conf | grep -q '# kept' || fail "removing lost a conffile"
inside dpkg -i /root/new.deb >"$work/dpkg" 2>&1 || { cat "$work/dpkg" >&2; fail "dpkg -i again"; }
inside systemctl start tvslab-lab@monday || fail "the lab does not start after the package came back"
kept "removed, and installed again"

# The servers that forget.
inside systemctl start tvslab-server || { inside journalctl --no-pager -n 40 -u tvslab-server >&2; fail "the servers do not start"; }
inside tvslab lab status --control /run/tvslab-server/control >/dev/null || fail "the servers do not answer"
say "tvslab-server runs beside it"

inside dpkg --purge tvslab >"$work/dpkg" 2>&1 || { cat "$work/dpkg" >&2; fail "dpkg --purge"; }
grep -i 'warning' "$work/dpkg" && fail "purging warns"
if inside sh -c 'ls -l /proc/[0-9]*/exe 2>/dev/null || true' | grep /usr/bin/tvslab >&2; then fail "a lab runs after the package was purged"; fi
inside getent passwd tvslab && fail "purging left the user"
inside getent group tvslab && fail "purging left the group"
inside sh -c 'ls -d /run/tvslab*' 2>/dev/null && fail "purging left a folder in /run"
nothing_left "$work/before"
say "removed and purged: no file, user or process is left"
echo "deb: all held, in $(($(date +%s) - began)) s"
