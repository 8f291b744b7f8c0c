package admincli_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/admincli"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	pub  = "cucm-pub"
	sub1 = "cucm-sub1"
)

func newCluster(t testing.TB, name string, mode sim.Mode, edits ...func(*sim.Config)) *sim.Cluster {
	t.Helper()
	pool, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	release, err := cucm.ParseRelease(name)
	require.NoError(t, err)
	cfg := sim.Config{
		Release: release, Mode: mode, Settings: cucm.SettingRows().Defaults(), Keys: pool, Seed: 7,
		Org:    pki.Organization{Unit: "Lab", Name: "Example", Locality: "Ghent", State: "OVL", Country: "BE"},
		Start:  time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
		Tokens: []string{"SAST-A"},
		Nodes: []sim.NodeSpec{
			{Name: pub, Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}},
			{Name: sub1, Roles: []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}},
		},
	}
	for _, edit := range edits {
		edit(&cfg)
	}
	c, err := sim.New(t.Context(), cfg)
	require.NoError(t, err)
	return c
}

// typed runs a command that must not be refused and returns the screen.
func typed(t testing.TB, c *sim.Cluster, node, line string, answers ...string) string {
	t.Helper()
	out, _, err := admincli.NewOutside().Run(c, node, line, answers)
	require.NoError(t, err)
	return out
}

// sessions are what is typed on a cluster one line after the other: [node] command.
var sessions = map[string]struct {
	mode  sim.Mode
	lines []string
}{
	"show": {sim.NonSecure, []string{"[cucm-pub] show itl", "[cucm-sub1] show itl", "[cucm-pub] show ctl"}},
	"certificates": {sim.NonSecure, []string{"[cucm-pub] set cert regen CallManager", "[cucm-sub1] set cert regen TVS",
		"[cucm-pub] set cert regen CAPF", "[cucm-pub] set cert regen tomcat", "[cucm-pub] set cert regen ITLRecovery"}},
	"ctl": {sim.NonSecure, []string{"[cucm-pub] utils ctl set-cluster mixed-mode", "[cucm-sub1] show ctl",
		"[cucm-pub] utils ctl update CTLFile", "[cucm-pub] utils ctl set-cluster non-secure-mode", "[cucm-pub] show ctl"}},
	"itl-reset": {sim.NonSecure, []string{"[cucm-pub] utils itl reset localkey", "[cucm-sub1] show itl"}},
	"services": {sim.NonSecure, []string{"[cucm-pub] utils service restart Cisco Tftp",
		"[cucm-sub1] utils service stop Cisco Trust Verification Service", "[cucm-sub1] utils service start Cisco Trust Verification Service"}},
	"listing": {sim.NonSecure, []string{"[cucm-pub] show cert list own", "[cucm-sub1] show cert list trust", "[cucm-pub] show cert own CallManager",
		"[cucm-pub] utils service list", "[cucm-sub1] utils service list", "[cucm-pub] show version active", "[cucm-pub] show status",
		"[cucm-sub1] show network eth0", "[cucm-pub] show network cluster", "[cucm-pub] utils dbreplication status", "[cucm-pub] file list tftp *",
		"[cucm-pub] file list activelog cm/tftpdata/ detail", "[cucm-pub] utils ipsec restart", "[cucm-pub] set cli pagination off"}},
	"import": {sim.NonSecure, []string{"[cucm-pub] set csr gen tomcat", "[cucm-pub] show csr list own", "[cucm-pub] show csr own tomcat",
		"[cucm-pub] set cert import trust tomcat", "[cucm-pub] show csr own tomcat/tomcat.csr"}},
	"recovery": {sim.NonSecure, []string{"[cucm-pub] file get tftp ITLRecovery.p12", "[cucm-pub] utils itl reset remotekey sftp administrator /ITLRecovery.p12",
		"[cucm-pub] utils disaster_recovery backup network UCM lab", "[cucm-pub] utils disaster_recovery show_backupfiles lab",
		"[cucm-pub] utils disaster_recovery device list", "[cucm-pub] utils disaster_recovery history backup",
		"[cucm-pub] utils disaster_recovery status backup", "[cucm-pub] utils disaster_recovery show_registration cucm-sub1",
		"[cucm-pub] utils disaster_recovery estimate_tar_size UCM", "[cucm-pub] utils disaster_recovery cancel_backup",
		"[cucm-pub] utils disaster_recovery schedule list", "[cucm-pub] utils disaster_recovery restore network cucm-sub1 2026-01-05-10-00-00.tar lab"}},
	"network": {sim.NonSecure, []string{"[cucm-sub1] set network ip eth0 192.0.2.77 255.255.255.0 192.0.2.1", "[cucm-sub1] set network domain example.test",
		"[cucm-pub] show network cluster"}},
	"sql": {sim.MixedTokenless, []string{"[cucm-pub] run sql select paramname,paramvalue from processconfig where paramname='ClusterSecurityMode'",
		"[cucm-sub1] run sql  SELECT paramname, paramvalue FROM processconfig WHERE paramname = 'RollBackToPreGrayback';",
		"[cucm-pub] run sql select paramname,paramvalue from processconfig where paramname='Nothing'"}},
	"fips": {sim.NonSecure, []string{"[cucm-sub1] utils fips status", "[cucm-sub1] utils fips enable", "[cucm-sub1] utils fips status",
		"[cucm-pub] utils fips status", "[cucm-sub1] utils fips disable"}},
	"files": {sim.MixedTokenless, []string{"[cucm-sub1] file delete tftp CTLFile.tlv", "[cucm-sub1] show ctl",
		"[cucm-sub1] file delete tftp ITLFile.tlv", "[cucm-sub1] show itl"}},
}

