package trustlist

import (
	"bytes"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// modified is the time in the published `show ctl` of a 10.5.1 cluster.
var modified = time.Date(2015, 3, 6, 21, 56, 7, 0, time.FixedZone("CET", 3600))

// tokenlessCTL builds the CTL of a two-node cluster in mixed mode: publisher
// as SAST and CCM+TFTP, its CAPF, a subscriber.
func tokenlessCTL(t testing.TB, vs *vectors) []byte {
	t.Helper()
	record := func(host, cert, ip string, role Role) RecordTemplate {
		return RecordTemplate{DNSName: hostValue(host), Role: role, Certificate: vs.cert(t, cert), IP: netip.MustParseAddr(ip)}
	}
	data, err := built(ListTemplate{
		FileName: "CTLFile.tlv", Timestamp: modified,
		Records: []RecordTemplate{
			record("cucm-a-pub", "cm2048-pub", "192.0.2.11", RoleSAST),
			record("cucm-a-pub", "cm2048-pub", "192.0.2.11", RoleCCMTFTP),
			record("cucm-a-pub", "capf1024", "192.0.2.11", RoleCAPF),
			record("cucm-a-sub1", "cm1024-sub", "192.0.2.12", RoleCCMTFTP),
		},
	}, newSigner(vs.cert(t, "cm2048-pub"), vs.key(t, "cm2048-pub"), LayoutCisco))
	require.NoError(t, err)
	return data
}

func show(t *testing.T, kind string, data []byte, checksums bool) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Show(&b, kind, data, modified, checksums))
	return b.String()
}

func requireGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update")
	require.Equal(t, string(want), got)
}

func TestShowGolden(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	for _, c := range []struct {
		name, kind string
		data       []byte
		checksums  bool
	}{
		{"show-ctl-tokenless", "CTL", tokenlessCTL(t, vs), true},
		{"show-ctl-etoken", "CTL", vs.file(t, ctlToken), true},
		{"show-ctl-nonsecure", "CTL", vs.file(t, "tlv-cucm-layout/CTLFile-etoken-nonsecure.tlv"), true},
		{"show-itl-8.6", "ITL", vs.file(t, "tlv-cucm-layout/ITLFile-8.6-sha1-rsa1024.tlv"), false},
		{"show-itl-12.5", "ITL", vs.file(t, "tlv-cucm-layout/ITLFile-12.5-sha512-rsa2048-itlrecovery-signs.tlv"), true},
		{"show-itl-rollback", "ITL", vs.file(t, "tlv-cucm-layout/ITLFile-rollback-empty-sections.tlv"), true},
		{"show-ctl-unverified", "CTL", vs.file(t, "reject/flipped-bit.tlv"), true},
		{"show-ctl-unparsable", "CTL", vs.file(t, "reject/trailing-byte.tlv"), true},
	} {
		t.Run(c.name, func(t *testing.T) { requireGolden(t, c.name+".golden", show(t, c.kind, c.data, c.checksums)) })
	}
}

// The outputs without a file; that of the CTL is published.
func TestShowAbsent(t *testing.T) {
	require.Equal(t, "Length of CTL file: 0\n"+
		"CTL File not found. Please run CTLClient plugin or run the CLI - utils ctl.. to generate the CTL file.\n"+
		"Error parsing the CTL File.\n", show(t, "CTL", nil, true))
	require.Equal(t, "Length of ITL file: 0\nITL File not found.\nError parsing the ITL File.\n", show(t, "ITL", nil, true))
}

