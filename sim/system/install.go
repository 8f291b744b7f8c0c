package system

import (
	"fmt"
	"slices"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Spec describes a system that is there from the start, when everything fits: the cluster knows its certificate, and it has
// imported what the cluster shows.
type Spec struct {
	Name   string
	Kind   *Kind
	Nodes  []string // names of nodes it meets; none: as its kind says, in the home cluster
	Peer   string   // node of another cluster that is the other side, "" for none
	Blind  bool     // it does not verify the certificate of CUCM
	Issuer string   // lab CA that signed its certificate, "" for itself
	Trusts []string // references of what somebody imported there; nil: what the nodes show
}

// Install attaches a system: its certificate goes into the stores of the cluster that must know it, into the CTL where that lists
// it, and what the cluster shows is imported there. find resolves references of certificates. The clusters are changed.
func (s Spec) Install(v View, keys pki.KeySource, find func(string) (*pki.Certificate, error)) (System, error) {
	system := System{Name: s.Name, Kind: s.Kind, Blind: s.Blind}
	for _, name := range append(slices.Clone(s.Nodes), s.Peer) {
		if _, n := v.find(name); n == nil && name != "" {
			return system, fmt.Errorf("system %q: node %q is in no cluster", s.Name, name)
		} else if name != "" && name == s.Peer {
			system.Peer = n.ID
		} else if name != "" {
			system.Nodes = append(system.Nodes, n.ID)
		}
	}
	if s.Peer == "" && s.Kind.Presents() {
		if err := s.certify(&system, v, keys); err != nil {
			return system, err
		}
	}
	for _, m := range system.meetings(v) {
		if err := m.acquaint(); err != nil {
			return system, fmt.Errorf("system %q: %w", s.Name, err)
		}
	}
	imports, err := s.imports(system, v, find)
	if err != nil {
		return system, err
	}
	return system.Importing(imports...).Restarted().Look(v), nil
}

// certify gives the system its certificate, and the CAs that signed it.
func (s Spec) certify(system *System, v View, keys pki.KeySource) (err error) {
	for name := s.Issuer; name != ""; {
		ca, err := pki.CA(keys, name)
		if err != nil {
			return fmt.Errorf("system %q: %w", s.Name, err)
		}
		system.Chain = append(system.Chain, ca)
		if name = ca.X509.Issuer.CommonName; ca.SelfSigned() {
			break
		}
	}
	*system, err = system.WithNewCertificate(v, keys)
	return err
}

// WithNewCertificate returns the system with a new certificate of its own, from whom it has its certificates; the cluster does not
// know it yet. It is an error if the system shows none, or has it from a CAPF service that does not run.
func (s System) WithNewCertificate(v View, keys pki.KeySource) (System, error) {
	var issuer *pki.Certificate
	switch {
	case s.Peer != "" || !s.Kind.Presents():
		return s, fmt.Errorf("system %q has no certificate of its own", s.Name)
	case s.Kind.Issued:
		publisher := v.Clusters[0].Publisher()
		if issuer = publisher.Loaded(sim.ServiceCAPF); issuer == nil {
			return s, fmt.Errorf("system %q: %s does not run on %s", s.Name, sim.ServiceCAPF, publisher.Name)
		}
	case len(s.Chain) > 0:
		issuer = s.Chain[0]
	}
	own, err := pki.System(keys, s.Name, s.made, issuer, v.Clusters[0].Now)
	if err != nil {
		return s, err
	}
	s.Own = own
	s.made++
	return s, nil
}

// acquaint puts what each side shows into the stores of the other, as administrators do who connect them.
func (m meeting) acquaint() error {
	for _, l := range m.links() {
		if err := m.introduce(l); err != nil {
			return err
		}
	}
	return nil
}

func (m meeting) introduce(l Link) error {
	switch {
	case l.Condition == Knows && m.Kind.Issued: // CAPF's copy is there
		return nil
	case l.Condition == Knows:
		return upload(m.cluster, m.at(l), l.Store, m.vouchers()...)
	case l.Condition == Lists:
		return m.list()
	case l.Condition == Shows && m.peer != nil && (!m.Kind.Among || l.There != ""):
		there, _ := m.view.find(m.peer.ID)
		cert := shown(m.at(l), l)
		return upload(there, m.peer, storeThere(l.There, cert.Store), cert)
	}
	return nil
}

// vouchers are what a store of the cluster must hold to know the other side: its CAs where it has some, else its certificate.
func (m meeting) vouchers() []*pki.Certificate {
	own, chain := m.own()
	if m.peer == nil && len(chain) > 0 {
		return chain
	}
	return []*pki.Certificate{own}
}

// list puts the system into the CTL of a cluster that has one.
func (m meeting) list() error {
	if err := upload(m.cluster, m.cluster.Publisher(), cucm.PhoneCTLASATrust, m.Own); err != nil || !m.cluster.Mixed() {
		return err
	}
	tokens := m.cluster.CTLTokens()
	if len(tokens) == 0 {
		_, err := m.cluster.Do(sim.UpdateCTL)
		return err
	}
	_, err := m.cluster.Do(sim.CTLClient(tokens[0], tokens...))
	return err
}

func upload(c *sim.Cluster, n *sim.Node, s cucm.Store, certificates ...*pki.Certificate) error {
	for _, cert := range certificates {
		if cert == nil {
			continue
		}
		if _, err := c.Do(sim.Upload(s, cert, n.ID)); err != nil {
			return err
		}
	}
	return nil
}

// storeThere is the store in which a node on the other side trusts a certificate: what the link says, else by whose it is.
func storeThere(said, of cucm.Store) cucm.Store {
	switch {
	case said != "":
		return said
	case of == cucm.ITLRecovery: // exchanged in bulk (tech note 215539)
		return cucm.PhoneSASTTrust
	}
	return of.TrustStore()
}

// imports are what somebody imported on the system from the start.
func (s Spec) imports(system System, v View, find func(string) (*pki.Certificate, error)) (list []*pki.Certificate, err error) {
	for _, ref := range s.Trusts {
		cert, err := find(ref)
		if err != nil {
			return nil, fmt.Errorf("system %q: %w", s.Name, err)
		}
		list = append(list, cert)
	}
	if s.Trusts != nil || !s.Kind.Imports() {
		return list, nil
	}
	for _, m := range system.meetings(v) {
		list = append(list, m.shownTo()...)
	}
	return list, nil
}

// shownTo is what the node shows that the system judges.
func (m meeting) shownTo() (list []*pki.Certificate) {
	for _, l := range m.links() {
		cert := shown(m.at(l), l)
		if l.Condition == Issues {
			cert = m.cluster.LSCIssuer(m.at(l).ID)
		}
		if (l.Condition == Shows || l.Condition == Issues) && cert != nil {
			list = append(list, cert)
		}
	}
	return list
}
