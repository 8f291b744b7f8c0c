package sim

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/expiry"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/sim/tvscache"
)

// Role is what a node does in the cluster.
type Role string

// The roles of a node. Every cluster has one publisher; the others name the services that are activated.
const (
	Publisher   Role = "publisher"
	Subscriber  Role = "subscriber"
	RoleCCM     Role = "callmanager"
	RoleTFTP    Role = "tftp"
	RoleTVS     Role = "tvs"
	RoleCAPF    Role = "capf"
	RoleIMP     Role = "imp" // an IM and Presence node, which has no other part in the cluster
	maxNodeName      = 63
)

// Roles lists them.
func Roles() []Role {
	return []Role{Publisher, Subscriber, RoleCCM, RoleTFTP, RoleTVS, RoleCAPF, RoleIMP}
}

// NodeSpec describes a node of a new cluster.
type NodeSpec struct {
	Name    string // short host name, as in the server list
	Roles   []Role
	Address netip.Addr // IPv4; the zero Addr gets 192.0.2.x
	Zone    string     // IANA name of its time zone; "" = the cluster's (Config.Zone, or the publisher's for a node that joins)

	// Certificates are what is known of its identity certificates at the installation of the cluster.
	Certificates map[cucm.Store]pki.Facts
	// Trusted are further certificates in its -trust stores, likewise.
	Trusted []Trusted
}

// Trusted is a certificate in a -trust store, by what is known of it.
type Trusted struct {
	Store cucm.Store
	pki.Facts
}

// Node is one server of the cluster.
type Node struct {
	ID      string // the machine: the name it had when it joined; stays over a change of the host name
	Name    string // host name now
	Domain  string
	Address netip.Addr
	Roles   []Role

	Down              bool // powered off or cut off
	ReplicationBroken bool // database replication does not reach it
	CAPFBusy          bool // its CAPF service has no time for phones
	SFTPBroken        bool // the publisher cannot copy files to it
	DiskFull          bool // nothing can be written to its disk
	fips              bool // it is in FIPS mode

	// Ahead is how far its clock is ahead of the cluster's; negative behind it.
	Ahead time.Duration

	zone     *time.Location // never nil
	identity map[cucm.Store]*pki.Certificate
	requests map[cucm.Store]*pki.Request // CSRs that wait for their certificate
	table    store.Table                 // its copy of the certificate table
	services map[string]*serviceState
	tftp     tftpLoaded
	tvs      tvscache.Service
	expiry   expiry.State
	files    store.Files      // -trust stores on disk
	itl      *list.File       // ITLFile.tlv on disk; nil when absent
	followed followed         `keep:"-"` // worked out again where it is not known
	noFlags  bool             // itlfileflags.txt was deleted: the next build is made in any case
	ctl      *list.File       // CTLFile.tlv on disk; nil when absent
	resetBy  cucm.Store       // signer set by `utils itl reset localkey`; "" = the release's
	resetKey *pki.Certificate // signer set by `utils itl reset remotekey`; nil = none
}

// tftpLoaded is what Cisco Tftp read at its last start.
type tftpLoaded struct {
	key    *pki.Certificate // signs configuration files
	blank  bool             // "Prepare Cluster for Rollback to pre 8.0"
	digest string           // "TFTP File Signature Algorithm"
}

// Has reports whether the node has the role.
func (n *Node) Has(r Role) bool { return slices.Contains(n.Roles, r) }

// FQDN returns the name in the node's certificates: with the domain, if it has one.
func (n *Node) FQDN() string {
	if n.Domain == "" {
		return n.Name
	}
	return n.Name + "." + n.Domain
}

// Certificate returns the node's certificate in an identity store, nil if it has none.
func (n *Node) Certificate(s cucm.Store) *pki.Certificate { return n.identity[s] }

// Trusted returns the certificates of a -trust store as the node's file system holds them, sorted by subject and
// serial number. All services but TVS read these files (tech note 210541), see TrustedBy; TVS works from database rows.
func (n *Node) Trusted(s cucm.Store) []*pki.Certificate { return n.files.Trusted(s) }

// InStore returns the certificates of a store as the node has them: its own one of an identity store, and all of a -trust store.
func (n *Node) InStore(s cucm.Store) []*pki.Certificate {
	if own := n.Certificate(s); own != nil {
		return []*pki.Certificate{own}
	}
	return n.Trusted(s)
}

// ITL and CTL return the files on the node's disk, nil when absent.
func (n *Node) ITL() *list.File { return n.itl }

// ITLFlags reports whether itlfileflags.txt lies beside the ITL: what tells Cisco Tftp that the file need not be built
// again (troubleshooting guide).
func (n *Node) ITLFlags() bool { return n.itl != nil && !n.noFlags }

// CTL returns the node's CTLFile.tlv, nil when there is none.
func (n *Node) CTL() *list.File { return n.ctl }

// hostName keeps node names free of anything that would need escaping in XML or in a trust list.
var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

// names are what the node is found by.
func (s NodeSpec) names() []string {
	if s.Address.IsValid() {
		return []string{s.Name, s.Address.String()}
	}
	return []string{s.Name}
}

// Check says what is wrong with a node by itself.
func (s NodeSpec) Check() error {
	if !hostName.MatchString(s.Name) || len(s.Name) > maxNodeName {
		return fmt.Errorf("node %q: a host name has 1 to %d letters, digits, dots and hyphens", s.Name, maxNodeName)
	}
	for _, r := range s.Roles {
		if !slices.Contains(Roles(), r) {
			return fmt.Errorf("node %q: role %q is not known", s.Name, r)
		}
	}
	if _, err := zoneNamed(s.Zone); err != nil {
		return fmt.Errorf("node %q: %w", s.Name, err)
	}
	if s.Address.IsValid() && !s.Address.Is4() {
		return fmt.Errorf("node %q: address %s: trust lists carry IPv4 addresses only", s.Name, s.Address)
	}
	if slices.Contains(s.Roles, RoleIMP) {
		for _, r := range s.Roles {
			if r != RoleIMP && r != Subscriber {
				return fmt.Errorf("node %q: role %q does not go with \"imp\": IM and Presence is all that runs there", s.Name, r)
			}
		}
	}
	if slices.Contains(s.Roles, RoleCAPF) && !slices.Contains(s.Roles, Publisher) {
		return fmt.Errorf("node %q: role \"capf\": the CAPF service runs on the publisher only", s.Name)
	}
	return nil
}