func TestTranscripts(t *testing.T) {
	for _, release := range []string{"10.5(1)", "11.5", "12.5"} {
		for name, s := range sessions {
			t.Run(release+" "+name, func(t *testing.T) {
				c, outside := newCluster(t, release, s.mode), admincli.NewOutside()
				var screen strings.Builder
				for _, line := range s.lines {
					node, command, _ := strings.Cut(strings.TrimPrefix(line, "["), "] ")
					out, _, err := outside.Run(c, node, command, nil)
					require.NoError(t, err)
					screen.WriteString(node + " admin:" + command + "\n" + out)
				}
				requireGolden(t, strings.NewReplacer("(", "-", ")", "").Replace(release)+"-"+name, screen.String())
			})
		}
	}
}

func TestCTLResetTranscript(t *testing.T) {
	for _, release := range []string{"11.5", "12.5"} {
		t.Run(release, func(t *testing.T) {
			c := newCluster(t, release, sim.MixedTokenless)
			requireGolden(t, release+"-ctl-reset", typed(t, c, pub, "utils ctl reset localkey")+typed(t, c, pub, "show ctl"))
		})
	}
}

func requireGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run the test with -update")
	require.Equal(t, string(want), got)
}

const oldAdvice = "Please Restart the TFTP and Cisco CallManager services on all nodes in the cluster that run these services\n"

