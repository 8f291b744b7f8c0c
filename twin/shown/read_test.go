package shown_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
	"tvslab/twin/shown"
)

const vectors = "../../testdata/vectors/"

// TestTextAndFileAgree: of a list, what `show itl` prints and the file itself say the same.
func TestTextAndFileAgree(t *testing.T) {
	var files []string
	for _, folder := range []string{"tlv-cucm-layout", "tlv-reference-writer"} {
		found, err := filepath.Glob(vectors + folder + "/*.tlv")
		require.NoError(t, err)
		files = append(files, found...)
	}
	agree := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		file := only(t, shown.Read(name, data)).List
		if !file.Verified {
			continue // show prints no record of it
		}
		agree++
		t.Run(filepath.Base(name), func(t *testing.T) {
			var text bytes.Buffer
			require.NoError(t, trustlist.Show(&text, file.Kind, data, file.Modified, true))
			read := shown.Read("show.txt", text.Bytes())
			require.Empty(t, read.Problems)
			list := only(t, read).List
			require.Equal(t, []any{file.Kind, file.Length, file.Modified, file.Signer, file.SignerCA, file.Serial, file.Bits, file.Verified},
				[]any{list.Kind, list.Length, list.Modified, list.Signer, list.SignerCA, list.Serial, list.Bits, list.Verified})
			require.Len(t, list.Records, len(file.Records))
			for i, want := range file.Records {
				got := list.Records[i]
				got.Place, got.Address, got.X509 = want.Place, want.Address, want.X509 // show does not print them
				require.Equal(t, want, got)
			}
		})
	}
	require.NotZero(t, agree)
}

// TestShellOutputs reads what the shell of this project prints on each release, and leaves nothing out.
func TestShellOutputs(t *testing.T) {
	for _, release := range []string{"10.5-1", "11.5", "12.5"} {
		for _, session := range []string{"show", "listing", "ctl", "itl-reset"} {
			name := filepath.Join("../../admincli/testdata", release+"-"+session+".golden")
			f := readFile(t, name)
			require.Empty(t, f.Problems, name)
			require.NotEmpty(t, f.Sessions, name)
		}
	}
}

