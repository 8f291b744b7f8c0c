package list

import (
	"fmt"
	"net/netip"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/trustlist"
)

// Server is a node of the cluster as lists have it.
type Server struct {
	ID      string // under which the database has its certificates
	Name    string // host name
	Address netip.Addr
	// Which services are activated on it.
	CallManager, TFTP, TVS, CAPF bool
	// Own are its identity certificates on its disk.
	Own map[cucm.Store]*pki.Certificate
}

// View is what a list is planned from: the cluster as the node sees it that makes the file.
type View struct {
	Rules   *cucm.Rules // of the release under the settings
	Mixed   bool        // Cluster Security Mode is 1
	Servers []Server    // publisher first
	Node    Server      // where the file is made: one of Servers
	Rows    store.Table // its copy of the database
	// Firewalls are the certificates of ASA firewalls with a phone proxy, which a CTL lists.
	Firewalls []*pki.Certificate
	// Algorithm is the "TFTP File Signature Algorithm": for an ITL that Cisco Tftp read at its start.
	Algorithm string
}

// publisher returns the first server.
func (v View) publisher() Server { return v.Servers[0] }

// ITL is what a node's ITL depends on beside the view.
type ITL struct {
	View
	OtherTFTP     bool              // setting: lists the CallManager certificates of other TFTP nodes
	BlankRecords  string            // setting: empty or left_out
	SignerVersion trustlist.Version // setting: of the header; zero for none
	// Blank says that Cisco Tftp started with "Prepare Cluster for Rollback to pre 8.0".
	Blank bool
	// Signer is the store of the signing certificate set by `utils itl reset`; "" for the release's.
	Signer cucm.Store
	// Key is the signer set by `utils itl reset remotekey`; nil for none.
	Key *pki.Certificate
}

// itlDNSName is the DNS name field of ITL records: two bytes shown as blank by `show itl` on 8.x (tech note
// 116232); their value is unknown, zero is the proposal of the format reference.
var itlDNSName = []byte{0, 0}

// Plan says what the node's ITL holds and who signs it: rows 1 to 5 and 12 of the release matrix. It is an error if the
// signing certificate does not exist.
func (i ITL) Plan() (Plan, error) {
	signerStore := i.Rules.ITLSigner
	if i.Signer != "" {
		signerStore = i.Signer
	}
	signer := i.certificate(signerStore)
	if i.Key != nil {
		signer = i.Key
	}
	if signer == nil {
		return Plan{}, fmt.Errorf("node %q: no %s certificate to sign the ITL with", i.Node.Name, signerStore)
	}
	plan := Plan{Name: ITLName, Signer: signer, Algorithm: i.Algorithm, SignerVersion: i.SignerVersion}
	i.addSAST(&plan)
	if i.Blank {
		i.addBlank(&plan)
	} else {
		i.addTFTP(&plan)
	}
	if i.publisher().CAPF {
		plan.add(Record{Role: trustlist.RoleCAPF, Cert: i.Rows.Identity(cucm.CAPF, i.publisher().ID), ByHash: i.Rules.ITLHashes})
	}
	if !i.Blank {
		i.addTVS(&plan)
	}
	for n := range plan.Records {
		plan.Records[n].DNSName = itlDNSName
	}
	return plan, nil
}

// certificate returns the certificate of a store that serves the node: ITLRecovery is the publisher's, as the node's
// copy of the database knows it; the others are its own.
func (i ITL) certificate(s cucm.Store) *pki.Certificate {
	if s == cucm.ITLRecovery && !i.Rules.RecoveryByNode {
		return i.Rows.Identity(cucm.ITLRecovery, i.publisher().ID)
	}
	return i.Node.Own[s]
}

// addSAST lists who may sign ITL files: a signer that is none of the release's, as an exported recovery key is, comes
// first.
func (i ITL) addSAST(plan *Plan) {
	var listed []*pki.Certificate
	for _, s := range i.Rules.ITLSAST {
		listed = append(listed, i.certificate(s))
	}
	if i.Key != nil && !slices.Contains(listed, i.Key) {
		listed = append([]*pki.Certificate{i.Key}, listed...)
	}
	for _, cert := range append(listed, i.otherTFTP()...) {
		plan.addOnce(Record{Role: trustlist.RoleSAST, Cert: cert})
	}
}

// otherTFTP returns the CallManager certificates of the other TFTP nodes where the setting lists them.
func (i ITL) otherTFTP() []*pki.Certificate {
	var others []*pki.Certificate
	for _, s := range i.Servers {
		if i.OtherTFTP && s.ID != i.Node.ID && s.TFTP {
			others = append(others, i.Rows.Identity(cucm.CallManager, s.ID))
		}
	}
	return others
}

func (i ITL) addTFTP(plan *Plan) {
	role := i.callManagerRole()
	plan.add(Record{Role: role, Cert: i.Node.Own[cucm.CallManager]})
	for _, cert := range i.otherTFTP() {
		plan.addOnce(Record{Role: role, Cert: cert})
	}
	for _, s := range i.Servers {
		if s.CallManager || s.TFTP {
			plan.addOnce(Record{Role: role, Cert: i.Rows.Identity(cucm.CallManagerECDSA, s.ID)})
		}
	}
}

func (i ITL) addTVS(plan *Plan) {
	for _, s := range i.Servers {
		if s.TVS {
			plan.addOnce(Record{Role: trustlist.RoleTVS, Cert: i.Rows.Identity(cucm.TVS, s.ID), ByHash: i.Rules.ITLHashes})
		}
	}
}

// addBlank adds the empty TFTP and TVS sections of "Prepare Cluster for Rollback to pre 8.0". The bytes of such records
// are unknown.
func (i ITL) addBlank(plan *Plan) {
	if i.BlankRecords == "left_out" {
		return
	}
	plan.Records = append(plan.Records, Record{Role: i.callManagerRole()}, Record{Role: trustlist.RoleTVS})
}

// callManagerRole is the function of the CallManager record in the ITL (row 3): it tells phones the cluster's security
// mode.
func (i ITL) callManagerRole() trustlist.Role {
	if i.Mixed {
		return trustlist.RoleCCMTFTP
	}
	return trustlist.RoleTFTP
}
