package certmgr_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/automation"
	"tvslab/sim/lab/testnode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	keys = "../../../testdata/keys"
	base = "/platformcom/api/v1/certmgr/config/"
	pub  = "cucm-pub"
)

func serve(t *testing.T, release string) *testnode.Lab {
	t.Helper()
	return testnode.Serve(t, strings.Replace(testnode.Site, `"14"`, `"`+release+`"`, 1), keys, automation.Apps())
}

// ask asks the publisher as the administrator of the platform.
func ask(t *testing.T, s *testnode.Lab, method, path string, body any) testnode.Answer {
	t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case string:
		text = []byte(b)
	default:
		var err error
		text, err = json.Marshal(b)
		require.NoError(t, err)
	}
	return s.Do(method, pub, base+path, testnode.Accounts.Platform[0], map[string]string{"Content-Type": "application/json"}, text)
}

// get reads an answer of 2xx.
func get[T any](t *testing.T, got testnode.Answer) (into T) {
	t.Helper()
	require.Less(t, got.Status, 300, got.Body)
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	require.NoError(t, json.Unmarshal([]byte(got.Body), &into))
	return into
}

type said struct {
	Message  string
	Messages []string
}

// golden compares an answer with a file but for what is new in every lab.
func golden(t *testing.T, name, body string) {
	t.Helper()
	body = regexp.MustCompile(`"trackingId":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"`).ReplaceAllString(body, `"trackingId":"*"`)
	testnode.Golden(t, name+".json", body)
}

func TestAnswers(t *testing.T) {
	s := serve(t, "14")
	for name, path := range map[string]string{
		"snapshot": "snapshot/server", "identity": "identity/certificate?service=tomcat", "identities": "identity/certificates?service=TVS",
		"trust": "trust/certificate?service=tomcat", "options": "options",
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, s, http.MethodGet, path, nil)
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			golden(t, name, got.Body)
		})
	}
}

// TestOldReleases: the interface came with 14; before there is nothing, not even a question who asks.
func TestOldReleases(t *testing.T) {
	s := serve(t, "12.5")
	got := s.Do(http.MethodGet, pub, base+"snapshot/server", testnode.Accounts.Application[0], nil, nil)
	require.Equal(t, http.StatusNotFound, got.Status)
	require.Contains(t, got.Body, "HTTP Status 404")
}

// TestWho: the administrator of the platform is let in, and not the application user.
func TestWho(t *testing.T) {
	s := serve(t, "14")
	got := s.Do(http.MethodGet, pub, base+"snapshot/server", testnode.Accounts.Application[0], nil, nil)
	require.Equal(t, http.StatusUnauthorized, got.Status)
	require.Equal(t, `Basic realm="CMPlatform Realm"`, got.Header.Get("WWW-Authenticate"))
}

// authority is a CA that is not the lab's.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	ca := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Test CA"}, NotBefore: time.Now().AddDate(-20, 0, 0), NotAfter: time.Now().AddDate(20, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return authority{key, cert}
}

func pemOf(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func (a authority) pem() string { return pemOf(a.cert.Raw) }

// sign answers a request.
func (a authority) sign(t *testing.T, csr string) string {
	t.Helper()
	block, _ := pem.Decode([]byte(csr))
	require.NotNil(t, block)
	r, err := x509.ParseCertificateRequest(block.Bytes)
	require.NoError(t, err)
	require.NoError(t, r.CheckSignature())
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(8), Subject: r.Subject, DNSNames: r.DNSNames,
		NotBefore: a.cert.NotBefore, NotAfter: a.cert.NotAfter, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, a.cert, r.PublicKey, a.key)
	require.NoError(t, err)
	return pemOf(der)
}

// presented is the certificate that the publisher shows on 8443.
func presented(t *testing.T, s *testnode.Lab) []byte {
	t.Helper()
	c, err := tls.Dial("tcp", s.At(pub), &tls.Config{InsecureSkipVerify: true})
	require.NoError(t, err)
	defer c.Close()
	return c.ConnectionState().PeerCertificates[0].Raw
}

