package cucm

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

// Identity stores of IM and Presence nodes, which have tomcat and ipsec beside them (IM and Presence configuration guide 12.5(1),
// certificates). Their -ECDSA siblings of later releases are left out.
const (
	Cup        Store = "cup"          // SIP proxy and presence engine
	CupXMPP    Store = "cup-xmpp"     // XMPP clients
	CupXMPPS2S Store = "cup-xmpp-s2s" // XMPP federation
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
	CupTrust           Store = "cup-trust"      // IM and Presence
	CupXMPPTrust       Store = "cup-xmpp-trust" // IM and Presence; for cup-xmpp-s2s too
)

// StoreRule is what regeneration, replication, deletion and the Trust Verification Service make of a store.
type StoreRule struct {
	Copies []Store          // trust stores that receive a copy at regeneration (Cisco doc 117299)
	Roles  []trustlist.Role // roles TVS gives a certificate found here
	Resets bool             // regeneration resets phones by itself (release matrix row 30)
	Listed bool             // regeneration rebuilds the ITL files

	Trust          bool // a -trust store: upload and delete, but no regeneration
	Notified       bool // Certificate Change Notification writes it to the other nodes (units of tech note 210541)
	Everywhere     bool // a deletion acts on the whole cluster where the release says so (row 41)
	OnPublisher    bool // certificates are deleted on the publisher only (security guide 14)
	Presence       bool // of IM and Presence nodes
	Shared         bool // of CUCM's nodes and of IM and Presence nodes
	DeletionResets bool // deleting resets devices although it should not (bug CSCut58407)
}

// storeRules says it all. Roles seen in TVS traces: own CallManager 0 and 2 (tech note 118893); CallManager-trust
// of another cluster 3 and Phone-SAST-trust 0 (213407); tomcat 7 (212051). CAPF, TVS and ITLRecovery are inferred;
// stores without roles are known to TVS, but for nothing. Whether TVS-trust and the stores for phone services are
// replicated is unknown: they are not among the units of tech note 210541, so their files stay where they are made.
var storeRules = map[Store]StoreRule{
	CallManager: {Copies: []Store{CallManagerTrust}, Resets: true, Listed: true,
		Roles: []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP}},
	CallManagerECDSA: {Copies: []Store{CallManagerTrust}, Resets: true, Listed: true,
		Roles: []trustlist.Role{trustlist.RoleCCMTFTP}},
	CAPF: {Copies: []Store{CAPFTrust, CallManagerTrust}, Resets: true, Listed: true,
		Roles: []trustlist.Role{trustlist.RoleCAPF}},
	TVS:         {Resets: true, Listed: true, Roles: []trustlist.Role{trustlist.RoleTVS}},
	ITLRecovery: {Listed: true, Roles: []trustlist.Role{trustlist.RoleSAST}},
	Tomcat:      {Shared: true, Copies: []Store{TomcatTrust}, Roles: []trustlist.Role{trustlist.RoleAppServer}},
	TomcatECDSA: {Shared: true, Copies: []Store{TomcatTrust}, Roles: []trustlist.Role{trustlist.RoleAppServer}},
	IPsec:       {Shared: true, Copies: []Store{IPsecTrust}},

	Cup:        {Presence: true, Copies: []Store{CupTrust}},
	CupXMPP:    {Presence: true, Copies: []Store{CupXMPPTrust}},
	CupXMPPS2S: {Presence: true, Copies: []Store{CupXMPPTrust}},

	CallManagerTrust: {Trust: true, Notified: true, Everywhere: true, DeletionResets: true,
		Roles: []trustlist.Role{trustlist.RoleTFTP}},
	CAPFTrust: {Trust: true, Everywhere: true, DeletionResets: true, Roles: []trustlist.Role{trustlist.RoleCAPF}},
	TomcatTrust: {Shared: true, Trust: true, Notified: true, Everywhere: true,
		Roles: []trustlist.Role{trustlist.RoleAppServer}},
	PhoneSASTTrust: {Trust: true, Notified: true, Everywhere: true,
		Roles: []trustlist.Role{trustlist.RoleSAST}},
	DirectoryTrust:     {Trust: true, Notified: true, Everywhere: true},
	PhoneEdgeTrust:     {Trust: true, Everywhere: true, OnPublisher: true},
	TVSTrust:           {Trust: true, DeletionResets: true},
	IPsecTrust:         {Shared: true, Trust: true},
	PhoneTrust:         {Trust: true},
	PhoneVPNTrust:      {Trust: true},
	PhoneCTLTrust:      {Trust: true},
	PhoneCTLASATrust:   {Trust: true},
	UserLicensingTrust: {Trust: true},
	CupTrust:           {Presence: true, Trust: true},
	CupXMPPTrust:       {Presence: true, Trust: true},
}

// IdentityStores are made on every node, in this order, where the release and the store's rule allow.
var IdentityStores = []Store{CallManager, CallManagerECDSA, CAPF, TVS, Tomcat, ITLRecovery, TomcatECDSA, IPsec,
	Cup, CupXMPP, CupXMPPS2S}

// TrustStores are the -trust stores in the order they are listed.
var TrustStores = []Store{
	CallManagerTrust, CAPFTrust, TomcatTrust, IPsecTrust, TVSTrust, PhoneSASTTrust, PhoneTrust, PhoneVPNTrust,
	PhoneCTLTrust, PhoneCTLASATrust, PhoneEdgeTrust, DirectoryTrust, UserLicensingTrust,
	CupTrust, CupXMPPTrust,
}

// Rule returns what the simulator does with the store; the zero value for an unknown one.
func (s Store) Rule() StoreRule { return storeRules[s] }

// Trust reports whether s is a -trust store, whose certificates can be uploaded and deleted but not regenerated.
func (s Store) Trust() bool { return storeRules[s].Trust }

// Known reports whether s is a store of the simulator.
func (s Store) Known() bool { _, ok := storeRules[s]; return ok }

// Stores returns the names of all stores, identity stores first.
func Stores() []Store { return slices.Concat(IdentityStores, TrustStores) }

// ExistsOn reports whether a node of this kind has the identity store under these rules; presence says that it is an IM and Presence
// node.
func (s Store) ExistsOn(r *Rules, publisher, presence bool) bool {
	switch {
	case !s.OnNodes(presence):
		return false
	case s == ITLRecovery:
		return r.ITLRecovery && (publisher || r.RecoveryByNode)
	case s == CallManagerECDSA || s == TomcatECDSA:
		return r.ECDSA
	case s == CAPF:
		return publisher || r.CAPFEverywhere
	}
	return true
}

// OnNodes reports whether IM and Presence nodes, or those of CUCM, have the store on any release.
func (s Store) OnNodes(presence bool) bool {
	rule := storeRules[s]
	return rule.Shared || rule.Presence == presence
}

// Elliptic reports whether the store's certificates have elliptic curve keys.
func (s Store) Elliptic() bool { return strings.HasSuffix(string(s), "-ECDSA") }

// TrustStore is the store that must hold the CA chain of a CA-signed certificate in the identity store s.
func (s Store) TrustStore() Store {
	if s == CupXMPPS2S { // IM and Presence configuration guide 10.0(1)
		return CupXMPPTrust
	}
	return Store(strings.TrimSuffix(string(s), "-ECDSA") + "-trust")
}
