package sim

import (
	"slices"
	"strings"

	"tvslab/trustlist"
)

// Store is a certificate store by the name OS Administration and the admin CLI give it.
type Store string

// Identity stores hold a node's own certificates.
const (
	CallManager      Store = "CallManager"
	CallManagerECDSA Store = "CallManager-ECDSA"
	CAPF             Store = "CAPF"
	TVS              Store = "TVS"
	ITLRecovery      Store = "ITLRecovery"
	Tomcat           Store = "tomcat"
	TomcatECDSA      Store = "tomcat-ECDSA"
	IPsec            Store = "ipsec"
)

// The -trust stores hold certificates of others and copies of identity certificates. The names are those of the AXL
// enumeration typecertificateservice.
const (
	CallManagerTrust   Store = "CallManager-trust"
	CAPFTrust          Store = "CAPF-trust"
	TomcatTrust        Store = "tomcat-trust"
	IPsecTrust         Store = "ipsec-trust"
	TVSTrust           Store = "TVS-trust"
	PhoneSASTTrust     Store = "Phone-SAST-trust"
	PhoneTrust         Store = "Phone-trust"
	PhoneVPNTrust      Store = "Phone-VPN-trust"
	PhoneCTLTrust      Store = "Phone-CTL-trust"
	PhoneCTLASATrust   Store = "Phone-CTL-ASA-trust"
	PhoneEdgeTrust     Store = "Phone-Edge-trust"
	DirectoryTrust     Store = "directory-trust"
	UserLicensingTrust Store = "userlicensing-trust"
)

// storeRule is what regeneration, replication, deletion and the Trust Verification Service make of a store.
type storeRule struct {
	copies []Store          // trust stores that receive a copy at regeneration (Cisco doc 117299)
	roles  []trustlist.Role // roles TVS gives a certificate found here
	reset  bool             // regeneration resets phones by itself (release matrix row 30)
	listed bool             // regeneration rebuilds the ITL files

	trust         bool // a -trust store: upload and delete, but no regeneration
	notified      bool // Certificate Change Notification writes it to the other nodes (units of tech note 210541)
	everywhere    bool // a deletion acts on the whole cluster where the release says so (row 41)
	onPublisher   bool // certificates are deleted on the publisher only (security guide 14)
	deletionReset bool // deleting resets devices although it should not (bug CSCut58407)
}

// storeRules says it all. Roles seen in TVS traces: own CallManager 0 and 2 (tech note 118893); CallManager-trust
// of another cluster 3 and Phone-SAST-trust 0 (213407); tomcat 7 (212051). CAPF, TVS and ITLRecovery are inferred;
// stores without roles are known to TVS, but for nothing. Whether TVS-trust and the stores for phone services are
// replicated is unknown: they are not among the units of tech note 210541, so their files stay where they are made.
var storeRules = map[Store]storeRule{
	CallManager: {copies: []Store{CallManagerTrust}, reset: true, listed: true,
		roles: []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP}},
	CallManagerECDSA: {copies: []Store{CallManagerTrust}, reset: true, listed: true,
		roles: []trustlist.Role{trustlist.RoleCCMTFTP}},
	CAPF: {copies: []Store{CAPFTrust, CallManagerTrust}, reset: true, listed: true,
		roles: []trustlist.Role{trustlist.RoleCAPF}},
	TVS:         {reset: true, listed: true, roles: []trustlist.Role{trustlist.RoleTVS}},
	ITLRecovery: {listed: true, roles: []trustlist.Role{trustlist.RoleSAST}},
	Tomcat:      {copies: []Store{TomcatTrust}, roles: []trustlist.Role{trustlist.RoleAppServer}},
	TomcatECDSA: {copies: []Store{TomcatTrust}, roles: []trustlist.Role{trustlist.RoleAppServer}},
	IPsec:       {copies: []Store{IPsecTrust}},

	CallManagerTrust: {trust: true, notified: true, everywhere: true, deletionReset: true,
		roles: []trustlist.Role{trustlist.RoleTFTP}},
	CAPFTrust: {trust: true, everywhere: true, deletionReset: true, roles: []trustlist.Role{trustlist.RoleCAPF}},
	TomcatTrust: {trust: true, notified: true, everywhere: true,
		roles: []trustlist.Role{trustlist.RoleAppServer}},
	PhoneSASTTrust: {trust: true, notified: true, everywhere: true,
		roles: []trustlist.Role{trustlist.RoleSAST}},
	DirectoryTrust:     {trust: true, notified: true, everywhere: true},
	PhoneEdgeTrust:     {trust: true, everywhere: true, onPublisher: true},
	TVSTrust:           {trust: true, deletionReset: true},
	IPsecTrust:         {trust: true},
	PhoneTrust:         {trust: true},
	PhoneVPNTrust:      {trust: true},
	PhoneCTLTrust:      {trust: true},
	PhoneCTLASATrust:   {trust: true},
	UserLicensingTrust: {trust: true},
}

// identityStores are made on every node, in this order, where the release and the store's rule allow.
var identityStores = []Store{CallManager, CallManagerECDSA, CAPF, TVS, Tomcat, ITLRecovery, TomcatECDSA, IPsec}

// trustStores are the -trust stores in the order they are listed.
var trustStores = []Store{
	CallManagerTrust, CAPFTrust, TomcatTrust, IPsecTrust, TVSTrust, PhoneSASTTrust, PhoneTrust, PhoneVPNTrust,
	PhoneCTLTrust, PhoneCTLASATrust, PhoneEdgeTrust, DirectoryTrust, UserLicensingTrust,
}

// Trust reports whether s is a -trust store, whose certificates can be uploaded and deleted but not regenerated.
func (s Store) Trust() bool { return storeRules[s].trust }

// Known reports whether s is a store of the simulator.
func (s Store) Known() bool { _, ok := storeRules[s]; return ok }

// Stores returns the names of all stores, identity stores first.
func Stores() []Store { return slices.Concat(identityStores, trustStores) }

// existsOn reports whether a node of this kind has the store under these rules.
func (s Store) existsOn(r *Rules, publisher bool) bool {
	switch {
	case s == ITLRecovery:
		return r.ITLRecovery && publisher
	case s == CallManagerECDSA || s == TomcatECDSA:
		return r.ECDSA
	case s == CAPF:
		return publisher || r.CAPFEverywhere
	}
	return true
}

// hasStore reports whether the node has the identity store on the cluster's release.
func (c *Cluster) hasStore(n *Node, s Store) bool {
	return s.existsOn(c.Release.rules, n.Has(Publisher) || s == ITLRecovery && c.recoveryPerNode())
}

// elliptic reports whether the store's certificates have elliptic curve keys.
func (s Store) elliptic() bool { return strings.HasSuffix(string(s), "-ECDSA") }

// trustStore is the store that must hold the CA chain of a CA-signed certificate in the identity store s.
func (s Store) trustStore() Store { return Store(strings.TrimSuffix(string(s), "-ECDSA") + "-trust") }
