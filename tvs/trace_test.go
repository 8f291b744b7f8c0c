package tvs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
	"tvslab/tvs"
)

// traced knows one serial number, in the cache of the database or of the CTL.
type traced struct{ known, database bool }

func (a traced) Verify([]byte) (tvs.Answer, bool) { return tvs.Answer{}, false }
func (a traced) Query(string, string, []byte) (tvs.Answer, bool) {
	return tvs.Answer{Certificate: []byte{0x30}, Roles: []trustlist.Role{0, 2}, TTL: tvs.DefaultTTL}, a.known
}
func (a traced) InDatabase(string, []byte) bool { return a.database }

func TestTrace(t *testing.T) {
	at := time.Date(2015, 1, 15, 11, 52, 3, 7e6, time.UTC)
	r := &tvs.Request{Command: tvs.QueryRequest, Session: 1001, Device: "CP-7975-SEP001122334455",
		Subject: "CN=a", Issuer: "CN=cucm-1051-a-pub;OU=TAC", Serial: []byte{0x6b, 0x1d}}
	const key = "6B1DCN=cucm-1051-a-pub;OU=TAC"
	for name, row := range map[string]struct {
		authority traced
		want      []string
	}{
		"in the database": {traced{true, true}, []string{
			"CertificateDBCache::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : " + key,
			"CertificateDBCache::getCertificateInformation - Found entry {rolecount : 2}",
			"CertificateDBCache::getCertificateInformation - {role : 0}",
			"CertificateDBCache::getCertificateInformation - {role : 2}",
		}},
		"in the CTL": {traced{true, false}, []string{
			"CertificateDBCache::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : " + key,
			"ERROR:CertificateDBCache::getCertificateInformation - Cannot find the certificate in the cache",
			"CertificateCTLCache::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : " + key,
			"CertificateCTLCache::getCertificateInformation - Found entry {rolecount : 2}",
			"CertificateCTLCache::getCertificateInformation - {role : 0}",
			"CertificateCTLCache::getCertificateInformation - {role : 2}",
		}},
		"nowhere": {traced{}, []string{
			"CertificateDBCache::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : " + key,
			"ERROR:CertificateDBCache::getCertificateInformation - Cannot find the certificate in the cache",
			"CertificateCTLCache::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : " + key,
			"ERROR:CertificateCTLCache::getCertificateInformation - Cannot find the certificate in the cache",
			"getCertificateInformation(cert) : certificate not found",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			lines := tvs.Trace(at, row.authority, r, tvs.Respond(row.authority, r))
			require.Equal(t, "11:52:03.007 |   debug MsgType : TVS_MSG_QUERY_CERT_REQ", lines[0])
			require.Contains(t, lines[1], "CP-7975-SEP001122334455, session id : 1001")
			var got []string
			for _, line := range lines {
				if _, text, _ := strings.Cut(line, " |   debug "); strings.Contains(text, "getCertificateInformation") {
					got = append(got, text)
				}
			}
			require.Equal(t, row.want, got)
			require.Contains(t, lines[len(row.want)+3], "57 01 03 00 00 00 03 e9")
		})
	}
	require.Equal(t, "11:52:03.007 |   debug "+tvs.CTLModified, tvs.TraceLine(at, tvs.CTLModified))
}
