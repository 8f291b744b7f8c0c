package phone

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
	"tvslab/tvs"
)

// t0 is when every test begins.
var t0 = time.Date(2024, 5, 6, 7, 0, 0, 0, time.UTC)

// identity is a certificate with its key, made once per test process.
type identity struct {
	cert *x509.Certificate
	key  *rsa.PrivateKey
}

var (
	identitiesMu sync.Mutex
	identities   = map[string]identity{}
)

// id returns the identity of this name; a prime in the name is a regenerated
// certificate.
func id(t testing.TB, name string) identity {
	t.Helper()
	identitiesMu.Lock()
	defer identitiesMu.Unlock()
	if i, ok := identities[name]; ok {
		return i
	}
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(0x6A000000 + len(identities))),
		Subject:      pkix.Name{CommonName: name, OrganizationalUnit: []string{"IST"}, Organization: []string{"stormin"}},
		NotBefore:    t0.AddDate(-1, 0, 0), NotAfter: t0.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	identities[name] = identity{cert, key}
	return identities[name]
}

// rec describes a record: "SAST CM1", with "#" in front by hash, with "-" a
// record without certificate.
type rec struct {
	role trustlist.Role
	name string
	hash bool
}

func sast(name string) rec { return rec{role: trustlist.RoleSAST, name: name} }
func tftp(name string) rec { return rec{role: trustlist.RoleCCMTFTP, name: name} }
func tvsr(name string) rec { return rec{role: trustlist.RoleTVS, name: name} }

func (r rec) byHash() rec { r.hash = true; return r }

func template(t testing.TB, at time.Time, records []rec) trustlist.ListTemplate {
	lt := trustlist.ListTemplate{FileName: "ITLFile.tlv", Timestamp: at}
	for _, r := range records {
		lt.Records = append(lt.Records, trustlist.RecordTemplate{Role: r.role, Certificate: id(t, r.name).cert, ByHash: r.hash})
	}
	return lt
}

func signerOf(t testing.TB, name string) trustlist.Signer {
	i := id(t, name)
	return trustlist.NewSigner(i.cert, i.key)
}

func build(t testing.TB, lt trustlist.ListTemplate, signer string) *File {
	t.Helper()
	data, err := trustlist.Build(lt, signerOf(t, signer))
	require.NoError(t, err)
	return NewFile(data)
}

// list builds a CTL or ITL.
func list(t testing.TB, signer string, records ...rec) *File {
	t.Helper()
	return build(t, template(t, t0, records), signer)
}

// itl builds an ITL of a cluster of two nodes before 12.0, served by the node
// of the CallManager certificate.
func itl(t testing.TB, cm string, tvs ...string) *File {
	records := []rec{sast(cm), tftp(cm)}
	for _, name := range tvs {
		records = append(records, tvsr(name))
	}
	return list(t, cm, records...)
}

const configXML = `<?xml version="1.0" encoding="UTF-8"?>
<device><deviceProtocol>SIP</deviceProtocol>
<devicePool><callManagerGroup><members>
<member priority="1"><callManager><processNodeName>pub</processNodeName></callManager></member>
<member priority="0"><callManager><ports><ethernetPhonePort>2000</ethernetPhonePort><sipPort>5060</sipPort><securedSipPort>5061</securedSipPort></ports><processNodeName>sub</processNodeName></callManager></member>
</members></callManagerGroup></devicePool>
<TVS><members><member priority="1"><port>2445</port><address>pub</address></member><member priority="0"><port></port><address>sub</address></member></members></TVS>
<versionStamp>v1</versionStamp><deviceSecurityMode>%d</deviceSecurityMode><encrConfig>%t</encrConfig></device>`

func plainConfig() []byte { return fmt.Appendf(nil, configXML, 1, false) }

func secureConfig() []byte { return fmt.Appendf(nil, configXML, 3, false) }

// sgn signs a configuration.
func sgn(t testing.TB, signer string, payload []byte) *File {
	t.Helper()
	data, err := trustlist.Sign(trustlist.SignedTemplate{FileName: "SEP0A1B2C3D4E5F.cnf.xml.sgn", Timestamp: t0, Payload: payload}, signerOf(t, signer))
	require.NoError(t, err)
	return NewFile(data)
}

// fakeTVS is a TVS server; err stands for what the network would say.
type fakeTVS struct {
	certificate string
	known       map[string][]trustlist.Role
	err         error
	spoil       func(*tvs.Response)
}

// fakeNet is the network in memory: TFTP servers pub and sub, their files, TVS
// servers and call managers.
type fakeNet struct {
	t        testing.TB
	files    map[string]map[string]*File // server, name
	down     map[string]error            // TFTP servers that do not answer
	noHTTP   error
	tvs      map[string]*fakeTVS
	deadCM   map[string]bool
	requests []string
	asked    []string
	sessions []uint32
	devices  []string
}

