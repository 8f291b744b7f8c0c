#!/usr/bin/env bash
# What a package for rpm does: rpm.sh OLD.rpm NEW.rpm. On a Debian that has rpm, it is installed, upgraded and erased, and a lab runs as a service
# meanwhile. There are no other packages of rpm, so what it needs of them is shown, and not fetched.
set -euo pipefail
old=$1 new=$2
. "$(dirname "$0")/machine.sh"
need systemd-nspawn pgrep curl
began=$(date +%s)
echo "rpm: $(basename "$old"), then $(basename "$new")"

machine_up
inside test -x /usr/bin/rpm || skip "there is no rpm in the Debian"
inside rpm --initdb
files >"$work/before"
cp "$old" "$work/root/root/old.rpm"
cp "$new" "$work/root/root/new.rpm"
inside rpm -K --nosignature /root/old.rpm | grep -q 'digests OK' || fail "rpm -K"
inside rpm -qp --changelog /root/old.rpm >"$work/changelog"
grep -q tvslab "$work/changelog" || fail "no changelog"
say "needs $(inside rpm -qp --requires /root/old.rpm | grep -v '^rpmlib' | xargs)"

inside rpm -i --nodeps /root/old.rpm || fail "rpm -i"
was=$(inside tvslab version)
say "installed: $was"
inside man -w tvslab-serve >/dev/null || fail "no man page"
inside test -f /usr/share/zsh/site-functions/_tvslab || fail "no completion for zsh"
inside sh -c 'printf "TVSLAB_SCENARIO=tftp-both-changed-tvs-ok\nTVSLAB_ARGS=--listen '$node' --clock stopped --release 11.5\n" >/etc/tvslab/labs/monday.conf; echo "# kept" >>/etc/tvslab/labs.conf'
lab_up
lists "$work/lists"
status >"$work/status"
pid=$(inside systemctl show -P MainPID tvslab-lab@monday)
inside rpm -U --nodeps /root/new.rpm || fail "rpm -U"
[ "$(inside tvslab version)" != "$was" ] || fail "the upgrade has the same version"
inside systemctl is-active --quiet tvslab-lab@monday || fail "the lab does not run after the upgrade"
[ "$(inside systemctl show -P MainPID tvslab-lab@monday)" != "$pid" ] || fail "the lab goes on with the old program"
inside tail -1 /etc/tvslab/labs.conf | grep -q '# kept' || fail "the upgrade overwrote a configuration file"
lists "$work/again"
diff -r "$work/lists" "$work/again" || fail "other lists after the upgrade"
status | diff "$work/status" - || fail "the lab stands otherwise after the upgrade"
say "upgraded: $(inside tvslab version); the same lists, phones and clock"
inside rpm -e --nodeps tvslab 2>"$work/erase" || fail "rpm -e"
if inside sh -c 'ls -l /proc/[0-9]*/exe 2>/dev/null || true' | grep /usr/bin/tvslab >&2; then fail "a lab runs after the package was erased"; fi
inside test -d /var/lib/tvslab/monday || fail "erasing lost the lab"
inside sh -c "$(sed -n '/^    sudo userdel tvslab/,/^$/p' "$(dirname "$0")/../../docs/packages.md" | sed 's/^ *sudo //')" || fail "the commands of docs/packages.md that remove what is left"
nothing_left "$work/before"
say "erased; after the commands of docs/packages.md nothing is left"
echo "rpm: all held, in $(($(date +%s) - began)) s"
