package phone

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/service"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// t0 is when every test begins.
var (
	t0       = testfiles.T0
	id       = testfiles.ID
	template = testfiles.Template
)

type rec = testfiles.Record

func sast(name string) rec { return rec{Role: trustlist.RoleSAST, Name: name} }
func tftp(name string) rec { return rec{Role: trustlist.RoleCCMTFTP, Name: name} }
func tvsr(name string) rec { return rec{Role: trustlist.RoleTVS, Name: name} }

func build(t testing.TB, lt trustlist.ListTemplate, signer string) *content.File {
	t.Helper()
	return content.NewFile(testfiles.Build(t, lt, signer))
}

// list builds a CTL or ITL.
func list(t testing.TB, signer string, records ...rec) *content.File {
	t.Helper()
	return content.NewFile(testfiles.List(t, signer, records...))
}

// itl builds an ITL of a cluster of two nodes before 12.0, served by the node
// of the CallManager certificate.
func itl(t testing.TB, cm string, tvs ...string) *content.File {
	records := []rec{sast(cm), tftp(cm)}
	for _, name := range tvs {
		records = append(records, tvsr(name))
	}
	return list(t, cm, records...)
}

func plainConfig() []byte { return testfiles.Config(content.ModeNonSecure) }

func secureConfig() []byte { return testfiles.Config(content.ModeEncrypted) }

// sgn signs a configuration.
func sgn(t testing.TB, signer string, payload []byte) *content.File {
	t.Helper()
	return content.NewFile(testfiles.Sign(t, signer, payload))
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
	files    map[string]map[string]*content.File // server, name
	down     map[string]error                    // TFTP servers that do not answer
	noHTTP   error
	tvs      map[string]*fakeTVS
	deadCM   map[string]bool
	refusing map[string]error // call managers that take nobody
	calls    []Call           // to call managers
	requests []string
	asked    []string
	sessions []uint32
	devices  []string
}

func newNet(t testing.TB) *fakeNet {
	return &fakeNet{t: t, files: map[string]map[string]*content.File{}, down: map[string]error{}, tvs: map[string]*fakeTVS{}, deadCM: map[string]bool{}}
}

const phoneName = "SEP0A1B2C3D4E5F"

// serve puts a file on a server; nil takes it away.
func (n *fakeNet) serve(server, name string, f *content.File) *fakeNet {
	if n.files[server] == nil {
		n.files[server] = map[string]*content.File{}
	}
	n.files[server][name] = f
	return n
}

func (n *fakeNet) serveList(which trust.List, f *content.File) *fakeNet {
	return n.serve("pub", which.String()+phoneName+".tlv", f)
}

func (n *fakeNet) Fetch(_ context.Context, c Call) (*content.File, error) {
	n.requests = append(n.requests, transport(c.Service)+" "+c.Server+" "+c.File)
	if err := n.down[c.Server]; err != nil {
		return nil, err
	}
	if c.Service == service.HTTP && n.noHTTP != nil {
		return nil, n.noHTTP
	}
	f := n.files[c.Server][c.File]
	if f == nil && c.Service == service.HTTP {
		return nil, outcome.Unavailable
	}
	if f == nil {
		return nil, outcome.NotFound
	}
	return f, nil
}

func (n *fakeNet) Ask(_ context.Context, c Call, r *tvs.Request) (*tvs.Response, error) {
	n.asked = append(n.asked, c.Server)
	n.sessions = append(n.sessions, r.Session)
	n.devices = append(n.devices, r.Device)
	s := n.tvs[c.Server]
	if s == nil || c.Port != 2445 {
		return nil, outcome.Unreachable
	}
	if s.err != nil {
		return nil, s.err
	}
	if err := c.Judge(id(n.t, s.certificate).Cert.Raw); err != nil {
		return nil, fmt.Errorf("%w: %w", outcome.Untrusted, err)
	}
	response := tvs.Respond(testfiles.Authority{T: n.t, Known: s.known}, r)
	if s.spoil != nil {
		s.spoil(response)
	}
	return response, nil
}

func (n *fakeNet) Enrol(context.Context, Call, capf.Session) (capf.Result, error) {
	return capf.Result{}, outcome.Unreachable
}

func (n *fakeNet) Register(_ context.Context, c Call, _ Identity) error {
	n.calls = append(n.calls, c)
	if n.deadCM[c.Server] {
		return outcome.Unreachable
	}
	return n.refusing[c.Server]
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
func newPhone(t testing.TB, model string, ctl, itl *content.File) *Phone {
	t.Helper()
	m, ok := ModelByName(model)
	require.True(t, ok)
	settings := DefaultSettings()
	p := &Phone{Name: phoneName, Model: m, TFTP: []string{"pub", "sub"}, Settings: &settings, Now: func() time.Time { return t0 }}
	p.State.Lists[trust.CTL].File, p.State.Lists[trust.ITL].File = ctl, itl
	if ctl != nil || itl != nil {
		p.State.Config = content.NewFile(plainConfig())
		config, err := p.State.Config.Config()
		require.NoError(t, err)
		p.State.ParsedConfig = config
	}
	return p
}

func codesOf(checks []trust.Check) []reason.Code {
	var list []reason.Code
	for _, c := range checks {
		list = append(list, c.Code)
	}
	return list
}
