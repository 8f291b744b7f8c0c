package tvs

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/trustlist"
)

func TestMain(m *testing.M) {
	if kind := os.Getenv(serverProcess); kind != "" {
		serveInProcess(kind)
		return
	}
	goleak.VerifyTestMain(m)
}

const vectorDir = "../testdata/vectors"

// vector is one exchange of expected.json.
type vector struct {
	Request       string `json:"request"`
	Response      string `json:"response"`
	RequestFields struct {
		Reserved uint8  `json:"reserved"`
		Session  uint32 `json:"session_id"`
		Command  uint8  `json:"command"`
		Elements []struct {
			Tag         uint8  `json:"tag"`
			Length      int    `json:"length"`
			Text        string `json:"text"`
			Hex         string `json:"hex"`
			Certificate string `json:"certificate"`
		} `json:"elements"`
	} `json:"request_fields"`
	ResponseFields struct {
		Elements []struct {
			Tag         uint8  `json:"tag"`
			Hex         string `json:"hex"`
			TTL         uint32 `json:"ttl"`
			Certificate string `json:"certificate"`
		} `json:"elements"`
	} `json:"response_fields"`
}

func loadVectors(t testing.TB) map[string]vector {
	var all struct {
		TVS map[string]vector `json:"tvs"`
	}
	require.NoError(t, json.Unmarshal(readVector(t, "expected.json"), &all))
	require.Len(t, all.TVS, 26)
	return all.TVS
}

func readVector(t testing.TB, name string) []byte {
	data, err := os.ReadFile(filepath.Join(vectorDir, name))
	require.NoError(t, err)
	return data
}

func vectorNames(vectors map[string]vector) []string { return slices.Sorted(maps.Keys(vectors)) }

// certDER returns a certificate of the vectors.
func certDER(t testing.TB, name string) []byte {
	block, _ := pem.Decode(readVector(t, "certs/"+name+".crt.pem"))
	require.NotNil(t, block)
	return block.Bytes
}

// certKey returns a certificate with its key.
func certKey(t testing.TB, name string) *tls.Certificate {
	c, err := tls.LoadX509KeyPair(filepath.Join(vectorDir, "certs", name+".crt.pem"), filepath.Join(vectorDir, "certs", name+".key.pem"))
	require.NoError(t, err)
	return &c
}

// table is an Authority over a fixed list.
type table struct{ answers map[[32]byte]Answer }

func (a *table) add(der []byte, ttl time.Duration, roles ...trustlist.Role) {
	if a.answers == nil {
		a.answers = map[[32]byte]Answer{}
	}
	a.answers[sha256.Sum256(der)] = Answer{Certificate: der, Roles: roles, TTL: ttl}
}

func (a *table) Verify(der []byte) (Answer, bool) {
	answer, ok := a.answers[sha256.Sum256(der)]
	return answer, ok
}

func (a *table) Query(subject, issuer string, serial []byte) (Answer, bool) {
	for _, answer := range a.answers {
		c, err := x509.ParseCertificate(answer.Certificate)
		if err == nil && trustlist.Name(c.RawSubject) == subject && trustlist.Name(c.RawIssuer) == issuer &&
			bytes.Equal(c.SerialNumber.Bytes(), serial) {
			return answer, true
		}
	}
	return Answer{}, false
}

// vectorTable is what the recorded server knew.
func vectorTable(t testing.TB) *table {
	a := new(table)
	a.add(certDER(t, "cm2048-pub"), time.Hour, trustlist.RoleCCM)
	a.add(certDER(t, "itlrec2048"), 24*time.Hour, trustlist.RoleSAST)
	a.add(certDER(t, "ccm"), 24*time.Hour, 0, 1, 2, 3, 4, 7, 21)
	a.add(certDER(t, "appserver"), 2592000*time.Second, trustlist.RoleAppServer)
	a.add(certDER(t, "ec256"), time.Second, trustlist.RoleTFTP, trustlist.RoleAppServer)
	return a
}

// queryTable is what the constructed QUERY vector expects of the same certificate.
func queryTable(t testing.TB) *table {
	a := new(table)
	a.add(certDER(t, "cm2048-pub"), 24*time.Hour, trustlist.RoleSAST, trustlist.RoleTFTP)
	return a
}

// authorityFor picks the table that a vector was made with.
func authorityFor(t testing.TB, name string) Authority {
	if name == "query-found" {
		return queryTable(t)
	}
	return vectorTable(t)
}

func unhex(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

// requireRule checks that err is an *Error of a rule.
func requireRule(t testing.TB, rule string, err error) *Error {
	t.Helper()
	var broken *Error
	require.ErrorAs(t, err, &broken)
	require.Equal(t, rule, broken.Rule, err.Error())
	return broken
}

// parseRequest reads a whole message.
func parseRequest(data []byte, strict bool) (*Request, error) {
	return ReadRequest(bytes.NewReader(data), strict)
}

// parseResponse reads a whole message.
func parseResponse(data []byte, strict bool) (*Response, error) {
	return ReadResponse(bytes.NewReader(data), strict)
}
