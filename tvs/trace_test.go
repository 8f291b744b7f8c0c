package tvs_test

import (
	"encoding/hex"
	"encoding/pem"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
	"tvslab/tvs"
)

// vector is a certificate of the test data, DER.
func vector(t *testing.T, name string) []byte {
	text, err := os.ReadFile(filepath.Join("..", "testdata", "vectors", "certs", name+".crt.pem"))
	require.NoError(t, err)
	block, _ := pem.Decode(text)
	return block.Bytes
}

// traced knows one serial number, in the cache of the database or of the CTL.
type traced struct {
	known, database bool
	roles           []trustlist.Role // nil: those of a CallManager certificate
}

func (a traced) Verify([]byte) (tvs.Answer, bool) { return a.Query("", "", nil) }
func (a traced) Query(string, string, []byte) (tvs.Answer, bool) {
	roles := a.roles
	if roles == nil {
		roles = []trustlist.Role{0, 2}
	}
	return tvs.Answer{Certificate: []byte{0x30, 0x82}, Roles: roles, TTL: tvs.DefaultTTL}, a.known
}
func (a traced) InDatabase(string, []byte) bool { return a.database }

func (a traced) DatabaseCache() string { return "CertificateDBCACHE" }

var update = flag.Bool("update", false, "write golden files")

// TestTrace: what the trace of a service says of questions, found in either cache or in none.
func TestTrace(t *testing.T) {
	at := time.Date(2015, 1, 15, 11, 52, 3, 7e6, time.UTC)
	query := &tvs.Request{Command: tvs.QueryRequest, Session: 1001, Device: "CP-7975-SEP001122334455",
		Subject: "CN=cucm-1051-a-pub;OU=TAC", Issuer: "CN=cucm-1051-a-pub;OU=TAC", Serial: []byte{0x6b, 0x1d}}
	token := *query
	token.Subject, token.Issuer = `cn="SAST-ADN008580ef        ";ou=IPCBU;o="Cisco Systems`, "cn=Cisco Manufacturing CA;o=Cisco Systems"
	token.Serial = []byte{0x83, 0xe9, 0x08, 0, 0, 0, 0x55, 0x45, 0xaf, 0x31}
	verify := &tvs.Request{Command: tvs.VerifyRequest, Session: 1002, Device: query.Device, Certificate: vector(t, "tvs2048-pub")}
	for name, row := range map[string]struct {
		question  *tvs.Request
		authority traced
	}{
		"query-database":     {query, traced{known: true, database: true}},
		"query-token-in-ctl": {&token, traced{known: true, roles: []trustlist.Role{0}}},
		"query-unknown":      {query, traced{}},
		"verify-database":    {verify, traced{known: true, database: true}},
		"verify-ctl":         {verify, traced{known: true}},
		"verify-unknown":     {verify, traced{}},
	} {
		t.Run(name, func(t *testing.T) {
			lines := tvs.Trace(at, row.authority, row.question, tvs.Respond(row.authority, row.question))
			got := []byte(strings.Join(lines, "\n") + "\n")
			file := filepath.Join("testdata", "trace", name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(file, got, 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
		})
	}
}

// TestTraceIsThePublishedOne: the decoded lines and dumps of tech note 213407, from its own request.
func TestTraceIsThePublishedOne(t *testing.T) {
	r := &tvs.Request{Command: tvs.QueryRequest, Session: 1001, Device: "CP-8861-SEPB000B4BA0AEE",
		Subject: "CN=ucm11pub.stormin.local;OU=IST;O=Stormin;L=Brisbane;ST=QLD;C=AU", Issuer: "CN=stormin-WIN2012-CA",
		Serial: []byte{0x24, 0, 0, 0, 0x17, 0x94, 0x79, 0xb8, 0xf1, 0x24, 0xac, 0x3f, 0x3b, 0, 0, 0, 0, 0, 0x17}}
	a := traced{known: true, database: true, roles: []trustlist.Role{0, 3}}
	lines := tvs.Trace(time.Date(2015, 1, 1, 18, 1, 6, 345e6, time.UTC), a, r, tvs.Respond(a, r))
	for _, text := range []string{
		"8:UNKNOWN:Incoming Phone Msg:", "HEX_DUMP: Len = 153:", "57 01 03 00 00 00 03 e9", "00 8f 01 00 18 01 43 50", "2d 38 38 36 31 2d 53 45",
		"50 42 30 30 30 42 34 42", "41 30 41 45 45 03 00 42", "43 4e 3d 75 63 6d 31 31", "70 75",
		"Protocol Discriminator: 57", "MsgType : TVS_MSG_QUERY_CERT_REQ", "Session Id : 0", "Length : 143",
		"8:UNKNOWN:TVS CORE: Rcvd Event: TVS_EV_QUERY_CERT_REQ in State: TVS_STATE_AWAIT_REQ", "tvsHandleQueryCertReq",
		"tvsHandleQueryCertReq : Subject Name is: CN=ucm11pub.stormin.local;OU=IST;O=Stormin;L=Brisbane;ST=QLD;C=AU",
		"tvsHandleQueryCertReq : Issuer Name is: CN=stormin-WIN2012-CA",
		"tvsHandleQueryCertReq : Serial Number is: 24000000179479B8F124AC3F3B000000000017",
		"CertificateDBCACHE::getCertificateInformation - Found entry {rolecount : 2}",
		"CertificateDBCACHE::getCertificateInformation - {role : 0}", "CertificateDBCACHE::getCertificateInformation - {role : 3}",
		"8:UNKNOWN:Sending QUERY_CERT_RES msg", "MsgType : TVS_MSG_QUERY_CERT_RES", "Number of Certs : 1", "Cert[0] :", "Cert Type : 0",
		"Version : 0", "PublicKey :", "HEX_DUMP: Len = 4:", "00 01 51 80", "Sending TLS Msg ..",
	} {
		for len(lines) > 0 && !strings.HasSuffix(lines[0], "|   debug "+text) {
			lines = lines[1:]
		}
		require.NotEmpty(t, lines, "not in its place: %s", text)
		lines = lines[1:]
	}
}

// TestTraceLines: lines about a changed CTL file are those of tech note 118893, lengths included.
func TestTraceLines(t *testing.T) {
	serial, err := hex.DecodeString("6b1d357b6841740b078fee4a1813d5d6")
	require.NoError(t, err)
	r := trustlist.Record{Serial: serial, Issuer: "CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL", Certificate: []byte{0x30}}
	require.Equal(t, []string{
		"updateLocalCTLCache : Refreshing the local CTL certificate cache",
		"tvs_sql_get_all_CTL_certificate - Unique Key used for Caching :: " +
			"6B1D357B6841740B078FEE4A1813D5D6CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL, length : 93",
	}, tvs.Recached([]trustlist.Record{r, {Issuer: "CN=without a certificate"}}))
	at := time.Date(2015, 1, 15, 17, 10, 35, 825e6, time.UTC)
	require.Equal(t, []string{"17:10:35.825 |   debug " + tvs.CTLModified}, tvs.TraceLines(at, []string{tvs.CTLModified}))
}
