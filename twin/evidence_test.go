package twin_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/twin"
)

const (
	members = "192.0.2.1 pub.example.com pub Publisher callmanager DBPub authenticated using TCP since Fri Oct 15 10:22:20 2021\n" +
		"192.0.2.2 sub.example.com sub Subscriber callmanager DBSub authenticated using TCP since Fri Oct 15 10:22:20 2021\n" +
		"192.0.2.3 imp.example.com imp Subscriber cups DBSub authenticated using TCP since Fri Oct 15 10:22:20 2021\n"
	tftpOnly = "Cisco Tftp[STARTED]\nCisco CallManager[STOPPED]  Service Not Activated\nPrimary Node =false\n"
	version  = "Active Master Version: 12.5.1.14900-63\n"
)

// told is a twin as one text: the file, the notes and the problems.
func told(t *testing.T, files map[string]string) string {
	t.Helper()
	e := &twin.Evidence{}
	for _, name := range sortedNames(files) {
		e.Add(name, []byte(files[name]))
	}
	found, err := twin.Of(e, nil)
	require.NoError(t, err)
	var b strings.Builder
	b.Write(found.YAML("twin"))
	require.NoError(t, found.Report("twin.yaml").WriteText(&b))
	return b.String()
}

func sortedNames(files map[string]string) (names []string) {
	for _, name := range []string{"a.txt", "b.txt", "pub.txt", "sub/services.txt", "192.0.2.2_services.log", "sub1.txt", "phones.csv"} {
		if _, is := files[name]; is {
			names = append(names, name)
		}
	}
	return names
}

// TestWhoseOutput: which node an output is of, by what is there; a question where nothing says it; a problem where two things do.
func TestWhoseOutput(t *testing.T) {
	all := "admin:show network cluster\n" + members
	ofSub := "    sub:\n      roles: [subscriber, tftp]\n"
	for name, row := range map[string]struct {
		files map[string]string
		want  []string
		not   string
	}{
		"prompt":      {map[string]string{"a.txt": all + "sub:admin:utils service list\n" + tftpOnly}, []string{ofSub}, "Questions"},
		"login":       {map[string]string{"a.txt": all, "b.txt": "admin@192.0.2.2's password:\nadmin:utils service list\n" + tftpOnly}, []string{ofSub}, "Questions"},
		"status":      {map[string]string{"a.txt": all, "b.txt": "admin:show status\nHost Name          : sub\nadmin:utils service list\n" + tftpOnly}, []string{ofSub}, "Questions"},
		"own address": {map[string]string{"a.txt": all, "b.txt": "admin:show network eth0\nIP Address   : 192.0.2.2   IP Mask : 255.255.255.0\nadmin:utils service list\n" + tftpOnly}, []string{ofSub}, "Questions"},
		"folder":      {map[string]string{"a.txt": all, "sub/services.txt": tftpOnly}, []string{ofSub}, "Questions"},
		"file":        {map[string]string{"a.txt": all, "192.0.2.2_services.log": tftpOnly}, []string{ofSub}, "Questions"},
		"longer name": {map[string]string{"a.txt": all, "sub1.txt": tftpOnly}, []string{"which node showed list of 2 services (sub1.txt:1)?"}, ofSub},
		"primary":     {map[string]string{"a.txt": all, "b.txt": strings.Replace(tftpOnly, "false", "true", 1)}, []string{"    pub:\n      roles: [publisher, tftp]\n"}, "Questions"},
		"nothing":     {map[string]string{"a.txt": all, "b.txt": tftpOnly}, []string{"Questions, which only you can answer:\n  which node showed list of 2 services (b.txt:1)?: nothing there names it"}, ofSub},
		"two of them": {map[string]string{"a.txt": all, "pub.txt": "sub:admin:show status\nHost Name          : pub\nsub:admin:utils service list\n" + tftpOnly}, []string{"pub.txt:1: show status says that this is node pub, the prompt or login that it is sub; the first counts"}, ofSub},
		"one node":    {map[string]string{"a.txt": "admin:show network cluster\n" + strings.SplitAfter(members, "\n")[0], "b.txt": tftpOnly}, []string{"    pub:\n      roles: [publisher, tftp]\n"}, "Questions"},
		"presence":    {map[string]string{"a.txt": all}, []string{"    imp:\n      roles: [subscriber, imp]\n"}, "Questions"},
		"no list of nodes": {map[string]string{"a.txt": "pub:admin:show version active\n" + version, "b.txt": "sub:admin:show version active\n" + version},
			[]string{"pub is the publisher: it is the first that is named", "release: \"12.5SU3\"", "version 12.5.1.14900-63: the lab does what release 12.5SU3 does"}, "Questions"},
		"unknown release": {map[string]string{"a.txt": all, "pub.txt": "Active Master Version: 7.1.5.10000-12\n"}, []string{"version 7.1.5.10000-12 is of no release that is known", "release: \"12.5\"  # assumed"}, "Questions"},
		"other commands":  {map[string]string{"a.txt": all + "admin:show risdb list\nadmin:utils ntp status\nadmin:utils ntp status\n"}, []string{"Commands whose output is not read: show risdb list; utils ntp status\n"}, "Questions"},
	} {
		t.Run(name, func(t *testing.T) {
			text := told(t, row.files)
			for _, want := range row.want {
				require.Contains(t, text, want)
			}
			require.NotContains(t, text, row.not)
		})
	}
}