// TestLiteral holds the screens to published ones, byte for byte (tech notes 117299, 117598, 118892, 118893, command
// line guide; the host names are those of this cluster).
func TestLiteral(t *testing.T) {
	for _, row := range []struct {
		name, release string
		mode          sim.Mode
		node, line    string
		want          string
	}{
		{"CAPF", "9.1", sim.NonSecure, pub, "set cert regen CAPF", "\n" +
			"WARNING: This operation will overwrite any CA signed certificate previously imported for CAPF\n" +
			"Proceed with regeneration (yes|no)? yes\n\n" +
			"Successfully Regenerated Certificate for CAPF.\n\n" +
			"You must restart services related to CAPF for the regenerated certificates to become active.\n"},
		{"mixed mode", "10.5(1)", sim.NonSecure, pub, "utils ctl set-cluster mixed-mode",
			"This operation will set the cluster to Mixed mode. Do you want to continue? (y/n):y\n\n" +
				"Moving Cluster to Mixed Mode\nCluster set to Mixed Mode\n" + oldAdvice},
		{"non-secure mode", "10.0", sim.MixedToken, pub, "utils ctl set-cluster non-secure-mode",
			"This operation will set the cluster to non secure mode. Do you want to continue? (y/n):y\n\n" +
				"Moving Cluster to Non Secure Mode\nCluster set to Non Secure Mode\n" + oldAdvice},
		{"update", "10.5(1)", sim.MixedTokenless, pub, "utils ctl update CTLFile",
			"This operation will update the CTLFile. Do you want to continue? (y/n):y\n\n" +
				"Updating CTL file\nCTL file Updated\n" + oldAdvice},
		{"mixed mode on 14", "14", sim.NonSecure, pub, "utils ctl set-cluster mixed-mode",
			"This operation will set the cluster to Mixed mode. Do you want to continue? (y/n):y\n\n" +
				"Moving Cluster to Mixed Mode\nCluster set to Mixed Mode\n" +
				"You must reset all phones to ensure they received the updated CTL file.\n" +
				"You must restart Cisco CTIManager services on all the nodes in the cluster that have the service activated.\n"},
		{"no CTL", "10.5(1)", sim.NonSecure, pub, "show ctl", "Length of CTL file: 0\n" +
			"CTL File not found. Please run CTLClient plugin or run the CLI - utils ctl.. to generate the CTL file.\n" +
			"Error parsing the CTL File.\n"},
		{"old ITL reset", "10.0", sim.NonSecure, pub, "utils itl reset localkey", "Enter CCM Administrator password :\n\n" +
			"Locating active Tftp servers in the cluster.....\n\nFollowing is the list of Active tftp servers in the cluster\n\n" +
			"['cucm-pub', 'cucm-sub1']\nThe reset ITL file was generated successfully\n\n" +
			"Transferring new reset ITL file to the TFTP server nodes in the cluster.........\n\n" +
			"Restarting Cisco Tftp service on host cucm-pub\nCisco Tftp service restarted on host cucm-pub\n" +
			"Successfully transferred reset ITL to node cucm-sub1\n\n" +
			"Restarting Cisco Tftp service on host cucm-sub1\nCisco Tftp service restarted on host cucm-sub1\n"},
		{"new ITL reset", "12.0", sim.NonSecure, pub, "utils itl reset localkey", "\nName is None\n\n" +
			"Generating the reset ITL file.....\n\nThe reset ITL file was generated successfully\n\n" +
			"Locating active Tftp servers in the cluster.....\n\nFollowing is the list of Active tftp servers in the cluster\n\n" +
			"====================\n\ncucm-pub\ncucm-sub1\n\n=====================\n\n" +
			"Number of Active TFTP servers in the cluster : 2\n\n" +
			"Transferring new reset ITL file to the TFTP server nodes in the cluster.........\n\n" +
			"Successfully transferred reset ITL to node cucm-pub\nSuccessfully transferred reset ITL to node cucm-sub1\n"},
		{"service restart", "11.5", sim.NonSecure, sub1, "utils service restart Cisco Tftp",
			" Don't press Ctrl-c while the service is getting RESTARTED.If Service has not Restarted Properly, execute the same Command Again\n" +
				"Service Manager is running\n" + strings.Repeat("Cisco Tftp[STOPPING]  \n", 2) + strings.Repeat("Cisco Tftp[STARTING]  \n", 5) +
				strings.Repeat("Cisco Tftp[STARTED]  \n", 2)},
		{"file delete", "10.5(1)", sim.MixedTokenless, pub, "file delete tftp CTLFile.tlv",
			"Delete the File CTLFile.tlv?\nEnter \"y\" followed by return to continue: y\nfiles: found = 1, deleted = 1\n"},
		{"file delete of all", "10.5(1)", sim.MixedTokenless, pub, "file delete tftp *",
			"Delete the File *?\nEnter \"y\" followed by return to continue: y\nfiles: found = 4, deleted = 3\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			require.Equal(t, row.want, typed(t, newCluster(t, row.release, row.mode), row.node, row.line))
		})
	}
}

