package lab

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"sync"

	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/lab/trouble"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// memory is the Network that asks the clusters directly. A configuration is rendered once for each state of the lab.
type memory struct {
	world    *world
	contents *contents
	mutex    sync.Mutex
	rendered map[configKey]*content.Config
	version  uint64 // of the lab, when rendered was begun
}

// contents are what all phones share, in this lab and in those that are supposed: a list is parsed and verified once, a
// configuration is parsed once, as long as somebody holds it. Safe for concurrent use.
type contents struct {
	lists   content.Shared[*list.File, content.File]
	configs content.Shared[[sha256.Size]byte, content.Config]
	forked  forkedConfigs
}

// configKey names a configuration.
type configKey struct {
	cluster *sim.Cluster
	content sim.ConfigKey
}

func newMemory(w *world) *memory {
	return &memory{world: w, contents: &contents{}, rendered: map[configKey]*content.Config{}}
}

// of is the network of another world, whose phones share what those of this one do.
func (m *memory) of(w *world) *memory {
	return &memory{world: w, contents: m.contents, rendered: map[configKey]*content.Config{}}
}

// Fetch implements phone.Network.
func (m *memory) Fetch(_ context.Context, c phone.Call) (*content.File, error) {
	return m.get(c, thrown)
}

func (m *memory) get(c phone.Call, d dice) (*content.File, error) {
	fate, hit := m.world.fate(c, m.fileExchange(c), d)
	if hit && (fate.Stage == trouble.Connect || fate.Stage == trouble.Flight) {
		return nil, stuck(c, fate)
	}
	f, err := m.fetch(c)
	if o := outcome.Of(err); fate.Stage == trouble.Answer && o != outcome.Untrusted && o != outcome.Handshake {
		return nil, stuck(c, fate)
	}
	return f, err
}

// fetch is Fetch on a path without troubles, but for ports that refuse.
func (m *memory) fetch(c phone.Call) (*content.File, error) {
	if m.world.blocked(c.Phone, c.Server, c.Port) {
		return nil, outcome.Unreachable
	}
	return m.open(m.world.clusters, c)
}

// open answers as the node's TFTP service would. That a file is not available is said over HTTP only.
func (m *memory) open(all clusters, call phone.Call) (*content.File, error) {
	c := all.of(call.Server)
	if c == nil {
		return nil, outcome.Unreachable
	}
	f, err := m.find(c, call)
	switch {
	case err == nil && f.List != nil:
		return m.contents.list(f.List), nil
	case err == nil && f.Stock != nil:
		data, err := f.Stock.Bytes()
		return content.NewFile(data), err
	case err == nil:
		return m.config(c, f.Config)
	case outcome.Of(err) == outcome.Unavailable && call.Service == service.TFTP:
		return nil, outcome.NotFound
	}
	return nil, outcome.Bare(err)
}

// find opens a file; over HTTPS the phone judges the server first.
func (m *memory) find(c *sim.Cluster, call phone.Call) (*sim.File, error) {
	if call.Service != service.HTTPS {
		return c.Open(call.Server, call.File)
	}
	shown := c.Shows(call.Server, call.Service)
	switch {
	case len(shown) == 0:
		return nil, outcome.Unreachable
	case !shown[0].Store.Elliptic():
		return nil, outcome.Handshake // such phones offer suites for elliptic curves alone
	case call.Judge(shown[0].DER) != nil:
		return nil, outcome.Untrusted
	}
	return c.OpenOverTLS(call.Server, call.File)
}

func (c *contents) list(f *list.File) *content.File {
	shared, _ := c.lists.Of(f, func() (*content.File, error) { return newFile(f), nil })
	return shared
}

// newFile returns a list as a phone gets it; what is left of a damaged one are bytes.
func newFile(f *list.File) *content.File {
	if f.List == nil {
		return content.NewFile(f.Bytes())
	}
	return content.NewList(f.List)
}

// config returns a configuration that is signed only if its bytes are asked for: signer, digest and content
// decide what a phone makes of it.
func (m *memory) config(c *sim.Cluster, f *sim.ConfigFile) (*content.File, error) {
	parsed, err := m.parsed(c, f)
	if err != nil {
		return nil, err
	}
	return m.promise(c, f, parsed), nil
}

// promise is a configuration whose content is known.
func (m *memory) promise(c *sim.Cluster, f *sim.ConfigFile, parsed *content.Config) *content.File {
	promise := content.Promise{
		Origin: f,
		Signed: f.Signer != nil, Header: f.Header(), Config: parsed,
		Verify: func(cert *x509.Certificate) error { return signedBy(f.Signer, cert) },
		Bytes: func() []byte {
			data, err := f.Bytes()
			if err != nil {
				panic(fmt.Sprintf("lab: rendering %s failed after its profile was rendered: %v", f.Name, err))
			}
			return data
		},
		For: func(device string) *content.File {
			other, _ := m.config(c, f.For(device)) // its content was parsed for this device
			return other
		},
		Names: func(h *content.Holder) bool { return namesHolder(f, h) },
	}
	if f.Form == sim.FormEncrypted {
		promise.Config, promise.Plain = nil, func() (*content.File, error) { return m.config(c, f.Plain()) }
	}
	return content.NewPromise(promise)
}

