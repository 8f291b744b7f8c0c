package shown_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
	"tvslab/twin/shown"
)

func readFile(t testing.TB, name string) *shown.File {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return shown.Read(filepath.Base(name), data)
}

// only is the one output of a file.
func only(t *testing.T, f *shown.File) shown.Output {
	t.Helper()
	require.Len(t, f.Sessions, 1)
	require.Len(t, f.Sessions[0].Outputs, 1)
	return f.Sessions[0].Outputs[0]
}

// nameText is a distinguished name as lists print it.
func nameText(n shown.Name) string {
	var parts []string
	for _, p := range []struct{ key, value string }{{"CN", n.CN}, {"OU", n.OU}, {"O", n.O}, {"L", n.L}, {"ST", n.ST}, {"C", n.C}} {
		if p.value != "" {
			parts = append(parts, p.key+"="+p.value)
		}
	}
	return strings.Join(parts, ";")
}

// row is what a record is compared by.
func row(r shown.Record) string {
	role := "none"
	if r.Role != nil {
		role = r.Role.String()
	}
	return strings.Join([]string{role, r.Host, r.Subject.CN, hex.EncodeToString(r.Serial), hex.EncodeToString(r.SHA1)}, " ")
}

// TestPublishedLists are the lists that Cisco documents print, with what they say (tech notes 116232, 118892, 118893).
func TestPublishedLists(t *testing.T) {
	const (
		sast = "System Administrator Security Token "
		pub  = " cucm-1051-a-pub cucm-1051-a-pub 70caf64e090751b9df22f49f754fc5bb e9d433645bc88ced514d8fe5ea5b6d21a5a38c9c"
	)
	for name, want := range map[string]struct {
		signer   string
		bits     int
		modified string
		records  []string
	}{
		"itl-8.txt": {"CN=CUCM8-Publisher.bbbburns.lab;OU=TAC;O=Cisco;L=RTP;ST=North Carolina;C=US", 1024, "2011-07-27T14:16:24Z", []string{
			sast + " CUCM8-Publisher.bbbburns.lab 21002d17000000000005 0e1e280e5b5dcc7a202961f58ade3040515bc489",
			"TFTP  CUCM8-Publisher.bbbburns.lab 21002d17000000000005 0e1e280e5b5dcc7a202961f58ade3040515bc489",
			"CAPF  CAPF-9c4cba7d 0adc6e7742914a53 c73dea77945e0614d290b1a1437b69841d2d852e",
			"TVS  CUCM8-Publisher.bbbburns.lab 2e3e1a7bdaa64d84 c7e1d97accb02bc2a8b290fbaafe665bec41425d"}},
		"ctl-10.5.1.txt": {"CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL", 1024, "2015-03-06T20:56:07Z", []string{
			sast[:len(sast)-1] + pub, "CCM+TFTP" + pub,
			"CAPF cucm-1051-a-pub CAPF-e41e7d87 744b4999770496e799e91e81d3c8109b 46ee5a972465b0177e5f7e44f76c0af363354fa7",
			"CCM+TFTP cucm-1051-a-sub1 cucm-1051-a-sub1 6bebfdcdcd8ca277cb2fd1d183a60e72 217f23deafff0485767270bfb1ba44db5e90ed66"}},
		"ctl-token-non-secure-10.0.txt": {"CN=SAST-ADN0054f509;OU=IPCBU;O=Cisco Systems", 1024, "2015-02-24T15:37:45Z", []string{
			sast + " SAST-ADN0054f509 3cf927000000afa2da45 198f07c499201351c5aebf9503939ff2cc6d9390",
			sast + " SAST-ADN008580ef 83e9080000005545af31 85cd5dadeafc34b83e2ff2cb9c76b0933e8b3a4f",
			"CCM+TFTP 10.48.47.153   ",
			"CAPF 10.48.47.153 CAPF-e9037b69 795916c154af310c0faeea972e081b31 a0a6fcf5fe8616c1ddd5b757389a031cf77efc07",
			"CCM+TFTP 10.48.47.154   "}},
		"web-edition.txt": {"CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL", 1024, "2015-03-06T18:45:13Z", []string{
			sast[:len(sast)-1] + pub, "CCM+TFTP" + pub}},
	} {
		t.Run(name, func(t *testing.T) {
			f := readFile(t, filepath.Join("testdata", name))
			list := only(t, f).List
			require.NotNil(t, list)
			require.True(t, list.Verified)
			require.Equal(t, want.signer, nameText(list.Signer))
			require.Equal(t, want.bits, list.Bits)
			require.Equal(t, want.modified, list.Modified.Format(time.RFC3339))
			var got []string
			for _, r := range list.Records {
				got = append(got, row(r))
			}
			require.Equal(t, want.records, got)
			for _, p := range f.Problems {
				require.Contains(t, p.Text, "no header", "of a list that a document shortened")
			}
		})
	}
	require.True(t, only(t, readFile(t, "testdata/ctl-none.txt")).List.Missing)
	require.Empty(t, readFile(t, "testdata/ctl-none.txt").Problems)
}