func TestRecoveryWarning(t *testing.T) {
	out := typed(t, newCluster(t, "12.5", sim.NonSecure), pub, "set cert regen ITLRecovery")
	require.True(t, strings.HasPrefix(out, "\n"+
		"WARNING: If you are using a tokenless CTL and if the CallManager certificate is recently\n"+
		"generated, please ensure that the CTL File already has the new CallManager certificate and is\n"+
		"updated to the endpoints, before generating the ITL Recovery certificate. Are you sure want\n"+
		"to proceed?\n\nProceed with regeneration (yes|no)? yes\n\n"+
		"Successfully Regenerated Certificate for ITLRecovery.\n\n"), out)
}

// TestEffect: the commands do to the cluster what the operations of package sim do.
func TestEffect(t *testing.T) {
	for _, row := range []struct {
		node, line string
		op         sim.Op
	}{
		{sub1, "set cert regen CallManager", sim.Regenerate(cucm.CallManager, sub1)},
		{pub, "utils ctl set-cluster non-secure-mode", sim.SetNonSecureMode},
		{pub, "utils ctl update CTLFile", sim.UpdateCTL},
		{pub, "utils ctl update CTLfile", sim.UpdateCTL},
		{"192.0.2.11", "  utils  ctl reset localkey ", sim.ResetCTL},
		{pub, "utils itl reset localkey", sim.ResetITL},
		{sub1, "utils service stop Cisco Trust  Verification Service",
			sim.Stop(sim.ServiceTVS, sub1)},
		{sub1, "file delete tftp ITLFile.tlv",
			sim.DeleteFile(sub1, "ITLFile.tlv")},
	} {
		t.Run(row.line, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.MixedTokenless)
			other := c.Clone()
			_, events, err := admincli.NewOutside().Run(c, row.node, row.line, nil)
			require.NoError(t, err)
			want, err := other.Do(row.op)
			require.NoError(t, err)
			require.Equal(t, want, events)
			require.NotEmpty(t, events)
			require.Empty(t, c.Compare(other))
		})
	}
}

// TestAnsweredNo: the question and the answer stand on the screen, and nothing has changed.
func TestAnsweredNo(t *testing.T) {
	for _, row := range []struct{ line, answer, ends string }{
		{"set cert regen CallManager", "no", "(yes|no)? no\n"},
		{"set cert regen ITLRecovery", "", "(yes|no)? \n"},
		{"utils ctl set-cluster non-secure-mode", "N", "(y/n):N\n"},
		{"utils ctl update CTLFile", "no", "(y/n):no\n"},
		{"utils ctl reset localkey", "q", "(y/n):q\n"},
		{"file delete tftp CTLFile.tlv", "n", "to continue: n\n"},
	} {
		t.Run(row.line, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.MixedTokenless)
			before := c.Clone()
			out, events, err := admincli.NewOutside().Run(c, pub, row.line, []string{row.answer, "y"})
			require.NoError(t, err)
			require.Empty(t, events)
			require.True(t, strings.HasSuffix(out, row.ends), out)
			require.Empty(t, c.Compare(before))
		})
	}
}

func TestAnsweredYes(t *testing.T) {
	for _, answer := range []string{"yes", "YES", "y"} {
		c := newCluster(t, "11.5", sim.NonSecure)
		require.Contains(t, typed(t, c, pub, "set cert regen TVS", answer), "Successfully Regenerated Certificate for TVS.")
	}
}