// TestRenewal is the whole job of a client that renews a certificate: look, ask, let it be signed, upload, restart, compare.
func TestRenewal(t *testing.T) {
	s := serve(t, "14")
	before := get[struct {
		Identities []struct{ Service, Certificate, CSR string }
	}](t, ask(t, s, http.MethodGet, "snapshot/server", nil))
	require.NotEmpty(t, before.Identities)
	old := presented(t, s)

	asked := get[struct{ CSR string }](t, ask(t, s, http.MethodPost, "csr", map[string]any{"service": "tomcat", "distribution": "this-server",
		"commonName": "uc.example.test", "keyType": "rsa", "keyLength": 2048, "hashAlgorithm": "sha256", "altNames": []string{"other.example.test"}}))
	ca := newAuthority(t)
	leaf := ca.sign(t, asked.CSR)

	got := ask(t, s, http.MethodPost, "identity/certificates", map[string]any{"service": "tomcat", "certificates": []string{leaf, ca.pem()}})
	require.Equal(t, http.StatusBadRequest, got.Status, "the CA is not there yet")
	require.Contains(t, got.Body, `CA certificate \"Test CA\" is not in tomcat-trust`)

	trust := map[string]any{"service": []string{"tomcat"}, "certificates": []string{ca.pem()}, "description": "Trust Certificate"}
	require.Equal(t, http.StatusCreated, ask(t, s, http.MethodPost, "trust/certificates", trust).Status)
	got = ask(t, s, http.MethodPost, "trust/certificates", trust)
	require.Equal(t, http.StatusBadRequest, got.Status)
	require.Contains(t, got.Body, "already exists in tomcat-trust")

	done := get[said](t, ask(t, s, http.MethodPost, "identity/certificates", map[string]any{"service": "tomcat", "certificates": []string{leaf, ca.pem()}}))
	require.Len(t, done.Messages, 1)
	require.Contains(t, done.Messages[0], "Cisco Tomcat")
	require.Equal(t, old, presented(t, s), "nothing restarts by itself")

	require.NoError(t, s.Lab.Play(t.Context(), "test", "restart: {service: Cisco Tomcat, nodes: cucm-pub}"))
	require.Eventually(t, func() bool {
		c, err := tls.Dial("tcp", s.At(pub), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			return false
		}
		defer c.Close()
		return pemOf(c.ConnectionState().PeerCertificates[0].Raw) == leaf
	}, 10*time.Second, 20*time.Millisecond)
	certificate := get[struct{ Certificate, CSR string }](t, ask(t, s, http.MethodGet, "identity/certificate?service=tomcat", nil))
	require.Equal(t, leaf, certificate.Certificate)
	require.Empty(t, certificate.CSR)

	var verbs []string
	for _, did := range s.Did() {
		if strings.HasPrefix(did, "rest admin: ") {
			verb, _, _ := strings.Cut(strings.TrimPrefix(did, "rest admin: "), ":")
			verbs = append(verbs, verb)
		}
	}
	require.Equal(t, []string{"generate-csr", "upload", "upload"}, verbs)
}

// TestControlCenterRestarts: CallManager is signed anew from outside; Control Center restarts what the answer names, and the services present it.
func TestControlCenterRestarts(t *testing.T) {
	s := serve(t, "14")
	ca := newAuthority(t)
	require.Equal(t, http.StatusCreated, ask(t, s, http.MethodPost, "trust/certificates", map[string]any{"service": []string{"CallManager", "tomcat"}, "certificates": []string{ca.pem()}}).Status)
	asked := get[struct{ CSR string }](t, ask(t, s, http.MethodPost, "csr", map[string]any{"service": "CallManager"}))
	done := get[said](t, ask(t, s, http.MethodPost, "identity/certificates", map[string]any{"service": "CallManager", "certificates": []string{ca.sign(t, asked.CSR)}}))
	require.Contains(t, strings.Join(done.Messages, " "), "Restart ")
	got := s.Post("/controlcenterservice2/services/ControlCenterServices", "soapDoControlServices",
		`<ns:soapDoControlServices xmlns:ns="http://schemas.cisco.com/ast/soap"><ControlServiceRequest><NodeName>cucm-pub</NodeName><ControlType>Restart</ControlType>`+
			`<ServiceList><item>Cisco CallManager</item><item>Cisco Tftp</item></ServiceList></ControlServiceRequest></ns:soapDoControlServices>`)
	require.Equal(t, http.StatusOK, got.Status, got.Body)
	shown, err := s.Lab.Presents(pub, "Cisco CallManager")
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(shown.Certificate[0])
	require.NoError(t, err)
	require.Equal(t, "Test CA", leaf.Issuer.CommonName)
}