// TestListOf12: a list of 12.5 has its signer, both SAST records, and every length.
func TestListOf12(t *testing.T) {
	f := readFile(t, "testdata/itl-12.5.txt")
	require.Empty(t, f.Problems)
	list := only(t, f).List
	require.Equal(t, "ITLRECOVERY_lab-pub.example.test", list.Signer.CN)
	require.Equal(t, shown.Name{CN: "lab-pub.example.test", OU: "Labs", O: "Example", L: "Ghent", ST: "OVL", C: "BE"}, list.Records[1].Subject)
	require.Equal(t, "5d0a7c61c1b94a3f5f0e5f1a2b3c4d5e", list.MD5)
	require.Equal(t, 2048, list.Records[0].Bits)
	require.Equal(t, 1735, list.Records[0].Length)
	require.True(t, list.Records[5].Is(trustlist.RoleTVS))
}

func TestPublishedCertificate(t *testing.T) {
	f := readFile(t, "testdata/cert-own.txt")
	require.Empty(t, f.Problems)
	require.Len(t, f.Sessions[0].Outputs, 2)
	c := f.Sessions[0].Outputs[1].Certificate
	require.Equal(t, "CallManager", c.Unit)
	require.Equal(t, "6b1d357b6841740b078fee4a1813d5d6", hex.EncodeToString(c.Serial))
	require.Equal(t, shown.Name{CN: "cucm-1051-a-pub", OU: "TAC", O: "Cisco", L: "Krakow", ST: "Malopolska", C: "PL"}, c.Subject)
	require.True(t, c.SelfSigned())
	require.Equal(t, "SHA256", c.Hash)
	require.Equal(t, "2015-03-09T16:06:37Z 2020-03-07T16:06:36Z", c.From.Format(time.RFC3339)+" "+c.Until.Format(time.RFC3339))
}

