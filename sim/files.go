package sim

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tvslab/outcome"
	"tvslab/sim/configfile"
	"tvslab/sim/cucm"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// File is one file as Cisco Tftp serves it: a trust list, a configuration that is rendered and signed only
// when somebody wants its bytes, or a further file.
type File struct {
	Name   string
	List   *list.File  // CTL or ITL; nil for others
	Config *ConfigFile // nil for others
	Stock  *StockFile  // nil for lists and configurations
}

// ConfigFile is a configuration file, signed or plain.
type ConfigFile struct {
	Name    string
	Device  *Device          // nil for the default file
	Signer  *pki.Certificate // nil for a plain file
	Digest  trustlist.Digest
	Form    Form
	Time    time.Time // time stamp of the signature: start of the TFTP service that built it
	cluster *Cluster
}

// Open returns the file that Cisco Tftp on the node serves under name. Names are those phones ask for; device
// files are served for devices in the database only. Errors are outcome.NotFound; outcome.Unavailable for a CTL that does
// not exist, which CUCM answers with 503 over HTTP (log in tech note 214535); outcome.Unreachable where the service does not
// run.
func (c *Cluster) Open(node, name string) (*File, error) {
	n := c.Node(node)
	if n == nil {
		return nil, fmt.Errorf("node %q is not in the cluster: %w", node, outcome.NotFound)
	}
	if !n.Running(ServiceTFTP) {
		return nil, &outcome.Error{Outcome: outcome.Unreachable, Words: "Cisco Tftp is not running"}
	}
	stock, ok := openStock(c, n, name)
	switch {
	case ok:
		return stock, nil
	case strings.HasSuffix(name, ".tlv"):
		return openList(c, n, name)
	case strings.HasSuffix(plainName(name), ".cnf.xml"):
		return openConfig(c, n, name)
	}
	return nil, fmt.Errorf("%q: %w", name, outcome.NotFound)
}

// openList serves CTLFile.tlv, ITLFile.tlv and their per-device names, all with the same content.
func openList(c *Cluster, n *Node, name string) (*File, error) {
	base := strings.TrimSuffix(name, ".tlv")
	kind, device := base[:min(3, len(base))], base[min(3, len(base)):]
	if device != "File" && !c.Knows(device) {
		return nil, fmt.Errorf("%q: %w", name, outcome.NotFound)
	}
	switch kind {
	case "CTL":
		if n.ctl == nil || !c.ProvidesCTL(n) {
			return nil, &outcome.Error{Outcome: outcome.Unavailable, Where: strconv.Quote(name), Words: "file not available"}
		}
		return &File{Name: name, List: n.ctl}, nil
	case "ITL":
		if n.itl != nil {
			return &File{Name: name, List: n.itl}, nil
		}
	}
	return nil, fmt.Errorf("%q: %w", name, outcome.NotFound)
}

// ProvidesCTL reports whether phones get the CTL of a node: the CTL is provided to endpoints if Cisco CTL Provider runs
// (tech note 214231). Nothing says on which node; 117299 activates it on the publisher, 118892 on every TFTP server. A
// service that runs counts as such while its node is down: nobody took it out of service. The file stays on disk.
func (c *Cluster) ProvidesCTL(n *Node) bool {
	switch c.settings.CTLServed {
	case cucm.CTLAlways:
		return true
	case cucm.CTLByNode:
		return n.running(ServiceCTLProvider)
	}
	return c.Publisher().running(ServiceCTLProvider)
}

// Suffixes of signed files, and of those that are encrypted too.
const (
	suffixSigned    = ".sgn"
	suffixEncrypted = ".enc.sgn"
)

// plainName is the name of a file without what says that it is signed or encrypted.
func plainName(name string) string {
	if plain, ok := strings.CutSuffix(name, suffixEncrypted); ok {
		return plain
	}
	return strings.TrimSuffix(name, suffixSigned)
}

func openConfig(c *Cluster, n *Node, name string) (*File, error) {
	plain := plainName(name)
	file := &ConfigFile{Name: name, cluster: c, Time: n.Started(ServiceTFTP).Truncate(time.Second)}
	if plain != "XMLDefault.cnf.xml" {
		file.Device = c.Device(strings.TrimSuffix(plain, ".cnf.xml"))
		if file.Device == nil || file.Device.Profile.Default {
			return nil, fmt.Errorf("%q: %w", name, outcome.NotFound)
		}
	}
	if file.Form = file.form(); file.Form == FormEncrypted && file.Recipient() == nil && file.TypedKey() == nil {
		return nil, fmt.Errorf("%q: %w", name, outcome.NotFound)
	}
	if name != plain {
		file.Signer, file.Digest = n.tftp.key, list.Digest(n.tftp.digest)
	}
	return &File{Name: name, Config: file}, nil
}

// Bytes returns the file's content; a signed configuration is signed now.
func (f *File) Bytes() ([]byte, error) {
	switch {
	case f.List != nil:
		return f.List.Bytes(), nil
	case f.Stock != nil:
		return f.Stock.Bytes()
	}
	return f.Config.Bytes()
}

// XML returns the configuration without signature, in clear text.
func (f *ConfigFile) XML() ([]byte, error) {
	if f.Device == nil {
		return configfile.Default(defaultGroup(f.cluster), f.cluster.forbidsAutoRegistration())
	}
	hash, err := certHash(f.cluster, f.Device)
	if err != nil {
		return nil, err
	}
	return f.phoneConfiguration(hash)
}

