package sim

import (
	"strings"

	"tvslab/trustlist"
)

// Store is a certificate store by the name OS Administration and the admin CLI give it.
type Store string

// Identity stores hold a node's own certificates; the -trust stores hold copies of others.
const (
	CallManager      Store = "CallManager"
	CallManagerECDSA Store = "CallManager-ECDSA"
	CAPF             Store = "CAPF"
	TVS              Store = "TVS"
	ITLRecovery      Store = "ITLRecovery"
	Tomcat           Store = "tomcat"

	CallManagerTrust Store = "CallManager-trust"
	CAPFTrust        Store = "CAPF-trust"
	TomcatTrust      Store = "tomcat-trust"
	PhoneSASTTrust   Store = "Phone-SAST-trust"
)

// storeRule is what regeneration and the Trust Verification Service make of a store.
type storeRule struct {
	copies    []Store          // trust stores that receive a copy at regeneration (Cisco doc 117299)
	roles     []trustlist.Role // roles TVS gives a certificate found here
	publisher bool             // exists on the publisher only
	reset     bool             // regeneration resets phones by itself (release matrix row 30)
	listed    bool             // regeneration rebuilds the ITL files
}

// storeRules says it all. Roles seen in TVS traces: own CallManager 0 and 2 (tech note 118893); CallManager-trust
// of another cluster 3 and Phone-SAST-trust 0 (213407); tomcat 7 (212051). CAPF, TVS and ITLRecovery are inferred.
var storeRules = map[Store]storeRule{
	CallManager: {copies: []Store{CallManagerTrust}, reset: true, listed: true,
		roles: []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP}},
	CallManagerECDSA: {copies: []Store{CallManagerTrust}, reset: true, listed: true,
		roles: []trustlist.Role{trustlist.RoleCCMTFTP}},
	CAPF: {copies: []Store{CAPFTrust, CallManagerTrust}, reset: true, listed: true,
		roles: []trustlist.Role{trustlist.RoleCAPF}},
	TVS:         {reset: true, listed: true, roles: []trustlist.Role{trustlist.RoleTVS}},
	ITLRecovery: {publisher: true, listed: true, roles: []trustlist.Role{trustlist.RoleSAST}},
	Tomcat:      {copies: []Store{TomcatTrust}, roles: []trustlist.Role{trustlist.RoleAppServer}},

	CallManagerTrust: {roles: []trustlist.Role{trustlist.RoleTFTP}},
	CAPFTrust:        {roles: []trustlist.Role{trustlist.RoleCAPF}},
	TomcatTrust:      {roles: []trustlist.Role{trustlist.RoleAppServer}},
	PhoneSASTTrust:   {roles: []trustlist.Role{trustlist.RoleSAST}},
}

// identityStores are made on every node, in this order, where the release and the store's rule allow.
var identityStores = []Store{CallManager, CallManagerECDSA, CAPF, TVS, Tomcat, ITLRecovery}

// Trust reports whether s is a -trust store, whose certificates can be uploaded and deleted but not regenerated.
func (s Store) Trust() bool {
	switch s {
	case CallManagerTrust, CAPFTrust, TomcatTrust, PhoneSASTTrust:
		return true
	}
	return false
}

// Known reports whether s is a store of the simulator.
func (s Store) Known() bool { _, ok := storeRules[s]; return ok }

// Stores returns the names of all stores, identity stores first.
func Stores() []Store {
	return append(append([]Store{}, identityStores...), CallManagerTrust, CAPFTrust, TomcatTrust, PhoneSASTTrust)
}

// existsOn reports whether a node of this kind has the store under these rules.
func (s Store) existsOn(r *Rules, publisher bool) bool {
	switch {
	case s == ITLRecovery:
		return r.ITLRecovery && publisher
	case s == CallManagerECDSA:
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