// TestLog: a session as a terminal logs it, with a login, a page prompt, commands that are not read.
func TestLog(t *testing.T) {
	f := readFile(t, "testdata/log-14.txt")
	require.Empty(t, f.Problems)
	require.Equal(t, []string{"quit"}, f.Skipped)
	require.Len(t, f.Sessions, 1)
	s := f.Sessions[0]
	require.Equal(t, "cucm14-pub.collab.example", s.Host)
	var commands []string
	var host shown.Host
	for _, o := range s.Outputs {
		commands = append(commands, o.Command)
		switch {
		case o.Host != nil:
			host = merged(host, *o.Host)
		case o.Members != nil:
			require.Len(t, o.Members.Nodes, 2)
			require.True(t, o.Members.Nodes[0].Self && o.Members.Nodes[0].Publisher && !o.Members.Nodes[1].Self)
			require.Equal(t, "10.77.30.34 cucm14-sub.collab.example", o.Members.Nodes[1].Address.String()+" "+o.Members.Nodes[1].FQDN)
		case o.Services != nil:
			require.True(t, *o.Services.Primary)
			require.Contains(t, o.Services.Rows, shown.Service{Name: "Cisco Trust Verification Service", State: "STOPPED", Reason: "Component is not running", Activated: true})
			require.Contains(t, o.Services.Rows, shown.Service{Name: "Cisco WebDialer Web Service", State: "STOPPED", Reason: "Service Not Activated"})
		case o.Phones != nil:
			require.Contains(t, o.Phones.Text, "Phone Information")
		case o.Certificate != nil:
			require.Equal(t, "Collab, Inc.", o.Certificate.Subject.O)
			require.Equal(t, 1024, o.Certificate.Bits)
			require.Equal(t, "2022-02-04T23:31:39Z", o.Certificate.From.Format(time.RFC3339))
		case o.Listing != nil && o.Listing.Trust:
			require.Len(t, o.Listing.Rows, 5)
			require.Equal(t, "CAPF-trust CAPF-36205338.pem", o.Listing.Rows[3].Store+" "+o.Listing.Rows[3].File)
		}
	}
	require.Equal(t, []string{"show version active", "show status", "show network eth0", "show network cluster", "show cert list own", "show cert list trust",
		"utils service list", "show risdb query phone", "show cert own TVS"}, commands)
	require.Equal(t, "2022-03-04T18:11:12Z", host.Date.Format(time.RFC3339), "in the zone of the node")
	require.Equal(t, "14.0.1.11900-132 cucm14-pub America/Los_Angeles 10.77.30.33 collab.example",
		strings.Join([]string{host.Version, host.Name, host.Zone, host.Address.String(), host.Domain}, " "))
}

func merged(a, b shown.Host) shown.Host {
	if b.Version != "" {
		a.Version = b.Version
	}
	if b.Name != "" {
		a.Name, a.Zone, a.Date = b.Name, b.Zone, b.Date
	}
	if b.Address.IsValid() {
		a.Address, a.Domain = b.Address, b.Domain
	}
	return a
}

// TestNewerCertificate is the form with the tags that security guide 14 names for 14SU2 and later, in the order of BouncyCastle.
func TestNewerCertificate(t *testing.T) {
	text := `admin:show cert own ITLRecovery
  [0]         Version: 3
         SerialNumber: 142384506937424012349874
             IssuerDN: C=BE,ST=OVL,L=Ghent,O=Example,OU=Lab,CN=ITLRECOVERY_cucm-pub
           Start Date: Mon Jan 05 09:00:00 UTC 2026
           Final Date: Sat Jan 04 08:59:59 UTC 2031
            SubjectDN: C=BE,ST=OVL,L=Ghent,O=Example,OU=Lab,CN=ITLRECOVERY_cucm-pub
           Public Key: RSA Public Key
              modulus: c363617e37830eaf5312f4eb3fe68c74
  Signature Algorithm: SHA256WITHRSA
admin:`
	f := shown.Read("x", []byte(text))
	require.Empty(t, f.Problems)
	c := only(t, f).Certificate
	require.Equal(t, "1e26adf972234c5b91b2", hex.EncodeToString(c.Serial))
	require.Equal(t, shown.Name{CN: "ITLRECOVERY_cucm-pub", OU: "Lab", O: "Example", L: "Ghent", ST: "OVL", C: "BE"}, c.Subject)
	require.Equal(t, 128, c.Bits)
	require.Equal(t, "SHA256", c.Hash)
}

// TestCollectedCommands: the commands that docs/import.md tells people to paste are those whose output is read.
func TestCollectedCommands(t *testing.T) {
	page, err := os.ReadFile("../../docs/import.md")
	require.NoError(t, err)
	read := append(shown.Commands(), "set cli pagination off", "show risdb query phone")
	count := 0
	for line := range strings.Lines(string(page)) {
		command, indented := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		if !indented || strings.HasPrefix(command, "tvslab ") {
			continue
		}
		count++
		require.True(t, slices.ContainsFunc(read, func(c string) bool { return command == c || strings.HasPrefix(command, c+" ") }), command)
	}
	require.Greater(t, count, 15)
}
