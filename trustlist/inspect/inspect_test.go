package inspect

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const vectors = "../../testdata/vectors/"

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(vectors + name)
	require.NoError(t, err)
	return data
}

// options reads the certificate and the key of a row; "" is none.
func options(t *testing.T, signer, key string) (o Options) {
	t.Helper()
	var err error
	if signer != "" {
		o.Signer, err = ParseCertificate(read(t, "certs/"+signer+".crt.pem"))
		require.NoError(t, err)
	}
	if key != "" {
		o.Key, err = ParseKey(read(t, "certs/"+key+".key.pem"))
		require.NoError(t, err)
	}
	return o
}

const (
	signedFile    = "sgn/SEP0A1B2C3D4E5F-cucm-order.cnf.xml.sgn"
	encryptedFile = "enc/SEP001122334455-rsa1024-sha1.cnf.xml.enc.sgn"
)

// TestExamine compares what is printed, as text and as JSON, with testdata/ROW.golden.
func TestExamine(t *testing.T) {
	for name, row := range map[string]struct{ file, signer, key string }{
		"ctl":                 {file: "tlv-cucm-layout/CTLFile-10.5-tokenless-sha1-rsa1024.tlv"},
		"itl":                 {file: "tlv-reference-writer/ITLFile-sha1-rsa2048-all-roles.tlv"},
		"itl-other-signer":    {file: "tlv-reference-writer/ITLFile-sha1-rsa2048-all-roles.tlv", signer: "unlisted"},
		"signed":              {file: signedFile, signer: "cm2048-pub"},
		"signed-unchecked":    {file: signedFile},
		"signed-by-another":   {file: signedFile, signer: "cm1024-pub"},
		"encrypted":           {file: encryptedFile, signer: "cm2048-pub"},
		"decrypted":           {file: encryptedFile, signer: "cm2048-pub", key: "lsc-7965"},
		"encrypted-other-key": {file: encryptedFile, signer: "cm2048-pub", key: "tvs"},
		"encrypted-unchecked": {file: encryptedFile, key: "lsc-7965"},
		"self-signed":         {file: "certs/cm1024-pub.crt.pem"},
		"issued":              {file: "certs/etoken1.crt.pem", signer: "mfgca"},
		"issuer-unknown":      {file: "certs/etoken1.crt.pem"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Examine(filepath.Base(row.file), read(t, row.file), options(t, row.signer, row.key))
			require.NoError(t, err)
			var out bytes.Buffer
			require.NoError(t, f.WriteText(&out))
			document, err := json.MarshalIndent(f, "", "  ")
			require.NoError(t, err)
			out.WriteString("--\n" + string(document) + "\n")
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), out.String())
		})
	}
}

// TestMalformed: what no phone could read has a rule.
func TestMalformed(t *testing.T) {
	for name, rule := range map[string]string{
		"reject/cut-in-record.tlv": "R12", "reject/trailing-byte.tlv": "R12", "reject/header-length-past-eof.tlv": "R4",
	} {
		_, err := Examine(name, read(t, name), Options{})
		var wrong *trustlist.Error
		require.ErrorAs(t, err, &wrong, name)
		require.Equal(t, rule, wrong.Rule, name)
	}
	_, err := Examine("x", []byte{0x30, 1}, Options{})
	require.ErrorContains(t, err, "not an X.509 certificate")
}

// TestWrongSignature: a list that parses but does not verify has a problem.
func TestWrongSignature(t *testing.T) {
	const name = "reject/flipped-bit.tlv"
	f, err := Examine(name, read(t, name), Options{})
	require.NoError(t, err)
	require.False(t, f.Verified)
	require.Contains(t, f.Problem, "R20")
}

// TestKindByContent: without a telling name the content decides.
func TestKindByContent(t *testing.T) {
	for file, want := range map[string]Kind{
		signedFile: Signed, encryptedFile: Encrypted, "certs/cm2048-pub.crt.pem": Certificate,
		"tlv-cucm-layout/CTLFile-10.5-tokenless-sha1-rsa1024.tlv": CTL,
	} {
		f, err := Examine("-", read(t, file), Options{})
		require.NoError(t, err, file)
		require.Equal(t, want, f.Kind, file)
	}
}

func TestParseKey(t *testing.T) {
	_, err := ParseKey(read(t, "certs/ec256.key.pem"))
	require.Error(t, err, "phones have RSA keys")
	_, err = ParseKey([]byte("no key"))
	require.Error(t, err)
}

// TestTerminalIsSafe: names and payloads of hostile files do not drive the terminal.
func TestTerminalIsSafe(t *testing.T) {
	require.Equal(t, "a?[31m??", Clean("a\x1b[31m\u009b\xff"))
	for name, row := range map[string]struct {
		data string
		want bool
	}{
		"text":              {"<device>\r\n\tü</device>\n", true},
		"escape":            {"\x1b[31m", false},
		"C1 as UTF-8":       {"\u009b31m", false},
		"C1 as one byte":    {"\x9b31m", false},
		"delete":            {"\x7f", false},
		"nothing to refuse": {"", true},
	} {
		require.Equal(t, row.want, printable([]byte(row.data)), name)
	}
	var out strings.Builder
	f := &File{Kind: Signed, Header: &Header{FileName: "a\x1bb", Signer: "CN=\x1b]0;x\a"}}
	require.NoError(t, f.writeSigned(&out, nil))
	require.NotContains(t, out.String(), "\x1b")
}

func FuzzExamine(f *testing.F) {
	for _, file := range []string{signedFile, encryptedFile, "certs/cm2048-pub.crt.pem", "tlv-cucm-layout/CTLFile-10.5-tokenless-sha1-rsa1024.tlv"} {
		data, err := os.ReadFile(vectors + file)
		require.NoError(f, err)
		f.Add(file, data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		file, err := Examine(name, data, Options{})
		if err != nil {
			return
		}
		var out bytes.Buffer
		require.NoError(t, file.WriteText(&out))
		require.NotContains(t, out.String(), "\x1b")
		require.Equal(t, file.Verified, file.Problem == "")
	})
}