// CommonXML returns the configuration without signature and without what is one device's own: name, line, and the hash of the
// certificate, for which that would have to be made. It is the same for files of equal keys.
func (f *ConfigFile) CommonXML() ([]byte, error) {
	if f.Device == nil {
		return f.XML()
	}
	nobody := *f
	nobody.Device = &Device{Standing: f.Device.Standing}
	return nobody.phoneConfiguration("")
}

// For returns the file that another device of the database gets in its place; the default file is everybody's.
func (f *ConfigFile) For(device string) *ConfigFile {
	d := f.cluster.Device(device)
	if f.Device == nil || d == nil {
		return f
	}
	other := *f
	other.Name, other.Device = strings.Replace(f.Name, f.Device.Name, device, 1), d
	return &other
}

// Bytes renders the file and signs it with the CallManager key that the TFTP service loaded.
func (f *ConfigFile) Bytes() ([]byte, error) {
	payload, err := f.XML()
	if err != nil || f.Signer == nil {
		return payload, err
	}
	t := trustlist.SignedTemplate{FileName: f.Name, Timestamp: f.Time, Digest: f.Digest, Payload: payload}
	if f.Form == FormEncrypted {
		return f.encrypt(t)
	}
	t.Version = trustlist.Version{Major: 1}
	return trustlist.Sign(t, list.Signer(f.Signer))
}

// Header returns the signer fields of the signed file without signing it.
func (f *ConfigFile) Header() trustlist.Header {
	if f.Signer == nil {
		return trustlist.Header{}
	}
	h := trustlist.Header{
		Version: trustlist.Version{Major: 1}, SignerName: f.Signer.Subject, CAName: f.Signer.Issuer,
		Serial: f.Signer.Serial, Digest: f.Digest, FileName: f.Name, Timestamp: f.Time,
	}
	if f.Form == FormEncrypted {
		h.Version, h.Encryption = trustlist.Version{Major: 2}, &trustlist.Encryption{}
	}
	return h
}

// ConfigKey tells configurations apart by what a phone looks at: files with equal keys differ only in what belongs to
// one device, its line and the hash of its certificate.
type ConfigKey struct {
	Profile   *Profile // nil: the default file
	Mode      int      // deviceSecurityMode
	Publisher string   // node of the CAPF service
	Domain    string   // of the publisher
	Zone      string   // of the publisher
	Names     string   // host names of the nodes it names
	Form      Form
	Forbids   bool // of the default file: phones shall not register by themselves
	Unsecured bool // phones authenticate over HTTP who presses their keys
}

// Key returns what the content of the file depends on.
func (f *ConfigFile) Key() ConfigKey {
	first := f.cluster.Publisher()
	key := ConfigKey{Publisher: first.Name, Domain: first.Domain, Zone: first.zone.String(), Form: f.Form}
	if f.Device != nil {
		key.Profile, key.Mode = f.Device.Profile, f.cluster.deviceMode(f.Device.Profile)
		key.Unsecured = f.cluster.parameters[ParamAuthentication] == authenticationHTTP
		key.Names = strings.Join(withHostNames(f.cluster, f.Device.Profile).Group, " ")
	} else {
		key.Names, key.Forbids = strings.Join(defaultGroup(f.cluster), " "), f.cluster.forbidsAutoRegistration()
	}
	return key
}

// phoneConfiguration renders the configuration of a device; hash is that of its certificate.
func (f *ConfigFile) phoneConfiguration(hash string) ([]byte, error) {
	c, d := f.cluster, f.Device
	profile := withHostNames(c, d.Profile)
	phone := configfile.Phone{
		Name: d.Name, Domain: c.Publisher().Domain, Zone: c.Publisher().zone.String(), GUID: guid, Brief: c.settings.Configuration == cucm.ConfigurationBrief,
		Model: profile.Model, Protocol: profile.Protocol, Load: profile.Load, Group: profile.Group, Publisher: c.Publisher().Name,
		Extension: d.Extension, Mode: c.deviceMode(profile), CAPFAuthMode: profile.CAPFAuthMode, CertHash: hash, Encrypted: profile.Encrypted,
		Web: webElements[profile.Specific.Web], Settings: settingsElements[profile.Specific.Settings],
		Transport: profile.Transport,
		Unsecured: c.parameters[ParamAuthentication] == authenticationHTTP,
	}
	if profile.Digest && !profile.DigestExcluded {
		phone.AuthName, phone.AuthPassword = c.DigestUser(d)
	}
	stamp := profile.key()
	if phone.Secure() {
		stamp += "|TLS"
	}
	if phone.Unsecured {
		stamp += "|HTTP"
	}
	phone.Stamp = guid(stamp)
	if f.Form == FormShort {
		return phone.Short()
	}
	return phone.XML()
}

// withHostNames returns the profile with the host names that its nodes have now in place of their identities.
func withHostNames(c *Cluster, p *Profile) *Profile {
	named := *p
	named.Group = nil
	for _, id := range p.Group {
		if n := c.Node(id); n != nil {
			named.Group = append(named.Group, n.Name)
		}
	}
	return &named
}

// defaultGroup is the CallManager group of the default file: all CallManager nodes, at most three.
func defaultGroup(c *Cluster) []string {
	var group []string
	for _, n := range c.Nodes {
		if n.Has(RoleCCM) && len(group) < MaxGroup {
			group = append(group, n.Name)
		}
	}
	return group
}