func newNet(t testing.TB) *fakeNet {
	return &fakeNet{t: t, files: map[string]map[string]*File{}, down: map[string]error{}, tvs: map[string]*fakeTVS{}, deadCM: map[string]bool{}}
}

const phoneName = "SEP0A1B2C3D4E5F"

// serve puts a file on a server; nil takes it away.
func (n *fakeNet) serve(server, name string, f *File) *fakeNet {
	if n.files[server] == nil {
		n.files[server] = map[string]*File{}
	}
	n.files[server][name] = f
	return n
}

func (n *fakeNet) serveList(which Lists, f *File) *fakeNet {
	return n.serve("pub", which.String()+phoneName+".tlv", f)
}

func (n *fakeNet) Fetch(_ context.Context, _ string, server string, tr Transport, name string) (*File, error) {
	n.requests = append(n.requests, string(tr)+" "+server+" "+name)
	if err := n.down[server]; err != nil {
		return nil, err
	}
	if tr == HTTP && n.noHTTP != nil {
		return nil, n.noHTTP
	}
	f := n.files[server][name]
	if f == nil && tr == HTTP {
		return nil, ErrUnavailable
	}
	if f == nil {
		return nil, ErrNotFound
	}
	return f, nil
}

func (n *fakeNet) TVS(_ context.Context, _ string, _ Model, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
	n.asked = append(n.asked, server)
	n.sessions = append(n.sessions, r.Session)
	n.devices = append(n.devices, r.Device)
	s := n.tvs[server]
	if s == nil || port != 2445 {
		return nil, tvs.ErrUnreachable
	}
	if s.err != nil {
		return nil, s.err
	}
	if err := check(id(n.t, s.certificate).cert.Raw); err != nil {
		return nil, fmt.Errorf("%w: %w", tvs.ErrServerCertificate, err)
	}
	response := tvs.Respond(authority{n.t, s.known}, r)
	if s.spoil != nil {
		s.spoil(response)
	}
	return response, nil
}

func (n *fakeNet) Register(_ context.Context, _ string, server string, _ int) error {
	if n.deadCM[server] {
		return ErrUnreachable
	}
	return nil
}

// authority knows identities by name.
type authority struct {
	t     testing.TB
	known map[string][]trustlist.Role
}

func (a authority) find(match func(*x509.Certificate) bool) (tvs.Answer, bool) {
	for name, roles := range a.known {
		if cert := id(a.t, name).cert; match(cert) {
			return tvs.Answer{Certificate: cert.Raw, Roles: roles, TTL: tvs.DefaultTTL}, true
		}
	}
	return tvs.Answer{}, false
}

func (a authority) Verify(der []byte) (tvs.Answer, bool) {
	return a.find(func(c *x509.Certificate) bool { return slices.Equal(c.Raw, der) })
}

func (a authority) Query(_, issuer string, serial []byte) (tvs.Answer, bool) {
	return a.find(func(c *x509.Certificate) bool {
		return trustlist.Name(c.RawIssuer) == issuer && slices.Equal(c.SerialNumber.Bytes(), serial)
	})
}

// signers are the roles of a CallManager certificate in TVS answers.
var signers = []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP}

// knows makes both nodes' TVS vouch for these certificates.
func (n *fakeNet) knows(names ...string) *fakeNet {
	known := map[string][]trustlist.Role{}
	for _, name := range names {
		known[name] = signers
	}
	n.tvs["pub"] = &fakeTVS{certificate: "V1", known: known}
	n.tvs["sub"] = &fakeTVS{certificate: "V2", known: known}
	return n
}

// newPhone returns a phone with this state's lists and, if any list is
// stored, a configuration with the TVS servers sub and pub.
func newPhone(t testing.TB, model string, ctl, itl *File) *Phone {
	t.Helper()
	m, ok := ModelByName(model)
	require.True(t, ok)
	settings := DefaultSettings()
	p := &Phone{Name: phoneName, Model: m, TFTP: []string{"pub", "sub"}, Settings: &settings, Now: func() time.Time { return t0 }}
	p.State.CTL, p.State.ITL = ctl, itl
	if ctl != nil || itl != nil {
		p.State.Config = NewFile(plainConfig())
		config, err := p.State.Config.Config()
		require.NoError(t, err)
		p.State.ParsedConfig = config
	}
	return p
}

func codesOf(checks []Check) []Code {
	var list []Code
	for _, c := range checks {
		list = append(list, c.Code)
	}
	return list
}