// TestOthers: what the clients seen do not use.
func TestOthers(t *testing.T) {
	s := serve(t, "14")
	ca := newAuthority(t)
	ask(t, s, http.MethodPost, "trust/certificates", map[string]any{"service": []string{"tomcat-trust"}, "certificates": []string{ca.pem()}})
	trusts := func() string { return ask(t, s, http.MethodGet, "trust/certificate?service=tomcat", nil).Body }
	require.Contains(t, trusts(), `"filename":"Test_CA_07.pem"`)
	get[said](t, ask(t, s, http.MethodDelete, "trust/certificates?service=tomcat&filename=Test_CA_07.pem", nil))
	require.NotContains(t, trusts(), "Test_CA_07.pem")
	require.Equal(t, http.StatusNotFound, ask(t, s, http.MethodDelete, "trust/certificates?service=tomcat&filename=Test_CA_07.pem", nil).Status)

	for _, body := range []map[string]any{{"service": "TVS"}, {"service": "TVS", "keyLength": "3072", "hashAlgorithm": "SHA256", "validityPeriod": 10}} {
		before := ask(t, s, http.MethodGet, "identity/certificate?service=TVS", nil).Body
		done := get[said](t, ask(t, s, http.MethodPost, "selfsigned", body))
		require.NotEmpty(t, done.Messages)
		require.NotEqual(t, before, ask(t, s, http.MethodGet, "identity/certificate?service=TVS", nil).Body)
	}
	require.Equal(t, http.StatusNotFound, ask(t, s, http.MethodGet, "csr?service=tomcat-ECDSA", nil).Status)
	made := ask(t, s, http.MethodPost, "csr", map[string]any{"service": "tomcat", "keyType": "ec", "keyLength": 384, "distribution": "Multi-Server(SAN)"})
	require.Contains(t, made.Body, `"service":"tomcat-ECDSA"`)
	require.Equal(t, made.Body, ask(t, s, http.MethodGet, "csr?service=tomcat-ECDSA", nil).Body)
}