// wrap is text as other programs write it.
func utf16of(s string, order binary.AppendByteOrder, mark bool) (out []byte) {
	if mark {
		out = order.AppendUint16(out, 0xfeff)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

// TestSameHoweverLogged: encodings, ends of lines, pages and times before the lines change nothing.
func TestSameHoweverLogged(t *testing.T) {
	data, err := os.ReadFile("testdata/log-14.txt")
	require.NoError(t, err)
	plain := string(data)
	want := shown.Read("log", data)
	const page = "Press <enter> for 1 line, <space> for one page, or <q> to quit"
	paged := func(before, after string) string {
		var b strings.Builder
		for i, l := range strings.SplitAfter(plain, "\n") {
			if i > 0 && i%7 == 0 {
				b.WriteString(before + page + after)
			}
			b.WriteString(l)
		}
		return b.String()
	}
	for name, text := range map[string][]byte{
		"CRLF":                 []byte(strings.ReplaceAll(plain, "\n", "\r\n")),
		"CRCRLF":               []byte(strings.ReplaceAll(plain, "\n", "\r\r\n")),
		"UTF-8 with mark":      append([]byte("\xef\xbb\xbf"), data...),
		"UTF-16LE":             utf16of(plain, binary.LittleEndian, true),
		"UTF-16BE":             utf16of(plain, binary.BigEndian, true),
		"UTF-16 without mark":  utf16of(plain, binary.LittleEndian, false),
		"page, erased":         []byte(paged("\x1b[1m", "\x1b[0m\r\x1b[K")),
		"page, backspaces":     []byte(paged("", strings.Repeat("\b", len(page))+strings.Repeat(" ", len(page))+strings.Repeat("\b", len(page)))),
		"page, overwritten":    []byte(paged("", "\r"+strings.Repeat(" ", len(page))+"\r")),
		"page, stripped":       []byte(paged("", "")),
		"more":                 []byte(strings.ReplaceAll(plain, "CAPF-trust/", "-- More --\r           \rCAPF-trust/")),
		"colours":              []byte(strings.ReplaceAll(plain, "admin:", "\x1b]0;admin@pub\x07\x1b[32madmin:\x1b[0m")),
		"typed and taken back": []byte(strings.ReplaceAll(plain, "admin:show", "admin:shwo\b \b\b \bow")),
		"times":                []byte("[2022-02-04 15:31:39.123] " + strings.ReplaceAll(plain, "\n", "\n[2022-02-04 15:31:39.123] ")),
	} {
		t.Run(name, func(t *testing.T) {
			got := shown.Read("log", text)
			require.Equal(t, want.Problems, got.Problems)
			require.Equal(t, want.Skipped, got.Skipped)
			require.Equal(t, want.Sessions, got.Sessions)
		})
	}
}

// TestHosts: sessions of several nodes in one log are kept apart.
func TestHosts(t *testing.T) {
	const version = "Active Master Version: 12.5.1.11900-146\n"
	for name, row := range map[string]struct {
		text  string
		hosts []string
	}{
		"one node":        {"admin:show version active\n" + version, []string{""}},
		"prompts":         {"pub:admin:show version active\n" + version + "sub1 admin:show version active\n" + version, []string{"pub", "sub1"}},
		"one prompt long": {"pub>admin:show version active\n" + version + "pub>admin:show version active\n" + version, []string{"pub"}},
		"ssh":             {"$ ssh admin@pub.example.com\nadmin:show version active\n" + version + "admin:exit\n$ ssh -l admin 10.1.1.2\nadmin:show version active\n" + version, []string{"pub.example.com", "10.1.1.2"}},
		"banners": {"Command Line Interface is starting up, please wait ...\nadmin:show version active\n" + version +
			"Command Line Interface is starting up, please wait ...\nadmin:show version active\n" + version, []string{"", ""}},
		"passwords": {"login as: admin\nadmin@10.1.1.1's password:\nCommand Line Interface is starting up\nadmin:show version active\n" + version +
			"login as: admin\nadmin@10.1.1.2's password:\nCommand Line Interface is starting up\nadmin:show version active\n" + version, []string{"10.1.1.1", "10.1.1.2"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := shown.Read("log", []byte(row.text))
			require.Empty(t, f.Problems)
			var hosts []string
			for _, s := range f.Sessions {
				hosts = append(hosts, s.Host)
			}
			require.Equal(t, row.hosts, hosts)
		})
	}
}

// TestProblems: what cannot be read is told in one line each, with its place and what was expected.
func TestProblems(t *testing.T) {
	itl, err := os.ReadFile("testdata/itl-12.5.txt")
	require.NoError(t, err)
	text := string(itl)
	lines := strings.SplitAfter(text, "\n")
	tlv, err := os.ReadFile(vectors + "tlv-cucm-layout/CTLFile-10.5-tokenless-sha1-rsa1024.tlv")
	require.NoError(t, err)
	sgn, err := os.ReadFile(vectors + "sgn/SEP0A1B2C3D4E5F-cucm-order.cnf.xml.sgn")
	require.NoError(t, err)
	third := "        ITL Record #:3"
	for name, row := range map[string]struct {
		data string
		want string
	}{
		"empty":            {"", "f: is empty"},
		"nothing known":    {"hello\nworld\n", "f: nothing known is in it; expected is the output of show itl, show ctl, show cert list own"},
		"refused":          {"admin:show itl\nNo valid command entered\n", "f:1: show itl: the node refused the command"},
		"nothing follows":  {"admin:show itl\nadmin:\n", "f:1: show itl: nothing follows; expected is a line such as \"Length of ITL file: 5438\""},
		"other output":     {"admin:show itl\nbash: show: not found\n", `f:1: show itl: its output begins with "bash: show: not found"`},
		"cut list":         {strings.Join(lines[:40], ""), "f:40: the ITL that begins in line 2 is cut; expected is \"The ITL file was verified successfully.\""},
		"two cut lists":    {strings.Join(lines[:40], "") + text, "f:40: the ITL that begins in line 2 is cut"},
		"record missing":   {text[:strings.Index(text, third)] + text[strings.Index(text, "        ITL Record #:4"):], "header and records of the ITL have 8875 bytes, expected are 10552: records are missing"},
		"record twice":     {strings.Replace(text, third, "        ITL Record #:2", 1), "record 2 of the ITL stood in line"},
		"cut name":         {strings.Replace(text, "3\tSUBJECTNAME", "", 1)[:0] + strings.Replace(text, "CN=CAPF-5d1c0a7e;OU=Labs;O=Example;L=Ghent;ST=OVL;C=BE", "CN=CAPF-5d1c", 1), "SUBJECTNAME is cut: it has 12 bytes, expected are 54"},
		"cut serial":       {strings.Replace(text, "57:5C:34:60", "57:5C:34", 1), "does not have the 16 bytes"},
		"unknown role":     {strings.Replace(text, "       CAPF\n", "       COOK\n", 1), `FUNCTION "COOK" is not known`},
		"cut hash":         {strings.Replace(text, "02 4A D6 BD", "02 4A", 1), "CERTIFICATE is cut; expected is a hash of 20 bytes"},
		"unknown zone":     {strings.Replace(text, "09:12:41 CET 2020", "09:12:41 XYZ 2020", 1), `f:7: time zone "XYZ" is not known, read as UTC`},
		"no date":          {strings.Replace(text, "Tue Mar 03 09:12:41 CET 2020", "yesterday", 1), `f:7: "yesterday" is no date`},
		"not verified":     {"admin:show ctl\nLength of CTL file: 10\nVerification of the CTL file failed.\nError parsing the CTL File.\n", "the node could not verify this CTL"},
		"cut certificate":  {"[\n  Version: V3\n  Serial Number: 6B\n]\n", "f:2: the certificate is cut: it has no subject"},
		"serial of words":  {"[\n  Version: V3\n  Serial Number: none\n]\n", `f:3: "none" is no serial number`},
		"cut services":     {"Requesting service status, please wait...\nCisco Tftp[STARTED]\n", "the list of services has no last line"},
		"address":          {"1.2.3.444 pub pub Publisher callmanager DBPub authenticated\n", `f:1: "1.2.3.444" is no address; expected is that of pub`},
		"no description":   {"tomcat/tomcat.pem: \n", "tomcat/tomcat.pem has no description"},
		"cut file":         {string(tlv[:len(tlv)-3]), "looks like a CTL or ITL file and is none"},
		"changed file":     {string(append(bytes.Clone(tlv[:len(tlv)-1]), tlv[len(tlv)-1]^1)), "expected is a list as a node serves it"},
		"signed file":      {string(sgn), `is the signed file "SEP0A1B2C3D4E5F.cnf.xml.sgn"`},
		"PEM of a key":     {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "is PEM without a certificate"},
		"no certificate":   {"0\x82\x01\x02abc", "certificate 1 is none"},
		"line of megabyte": {"admin:show itl\n" + strings.Repeat("x", 1<<20) + "\n", "f:2: the line is longer than 65536 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			f := shown.Read("f", []byte(row.data))
			var told []string
			for _, p := range f.Problems {
				told = append(told, p.String()+": "+p.Text)
			}
			require.Contains(t, strings.Join(told, "\n"), row.want)
		})
	}
	many := shown.Read("f", bytes.Repeat([]byte("admin:show version active\nActive Master Version: 12.5.1.11900-146\n"), 10_001))
	require.Len(t, many.Sessions[0].Outputs, 10_000)
	require.Contains(t, many.Problems[0].Text, "more than 10000 outputs")
	require.Contains(t, shown.Read("f", make([]byte, shown.MaxFile+1)).Problems[0].Text, "is larger than 16777216 bytes, and is not read")
	require.Contains(t, shown.Read("f", bytes.Repeat([]byte("x\n"), 1_000_001)).Problems[0].Text, "has more than 1000000 lines, and is not read")
	require.Len(t, shown.Read("f", bytes.Repeat([]byte("tomcat/tomcat.pem:\nx\n"), 500)).Problems, 101)
}

// TestCertificateFiles: PEM, a chain, DER.
func TestCertificateFiles(t *testing.T) {
	pem, err := os.ReadFile(vectors + "certs/ccm.crt.pem")
	require.NoError(t, err)
	one := only(t, shown.Read("cucm-pub/CallManager.pem", pem)).Certificate
	require.Equal(t, "CallManager.pem CallManager", one.File+" "+one.Unit)
	for name, unit := range map[string]string{"cucm-pub_TVS.der": "TVS", "tomcat-ECDSA.cer": "tomcat-ECDSA", "my tomcat.pem": "tomcat", "x.pem": "", "notTVS.pem": ""} {
		require.Equal(t, unit, only(t, shown.Read(name, pem)).Certificate.Unit, name)
	}
	require.True(t, only(t, shown.Read(`pub\CallManager-trust\x.pem`, pem)).Certificate.Trust)
	require.Equal(t, "SHA256", one.Hash)
	require.NotZero(t, one.Bits)
	require.Equal(t, one.SHA1, only(t, shown.Read("x.der", one.X509.Raw)).Certificate.SHA1)
	chain := shown.Read("chain.pem", bytes.Repeat(pem, 3))
	require.Len(t, chain.Sessions[0].Outputs, 3)
}

func TestNames(t *testing.T) {
	want := shown.Name{CN: "pub", OU: "Lab", O: "Example, Inc.", L: "Ghent", ST: "OVL", C: "BE"}
	for _, text := range []string{
		"CN=pub;OU=Lab;O=Example, Inc.;L=Ghent;ST=OVL;C=BE", `L=Ghent, ST=OVL, CN=pub, OU=Lab, O="Example, Inc.", C=BE`,
		`C=BE,ST=OVL,L=Ghent,O=Example\, Inc.,OU=Lab,CN=pub`, "cn=pub;ou=Lab;ou=Second;o=Example, Inc.;l=Ghent;st=OVL;c=BE;SERIALNUMBER=5",
	} {
		require.Equal(t, want, shown.ParseName(text), text)
	}
	require.Equal(t, "SAST-ADN0054f509", shown.ParseName(`cn="SAST-ADN0054f509        ";ou=IPCBU;o="Cisco Systems`).CN)
}

// TestDates: the same moment in several zones.
func TestDates(t *testing.T) {
	for _, text := range []string{"Fri Mar 06 19:45:13 CET 2015", "Fri Mar  6 18:45:13 UTC 2015", "Fri Mar 06 13:45:13 EST 2015", "Sat Mar 07 00:15:13 IST 2015",
		"Fri Mar 06 21:45:13 +03 2015", "Fri Mar 06 21:45:13 GMT+03:00 2015"} {
		f := shown.Read("f", []byte("Length of ITL file: 5\nThe ITL File was last modified on "+text+"\nThe ITL file was verified successfully.\n"))
		require.Equal(t, time.Date(2015, 3, 6, 18, 45, 13, 0, time.UTC), only(t, f).List.Modified, text)
	}
}
