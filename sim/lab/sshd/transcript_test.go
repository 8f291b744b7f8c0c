package sshd_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/admincli"
	"tvslab/sim/cucm"
	"tvslab/sim/lab/control"
)

// arguments are what stands behind the words of commands that want something, and answers what their questions are answered with.
var (
	arguments = map[string]string{
		"show cert own": "CallManager", "show cert trust": "CAPF.pem", "show csr own": "CallManager", "set cert regen": "TVS",
		"set cert delete": "CallManager nobody.pem", "set cert import own": "tomcat", "set cert import trust": "CallManager", "set csr gen": "CallManager",
		"utils itl reset remotekey": "sftp administrator ITLRecovery.p12", "utils service start": "Cisco Tftp", "utils service stop": "Cisco Tftp",
		"utils service restart": "Cisco Tftp", "file list tftp": "*", "file list activelog": "cm/trace/tvs/sdi/", "file view tftp": "ITLFile.tlv",
		"file view activelog": "syslog/CiscoSyslog", "file tail activelog": "syslog/CiscoSyslog", "file search activelog": "syslog/CiscoSyslog TVS",
		"file get tftp": "ITLRecovery.p12", "file get activelog": "syslog/CiscoSyslog", "file delete tftp": "CTLFile.tlv",
		"file delete activelog": "cm/tftpdata/ITLFile.tlv", "utils disaster_recovery backup network": "UCM tape",
		"utils disaster_recovery restore network": "all 2026 tape", "utils disaster_recovery status": "backup", "utils disaster_recovery history": "backup",
		"utils disaster_recovery show_backupfiles": "tape", "utils disaster_recovery show_registration": "cucm-pub",
		"utils disaster_recovery estimate_tar_size": "UCM", "run sql": "select name from device", "set network ip eth0": "10.9.9.9 255.255.255.0 10.9.9.1",
		"set network domain": "example.test", "set cli pagination": "off", "help": "show",
	}
	answers = map[string]string{
		"file get tftp": "y\rsftp\r22\radministrator\rsecret\r/\r", "file get activelog": "y\rsftp\r22\radministrator\rsecret\r/\r",
		"set network hostname": "\x03", "set cert import own": "nonsense\r", "set cert import trust": "nonsense\r",
	}
)

// keys is what somebody types who tries every command of the release once, without a pause and with one.
func keys() string {
	var b strings.Builder
	b.WriteString("?\r")
	for _, words := range admincli.Commands(release) {
		if words == "quit" || words == "exit" {
			continue
		}
		b.WriteString(strings.TrimSpace(words+" "+arguments[words]) + "\r")
		if answer, ok := answers[words]; ok {
			b.WriteString(answer)
		} else if asks(words) {
			b.WriteString("yes\r")
		}
	}
	b.WriteString("show nothing\rshow it\t\rset cli pagination on\rshow itl\r \rqexit\r")
	return b.String()
}

func asks(words string) bool {
	for _, begin := range []string{"set cert regen", "utils ctl set-cluster", "utils ctl update", "file delete", "set network", "utils fips"} {
		if strings.HasPrefix(words, begin) {
			return words != "utils fips status"
		}
	}
	return false
}

var release = func() cucm.Release { r, _ := cucm.ParseRelease("12.5"); return r }()

// TestTranscripts: what a session over SSH shows is what tvslab cli shows on the same lab, for every command of the node, byte by byte.
func TestTranscripts(t *testing.T) {
	typed := "set cli pagination off\r" + keys()
	local := openLab(t, func() {})
	session, err := local.Session("cucm-pub")
	require.NoError(t, err)
	var want bytes.Buffer
	require.NoError(t, session.Shell(context.Background(), strings.NewReader(typed), &want, control.Screen{Terminal: true, Width: 80, Height: 24}))

	y := sit(t, serve(t).dial("cucm-pub"), 80, 24)
	y.types(typed)
	require.NoError(t, y.in.(io.Closer).Close())
	got, err := io.ReadAll(y.out)
	require.NoError(t, err)
	require.Equal(t, want.String(), string(got))
	for _, words := range admincli.Commands(release) {
		require.Contains(t, want.String(), words)
	}
	require.Contains(t, want.String(), "Press <enter> for 1 line")
}

// BenchmarkCommand is a command at the prompt, from the last key to the next prompt.
func BenchmarkCommand(b *testing.B) {
	s := serve(b)
	y := sit(b, s.dial("cucm-pub"), 200, 1000)
	y.sees("admin:")
	for _, line := range []string{"show version active", "show itl", "show cert list trust", "utils service restart Cisco Tftp"} {
		b.Run(line, func(b *testing.B) {
			for b.Loop() {
				y.types(line + "\r")
				y.sees("\nadmin:")
			}
		})
	}
}