func TestRefusals(t *testing.T) {
	for _, row := range []struct{ name, release, node, line, want string }{
		{"CTL command on a subscriber", "12.5", sub1, "utils ctl update CTLFile", "available on the publisher only; run it on cucm-pub"},
		{"mixed mode on a subscriber", "12.5", sub1, "utils ctl set-cluster mixed-mode", "available on the publisher only"},
		{"ITL reset on a subscriber", "12.5", sub1, "utils itl reset localkey", "available on the publisher only"},
		{"unknown node", "12.5", "nobody", "show itl", `node "nobody" is not in the cluster`},
		{"CTL command on 9.1", "9.1", pub, "utils ctl update CTLFile", "utils ctl update CTLFile: not available on release 9.1"},
		{"mixed mode on 8.6", "8.6", pub, "utils ctl set-cluster mixed-mode", "not available on release 8.6"},
		{"ITL reset on 9.1", "9.1", pub, "utils itl reset localkey", "not available on release 9.1"},
		{"CTL reset on 10.5(1)", "10.5(1)", pub, "utils ctl reset localkey", "not available on release 10.5(1)"},
		{"unknown command", "12.5", pub, "show version", `command "show version" is not known here; known are show version active, show version inactive`},
		{"nearly a command", "12.5", pub, "shw itl", `command "shw itl" is not known here; did you mean "show itl"?`},
		{"nearly, with arguments", "12.5", pub, "set cert rgen CallManager", `did you mean "set cert regen"?`},
		{"nearly one of another release", "8.6", pub, "utils ctl updat CTLFile", `command "utils ctl updat CTLFile" is not known here`},
		{"nothing like one", "12.5", pub, "reboot", `command "reboot" is not known here; help lists the commands`},
		{"mixed mode twice", "12.5", "mixed", "utils ctl set-cluster mixed-mode", "in mixed mode already"},
		{"empty line", "12.5", pub, "", `command "" is not known here`},
		{"part of a command", "12.5", pub, "utils ctl", `command "utils ctl" is not known here`},
		{"capitals", "12.5", pub, "Show itl", `command "Show itl" is not known here`},
		{"argument too many", "12.5", pub, "show itl now", "show itl: wrong number of arguments, usage: show itl"},
		{"argument missing", "12.5", pub, "set cert regen", "usage: set cert regen <unit>"},
		{"two units", "12.5", pub, "set cert regen CAPF TVS", "wrong number of arguments"},
		{"service missing", "12.5", pub, "utils service restart", "usage: utils service restart <service name>"},
		{"unknown unit", "12.5", pub, "set cert regen callmanager", `unit "callmanager" is not known`},
		{"trust store", "12.5", pub, "set cert regen CAPF-trust", "cannot be regenerated"},
		{"unit of the publisher", "14", sub1, "set cert regen CAPF", `node "cucm-sub1" does not have a CAPF certificate`},
		{"ITLRecovery on 9.1", "9.1", pub, "set cert regen ITLRecovery", "does not have a ITLRecovery certificate on release 9.1"},
		{"unknown service", "12.5", pub, "utils service restart Cisco TFTP", `service "Cisco TFTP" is not known`},
		{"service of another node", "12.5", sub1, "utils service stop Cisco DRF Master", `node "cucm-sub1" does not have service`},
		{"other file", "12.5", pub, "file delete tftp ringlist.xml", "no such file"},
		{"absent file", "12.5", pub, "file delete tftp CTLFile.tlv", "no such file"},
		{"update in non-secure", "12.5", pub, "utils ctl update CTLFile", "the cluster is not in mixed mode"},
	} {
		t.Run(row.name, func(t *testing.T) {
			mode, node := sim.NonSecure, row.node
			if node == "mixed" {
				mode, node = sim.MixedTokenless, pub
			}
			c := newCluster(t, row.release, mode)
			before := c.Clone()
			out, events, err := admincli.NewOutside().Run(c, node, row.line, nil)
			require.ErrorContains(t, err, row.want)
			require.Empty(t, out)
			require.Empty(t, events)
			require.Empty(t, c.Compare(before))
		})
	}
}

// TestCheck judges lines without a cluster.
func TestCheck(t *testing.T) {
	old, err := cucm.ParseRelease("9.1")
	require.NoError(t, err)
	require.NoError(t, admincli.Check(old, "show itl"))
	require.NoError(t, admincli.Check(old, "utils service restart Cisco Tftp"))
	require.ErrorContains(t, admincli.Check(old, "utils ctl update CTLFile"), "not available on release 9.1")
	require.ErrorContains(t, admincli.Check(old, "reboot"), `command "reboot" is not known here`)
	require.NotContains(t, admincli.Commands(old), "utils itl reset remotekey")
	require.Contains(t, admincli.Commands(old), "show itl")
}