// TestStopped: services that are stopped, or not activated although the lab would have them, are written; those that the lab would not
// have are told.
func TestStopped(t *testing.T) {
	text := told(t, map[string]string{"a.txt": "admin:show network cluster\n" + members, "pub.txt": "Cisco CallManager[STARTED]\nCisco Tftp[STOPPED]  Commanded Out of Service\n" +
		"Cisco Trust Verification Service[STOPPED]  Component is not running\nCisco CTIManager[STOPPED]  Service Not Activated\nCisco WebDialer Web Service[STARTED]\n" +
		"A Cisco DB[STARTED]\nPrimary Node =true\n"})
	for _, want := range []string{"roles: [publisher, callmanager, tftp, tvs]\n", "stopped: [Cisco Tftp, Cisco Trust Verification Service]\n", "not-activated: [Cisco CTIManager]\n",
		"service Cisco WebDialer Web Service of pub, which is activated there: the lab does not have it"} {
		require.Contains(t, text, want)
	}
}

// TestTrustStores: what lies in -trust stores beside what the lab puts there.
func TestTrustStores(t *testing.T) {
	const listed = "admin:show cert list trust\nCallManager-trust/Example_Root_CA_0a0b.pem: Trust Certificate\nCallManager-trust/Cisco_Manufacturing_CA_SHA2_02.pem: Trust Certificate\n" +
		"CallManager-trust/sub.example.com_5678.pem: Trust Certificate\nPhone-nobody-trust/x.pem: Trust Certificate\n"
	text := told(t, map[string]string{"a.txt": "admin:show network cluster\n" + members, "pub.txt": listed + "tomcat-trust/only_here_01.pem: Trust Certificate\n" + "admin:show cert own CallManager\n[\n  Version: V3\n  Serial Number: 77AA\n  Issuer Name: CN=pub.example.com\n" +
		"  Validity From: Fri Feb 04 15:31:39 UTC 2022\n           To:   Wed Feb 03 15:31:38 UTC 2027\n  Subject Name: CN=pub.example.com\n]\n" +
		"admin:show cert trust Example_Root_CA_0a0b.pem\n[\n  Version: V3\n  Serial Number: 0A0B\n  Issuer Name: CN=Example Root CA, O=Example\n  Validity From: Fri Feb 04 15:31:39 UTC 2022\n" +
		"           To:   Wed Feb 03 15:31:38 UTC 2027\n  Subject Name: CN=Example Root CA, O=Example\n]\n", "sub/services.txt": listed})
	for _, want := range []string{
		"  trust:\n    - {store: CallManager-trust, subject: \"CN=Example Root CA, O=Example\", serial: 0a0b, from: 2022-02-04T15:31:39Z, until: 2027-02-03T15:31:38Z}\n  nodes:",
		"- {store: tomcat-trust, subject: \"CN=only here\", serial: \"01\"}  # known by the name of its file only",
		"    sub:\n", "        CallManager: {subject: \"CN=sub.example.com\", serial: \"5678\"}", "Phone-nobody-trust/x.pem: the lab has no store of that name",
		"1 certificate of -trust stores", "that CallManager-trust of pub does not have the certificate of pub: the lab puts it there",
	} {
		require.Contains(t, strings.ReplaceAll(text, `serial: "0a0b"`, "serial: 0a0b"), want)
	}
	require.NotContains(t, text, "Manufacturing")
}