// namesHolder stands for comparing hashes of certificates, and for decrypting with the holder's key: LSCs are known by their
// serial numbers, and a phone has one MIC.
func namesHolder(f *sim.ConfigFile, h *content.Holder) bool {
	if key := f.TypedKey(); key != nil {
		return bytes.Equal(key, h.Typed)
	}
	to := f.Recipient()
	return to != nil && bytes.Equal(to.Serial, h.Serial) && (f.Form == sim.FormEncrypted || h.SHA1 == f.CertHashSHA1())
}

// signedBy stands for verifying a signature that was not made: it is good for the public key of the signer.
func signedBy(signer *pki.Certificate, cert *x509.Certificate) error {
	key, ok := signer.X509.PublicKey.(*rsa.PublicKey)
	if !ok || !key.Equal(cert.PublicKey) {
		return &trustlist.Error{Rule: "S6", Tag: int(trustlist.TagSignature), Reason: "signature does not verify"}
	}
	return nil
}

// parsed returns the configuration as a phone reads it, with a line of nobody and without the hash of the certificate: it is the same
// for all phones of a profile. What differs between them decides nothing here; see proofOf and namesHolder.
func (m *memory) parsed(cluster *sim.Cluster, f *sim.ConfigFile) (*content.Config, error) {
	key := configKey{cluster, f.Key()}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.version != m.world.version {
		clear(m.rendered)
		m.version = m.world.version
	}
	if c := m.rendered[key]; c != nil {
		return c, nil
	}
	c, err := m.contents.forked.of(key.content, func() (*content.Config, error) { return m.render(f) })
	if err != nil {
		return nil, err
	}
	m.rendered[key] = c
	return c, nil
}

// render makes the configuration and parses it.
func (m *memory) render(f *sim.ConfigFile) (*content.Config, error) {
	xml, err := f.CommonXML()
	if err != nil {
		return nil, err
	}
	c, err := m.contents.parse(xml)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	return c, nil
}

// parse returns the same Config for the same content: what is worked out for phones that stand alike goes by it.
func (c *contents) parse(xml []byte) (*content.Config, error) {
	return c.configs.Of(sha256.Sum256(xml), func() (*content.Config, error) { return content.ParseConfig(xml) })
}

// Ask implements phone.Network.
func (m *memory) Ask(_ context.Context, call phone.Call, r *tvs.Request) (*tvs.Response, error) {
	return m.ask(call, r, thrown)
}

func (m *memory) ask(call phone.Call, r *tvs.Request, d dice) (*tvs.Response, error) {
	c, n := m.world.reach(call)
	fate, hit := m.world.fate(call, tvsExchange(c, n, r), d)
	if hit && fate.Stage != trouble.Done && fate.Stage != trouble.Answer {
		return nil, stuck(call, fate)
	}
	response, err := askNode(c, n, call, r)
	if err == nil && fate.Stage == trouble.Answer {
		return nil, stuck(call, fate)
	}
	return response, err
}

// askTVS asks the node that a name resolves to in these clusters.
func askTVS(all clusters, call phone.Call, r *tvs.Request) (*tvs.Response, error) {
	c, n := all.resolve(call.Server)
	return askNode(c, n, call, r)
}

// askNode asks TVS of a node, which may be nil.
func askNode(c *sim.Cluster, n *sim.Node, call phone.Call, r *tvs.Request) (*tvs.Response, error) {
	where := "tvs " + call.Server
	if n == nil {
		return nil, tvs.Failed(where, outcome.Unreachable, nil)
	}
	authority, ok := c.TVS(n.ID)
	if !ok {
		return nil, tvs.Failed(where, outcome.Unreachable, nil)
	}
	if err := call.Judge(n.LoadedTVS().DER); err != nil {
		return nil, tvs.Failed(where, outcome.Untrusted, err)
	}
	response := tvs.Respond(authority, r)
	if err := tvs.CheckResponse(r, response); err != nil {
		return nil, tvs.Failed(where, outcome.BadAnswer, err)
	}
	return response, nil
}

// calmly is the network in memory on a good day: whether a phone refuses a list is not decided by a packet that is lost while somebody
// asks.
type calmly struct{ *memory }

// Fetch implements phone.Network.
func (m calmly) Fetch(_ context.Context, c phone.Call) (*content.File, error) { return m.get(c, calm) }

// Ask implements phone.Network.
func (m calmly) Ask(_ context.Context, call phone.Call, r *tvs.Request) (*tvs.Response, error) {
	return m.ask(call, r, calm)
}