// Lines as they stand in published outputs, tabs included.
func TestShowPublishedLines(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	ctl := show(t, "CTL", tokenlessCTL(t, vs), true)
	token := show(t, "CTL", vs.file(t, "tlv-cucm-layout/CTLFile-etoken-nonsecure.tlv"), true)
	itl := show(t, "ITL", vs.file(t, "tlv-cucm-layout/ITLFile-8.6-sha1-rsa1024.tlv"), false)
	for _, c := range []struct{ output, line string }{
		{ctl, "The checksum value of the CTL file:\n"},
		{ctl, "\nThe CTL File was last modified on Fri Mar 06 21:56:07 CET 2015\n\n\tParse CTL File\n\t----------------\n\nVersion:\t1.2\nHeaderLength:\t484 (BYTES)\n\nBYTEPOS\tTAG\t\tLENGTH\tVALUE\n-------\t---\t\t------\t-----\n"},
		{ctl, "\n3\tSIGNERID\t2\t169\n4\tSIGNERNAME\t72\tCN=cucm-a-pub.lab.example;OU=Voice;O=Example Lab;L=Austin;ST=Texas;C=US\n"},
		{ctl, "\n5\tSERIALNUMBER\t16\t6B:1D:35:7B:68:41:74:0B:07:8F:EE:4A:18:13:D5:D6\n6\tCANAME\t\t72\tCN="},
		{ctl, "\n7\tSIGNATUREINFO\t2\t15\n8\tDIGESTALGORTITHM\t1\n9\tSIGNATUREALGOINFO\t2\t8\n10\tSIGNATUREALGORTITHM\t1\n11\tSIGNATUREMODULUS\t1\n12\tSIGNATURE\t256\n\t\t"},
		{ctl, "\n14\tFILENAME\t12\n15\tTIMESTAMP\t4\n\n\tCTL Record #:1\n\t          ----\nBYTEPOS\tTAG\t\tLENGTH\tVALUE\n-------\t---\t\t------\t-----\n1\tRECORDLENGTH\t2\t"},
		{ctl, "\n2\tDNSNAME\t\t11\tcucm-a-pub\n3\tSUBJECTNAME\t72\t"},
		{ctl, "\n4\tFUNCTION\t2\tSystem Administrator Security Token\n5\tISSUERNAME\t72\t"},
		{ctl, "\n7\tPUBLICKEY\t270\n8\tSIGNATURE\t256\n9\tCERTIFICATE\t"},
		{ctl, " (SHA1 Hash HEX)\n10\tIPADDRESS\t4\nThis etoken was used to sign the CTL file.\n\n\tCTL Record #:2\n"},
		{ctl, "\n4\tFUNCTION\t2\tCCM+TFTP\n"},
		{ctl, "\n\nThe CTL file was verified successfully.\n"},
		{token, "\n2\tDNSNAME\t\t1\n3\tSUBJECTNAME\t58\tcn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Example Systems\n"},
		{token, "\nThis etoken was not used to sign the CTL file.\n"},
		{token, "\n1\tRECORDLENGTH\t2\t31\n2\tDNSNAME\t\t11\t192.0.2.12\n4\tFUNCTION\t2\tCCM+TFTP\n10\tIPADDRESS\t4\n\n"},
		{itl, "Length of ITL file: 4725\nThe ITL File was last modified on "},
		{itl, "\n2\tDNSNAME\t\t2\n3\tSUBJECTNAME\t"},
		{itl, "\n11\tCERTHASH\t20\t73 3A 85 C5 34 D5 D9 4A 93 E0 6A A8 8E 0D 2A A6 7D 86 29 D7\n12\tHASH ALGORITHM\t1\tSHA-1\n\n"},
		{itl, "\n\nThe ITL file was verified successfully.\n"},
	} {
		require.Contains(t, c.output, c.line)
	}
}

// The arithmetic that holds in all published outputs: the record length is the
// sum of its rows, the file length that of header and records.
func TestShowAddsUp(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	row := regexp.MustCompile(`^\d+\t[^\t]+\t+(\d+)(\t.*)?$`)
	for name := range vs.TrustLists {
		out := show(t, "CTL", vs.file(t, name), true)
		total := field1(t, out, `HeaderLength:\t(\d+) `)
		for _, part := range strings.Split(out, "Record #:")[1:] {
			sum := 0
			for _, line := range strings.Split(part, "\n") {
				if m := row.FindStringSubmatch(line); m != nil {
					n, err := strconv.Atoi(m[1])
					require.NoError(t, err)
					sum += tlvOverhead + n
				}
			}
			require.Equal(t, field1(t, part, `RECORDLENGTH\t2\t(\d+)`), sum, name)
			total += sum
		}
		require.Equal(t, field1(t, out, `Length of CTL file: (\d+)`), total, name)
	}
}

func field1(t *testing.T, s, pattern string) int {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(s)
	require.NotNil(t, m, pattern)
	n, err := strconv.Atoi(m[1])
	require.NoError(t, err)
	return n
}

func TestShowSignatureRows(t *testing.T) {
	var b bytes.Buffer
	printer{&b, "CTL"}.signature([]byte{0x72, 7, 0x91, 0x10, 0x6b, 0xf1, 0x12, 0xf4, 0xe, 0xa})
	require.Equal(t, "\t\t72  7  91  10  6b  f1  12  f4\n\t\te  a\n", b.String())
}

func TestShowHostileText(t *testing.T) {
	require.Equal(t, "a?[31m", textCell(Element{Value: []byte("a\x1b[31m\x00b")}))
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestShowErrors(t *testing.T) {
	require.ErrorContains(t, Show(failingWriter{}, "CTL", nil, modified, false), "disk full")
	require.ErrorContains(t, Show(failingWriter{}, "xtl", nil, modified, false), `kind "xtl"`)
}