// TestPhonesOfANode: `show risdb query phone` within a log is a list of phones, those of the node that showed it.
func TestPhonesOfANode(t *testing.T) {
	list, err := os.ReadFile("roster/testdata/site/risdb.txt")
	require.NoError(t, err)
	text := told(t, map[string]string{"a.txt": "admin:show network cluster\n" + members, "pub.txt": "admin:show version active\n" + version + string(list) + "show status\nHost Name          : pub\n"})
	for _, want := range []string{"devices: [SEP0A010100B001]", "devices: [SEP0A010100B003]", "on: true", "off: true", "2 phones in 2 groups"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "Not read")
	require.NotContains(t, text, "Questions")
}

// TestCollect: folders are read with what is in them, hidden files are not; a path that is not there is an error.
func TestCollect(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"pub/show.txt": "admin:show network cluster\n" + members, ".git/config": "x", "pub/.swp": "x", "phones.csv": "Device Name,Device Type\nSEP001122334455,Cisco 8841\n"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	e, err := twin.Collect(t.Context(), []string{dir}, nil)
	require.NoError(t, err)
	require.Len(t, e.Files, 1)
	found, err := twin.Of(e, nil)
	require.NoError(t, err)
	require.Empty(t, found.Problems)
	require.Equal(t, 1, found.Report("").Phones)
	_, err = twin.Collect(t.Context(), []string{filepath.Join(dir, "nowhere")}, nil)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, ".git", "empty"), 0o755))
	_, err = twin.Collect(t.Context(), []string{filepath.Join(dir, ".git", "empty")}, nil)
	require.ErrorIs(t, err, twin.ErrNoFile)
	require.NoError(t, os.Symlink(dir, filepath.Join(dir, "link")))
	linked, err := twin.Collect(t.Context(), []string{filepath.Join(dir, "link")}, nil)
	require.NoError(t, err)
	require.Len(t, linked.Files, 1, "a link that is named is followed, one in a folder is not")
	_, err = twin.Of(&twin.Evidence{}, nil)
	require.ErrorIs(t, err, twin.ErrNothing)
}

// TestPast: what phones hold that nobody asked, or that say it themselves.
func TestPast(t *testing.T) {
	const lists = "admin:show network cluster\n" + members
	for name, row := range map[string]struct {
		list      string
		want, not string
	}{
		"off":          {"Device Name,Device Type,Status\nSEP0A0101000001,Cisco 8841,unregistered\n", "    off: true\n    holds: served  # assumed", "on: true"},
		"not seen":     {"Device Name,Device Type,Status\nSEP0A0101000001,Cisco 8841,none\n", "    off: true\n    holds: served  # assumed", "on: true"},
		"off, old":     {"Device Name,Device Type,Status\nSEP0A0101000001,Cisco 7960,unregistered\n", "    off: true\n    holds: {ctl: served}  # assumed", "on: true"},
		"on":           {"Device Name,Device Type,Status\nSEP0A0101000001,Cisco 8841,registered\n", "    on: true\n", "holds"},
		"LSC unsaid":   {"Device Name,Device Type,Status,LSC\nSEP0A0101000001,Cisco 8841,registered,\nSEP0A0101000002,Cisco 8841,registered,not installed\n", "    devices: [SEP0A0101000001..SEP0A0101000002]\n", "lsc"},
		"off, no list": {"Device Name,Device Type,Status,CTL,ITL\nSEP0A0101000001,Cisco 8841,unregistered,none,none\n", "    off: true\n    holds: none\n", "served"},
	} {
		t.Run(name, func(t *testing.T) {
			text := told(t, map[string]string{"a.txt": lists, "phones.csv": row.list})
			require.Contains(t, text, row.want)
			require.NotContains(t, text, row.not)
		})
	}
}