func TestRefused(t *testing.T) {
	s := serve(t, "14")
	ca := newAuthority(t)
	other := newAuthority(t)
	before := s.Did()
	type row struct {
		status             int
		method, path, says string
		body               any
	}
	const post = http.MethodPost
	many := func(n int, text string) (list []string) {
		for range n {
			list = append(list, text)
		}
		return list
	}
	for name, r := range map[string]row{
		"no such path":         {404, http.MethodGet, "nothing", "HTTP Status 404", nil},
		"no such method":       {405, http.MethodPut, "csr", "HTTP Status 405", "{}"},
		"no service":           {400, http.MethodGet, "identity/certificate", `service: \"\" is not on this node`, nil},
		"no such service":      {400, http.MethodGet, "trust/certificate?service=sendmail", "sendmail-trust", nil},
		"no JSON":              {400, post, "csr", "the body is not JSON", "service=tomcat"},
		"empty":                {400, post, "csr", "the body is not JSON", ""},
		"null":                 {400, post, "csr", "the body is not a JSON object", "null"},
		"a list":               {400, post, "csr", "the body is not a JSON object", "[]"},
		"two objects":          {400, post, "csr", "the body is not JSON", `{"service":"tomcat"}{}`},
		"deep":                 {400, post, "csr", "the body is not JSON", strings.Repeat(`{"a":`, 20_000)},
		"wrong type":           {400, post, "csr", "service: a number is not what belongs there", `{"service":1}`},
		"names not a list":     {400, post, "csr", "altNames: a string is not", `{"service":"tomcat","altNames":"a,b"}`},
		"many names":           {400, post, "csr", "altNames: more than 100", map[string]any{"service": "tomcat", "altNames": many(101, "a")}},
		"long name":            {400, post, "csr", "altNames: more than 255 characters", map[string]any{"service": "tomcat", "altNames": many(1, strings.Repeat("a", 256))}},
		"wildcard":             {400, post, "csr", "is not a host name", map[string]any{"service": "tomcat", "altNames": many(1, "*.example.test")}},
		"long common name":     {400, post, "csr", "more than 64 characters", map[string]any{"service": "tomcat", "commonName": strings.Repeat("a", 65)}},
		"key type":             {400, post, "csr", "neither rsa nor ec", map[string]any{"service": "tomcat", "keyType": "dsa"}},
		"key type of service":  {400, post, "csr", "are elliptic", map[string]any{"service": "tomcat-ECDSA", "keyType": "rsa"}},
		"key length":           {400, post, "csr", "key length 1000", map[string]any{"service": "tomcat", "keyLength": 1000}},
		"huge key length":      {400, post, "csr", "keyLength", map[string]any{"service": "tomcat", "keyLength": 1e30}},
		"hash":                 {400, post, "csr", "MD5", map[string]any{"service": "tomcat", "hashAlgorithm": "md5"}},
		"distribution":         {400, post, "csr", "neither this-server nor multi-server", map[string]any{"service": "tomcat", "distribution": "all"}},
		"multi-server of TVS":  {400, post, "csr", "TVS", map[string]any{"service": "ipsec", "distribution": "multi-server"}},
		"large":                {413, post, "csr", "too large", `{"service":"` + strings.Repeat("a", 1<<20) + `"}`},
		"no request":           {400, post, "identity/certificates", "no pending CSR", map[string]any{"service": "tomcat", "certificates": many(1, ca.pem())}},
		"wrong order":          {400, post, "identity/certificates", "did not sign", map[string]any{"service": "tomcat", "certificates": []string{ca.pem(), other.pem()}}},
		"no certificate":       {400, post, "identity/certificates", "at least one", map[string]any{"service": "tomcat"}},
		"a key":                {400, post, "identity/certificates", "is not a certificate", map[string]any{"service": "tomcat", "certificates": many(1, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")}},
		"half a certificate":   {400, post, "trust/certificates", "not PEM", map[string]any{"service": many(1, "tomcat"), "certificates": many(1, ca.pem()[:300])}},
		"no X.509":             {400, post, "trust/certificates", "not an X.509 certificate", map[string]any{"service": many(1, "tomcat"), "certificates": many(1, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}},
		"service not a list":   {400, post, "trust/certificates", "service: a string is not", map[string]any{"service": "tomcat", "certificates": many(1, ca.pem())}},
		"no services":          {400, post, "trust/certificates", "1 to 30 services", map[string]any{"certificates": many(1, ca.pem())}},
		"one unknown service":  {400, post, "trust/certificates", "sendmail-trust", map[string]any{"service": []string{"tomcat", "sendmail"}, "certificates": many(1, ca.pem())}},
		"many certificates":    {400, post, "trust/certificates", "more than 50", map[string]any{"service": many(1, "tomcat"), "certificates": many(51, ca.pem())}},
		"many in one":          {400, post, "trust/certificates", "more than 50", map[string]any{"service": many(1, "tomcat"), "certificates": many(1, strings.Repeat(ca.pem(), 60))}},
		"one bad of two":       {400, post, "trust/certificates", "certificates[1]", map[string]any{"service": many(1, "tomcat"), "certificates": []string{ca.pem(), "x"}}},
		"delete nothing":       {400, http.MethodDelete, "trust/certificates?service=tomcat", "filename", nil},
		"delete what is not":   {404, http.MethodDelete, "trust/certificates?service=tomcat&filename=x.pem", "has no certificate", nil},
		"self-signed names":    {400, post, "selfsigned", "has the names of the node", map[string]any{"service": "tomcat", "commonName": "x"}},
		"self-signed validity": {400, post, "selfsigned", "validity of 7 years", map[string]any{"service": "tomcat", "validityPeriod": 7}},
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, s, r.method, r.path, r.body)
			require.Equal(t, r.status, got.Status, got.Body)
			require.Contains(t, got.Body, r.says)
			if !strings.HasPrefix(got.Body, "<") {
				var why said
				require.NoError(t, json.NewDecoder(bytes.NewReader([]byte(got.Body))).Decode(&why))
				require.Equal(t, []string{why.Message}, why.Messages)
			}
		})
	}
	require.Equal(t, before, s.Did(), "nothing was done")
}
