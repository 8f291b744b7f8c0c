package fleet_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/fleet"
	"tvslab/phone/internal/testfiles"
	"tvslab/service"
	"tvslab/trustlist"
	"tvslab/tvs"
)

var t0 = time.Date(2024, 5, 6, 7, 0, 0, 0, time.UTC)

// signer is a TFTP server's certificate with its key.
type signer struct {
	cert *x509.Certificate
	key  *rsa.PrivateKey
}

func newSigner(name string) signer {
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	template := &x509.Certificate{SerialNumber: big.NewInt(77), Subject: pkix.Name{CommonName: name}, NotBefore: t0.AddDate(-1, 0, 0), NotAfter: t0.AddDate(9, 0, 0)}
	der, err2 := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	cert, err3 := x509.ParseCertificate(der)
	if err := errors.Join(err, err2, err3); err != nil {
		panic(err)
	}
	return signer{cert, key}
}

var (
	before = sync.OnceValue(func() signer { return newSigner("before") })
	after  = sync.OnceValue(func() signer { return newSigner("after") })
)

func (s signer) itl() *content.File {
	t := trustlist.ListTemplate{FileName: "ITLFile.tlv", Timestamp: t0}
	for _, role := range []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP} {
		t.Records = append(t.Records, trustlist.RecordTemplate{Role: role, Certificate: s.cert})
	}
	list, err := trustlist.Draft(t, testfiles.SignerOf(s.cert, s.key))
	if err != nil {
		panic(err)
	}
	return content.NewFile(list.Bytes())
}

// world serves every phone the same ITL and a configuration with its own name and version stamp, as real bytes.
type world struct {
	mutex  sync.RWMutex
	signer signer
	itl    *content.File
	member string
	down   bool
	empty  bool     // servers without files
	lines  sync.Map // directory numbers with which phones last registered, by name
}

func newWorld() *world {
	w := &world{member: "sub"}
	w.regenerate(before())
	return w
}

func (w *world) regenerate(s signer) {
	list := s.itl()
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.signer, w.itl = s, list
}

const configuration = `<device><deviceProtocol>SIP</deviceProtocol><devicePool><callManagerGroup><members><member priority="0"><callManager>
<processNodeName>%[1]s</processNodeName></callManager></member></members></callManagerGroup></devicePool>
<TVS><members><member priority="0"><port>2445</port><address>pub</address></member></members></TVS>
<sipProfile><sipLines><line button="1"><featureID>9</featureID><name>line of %[2]s</name></line></sipLines></sipProfile>
<versionStamp>%[2]s</versionStamp><secureServicesURL>https://pub/services</secureServicesURL><secureIdleURL>https://pub/idle</secureIdleURL></device>`

func (w *world) Fetch(_ context.Context, c phone.Call) (*content.File, error) {
	w.mutex.RLock()
	defer w.mutex.RUnlock()
	plain := fmt.Appendf(nil, configuration, w.member, c.Phone)
	switch {
	case w.down:
		return nil, outcome.Timeout
	case w.empty || c.Service == service.HTTP:
		return nil, outcome.NotFound
	case c.File == "ITL"+c.Phone+".tlv":
		return w.itl, nil
	case strings.HasSuffix(c.File, ".cnf.xml"):
		return content.NewFile(plain), nil
	case strings.HasSuffix(c.File, ".cnf.xml.sgn"):
		return w.sign(c.File, plain)
	}
	return nil, outcome.NotFound
}

func (w *world) sign(name string, payload []byte) (*content.File, error) {
	data, err := trustlist.Sign(trustlist.SignedTemplate{FileName: name, Timestamp: t0, Payload: payload}, testfiles.SignerOf(w.signer.cert, w.signer.key))
	return content.NewFile(data), err
}

func (w *world) Ask(context.Context, phone.Call, *tvs.Request) (*tvs.Response, error) {
	return nil, outcome.Unreachable
}

func (w *world) Enrol(context.Context, phone.Call, capf.Session) (capf.Result, error) {
	return capf.Result{}, outcome.Unreachable
}

func (w *world) Register(_ context.Context, c phone.Call, _ phone.Identity) error {
	if c.Server != "sub" {
		return outcome.Unreachable
	}
	if c.Line != nil {
		w.lines.Store(c.Phone, c.Line.Number)
	}
	return nil
}

func mixed(count int, net phone.Network) fleet.Config {
	return fleet.Config{
		Count: count, Seed: 7, Network: net, Now: func() time.Time { return t0 },
		Groups: []fleet.Group{
			{Name: "hq", Weight: 3, TFTP: []string{"pub"}, Models: []fleet.Share{{Model: "8841", Weight: 70}, {Model: "7965", Weight: 30}}},
			{Name: "lobby", TFTP: []string{"sub", "pub"}, Models: []fleet.Share{{Model: "7960"}}},
		},
	}
}

func newFleet(t testing.TB, c fleet.Config) *fleet.Fleet {
	t.Helper()
	f, err := fleet.New(c)
	require.NoError(t, err)
	return f
}

func bootAll(t testing.TB, f *fleet.Fleet) {
	t.Helper()
	require.NoError(t, f.Run(t.Context(), fleet.Run{}))
}
