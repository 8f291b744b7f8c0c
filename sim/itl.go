package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// itlDNSName is the DNS name field of ITL records: two bytes shown as blank by `show itl` on 8.x (tech note
// 116232); their value is unknown, zero is the proposal of the format reference.
var itlDNSName = []byte{0, 0}

// rebuildITLs rebuilds the ITL of every node whose Cisco Tftp runs.
func (c *Cluster) rebuildITLs(why string) error {
	for _, n := range c.Nodes {
		if !n.Running(ServiceTFTP) {
			continue
		}
		if err := c.rebuildITL(n, why); err != nil {
			return err
		}
	}
	return nil
}

// rebuildITL builds the node's ITL from what it has on disk and in its copy of the database. A rebuild that
// would change nothing keeps the file byte for byte, even a damaged one, unless its flags file was deleted.
func (c *Cluster) rebuildITL(n *Node, why string) error {
	plan, err := c.itlPlan(n)
	if err != nil {
		return err
	}
	if n.ITLFlags() && n.itl.plan == plan.fingerprint() {
		return nil
	}
	file, err := c.build(plan)
	if err != nil {
		return fmt.Errorf("node %q: %w", n.Name, err)
	}
	n.itl, n.noFlags = file, false
	c.note(n, "itl", "ITLFile.tlv rebuilt (%s): %d records, signed by %s %s", why, len(plan.records),
		file.SignerStore(), file.Signer)
	return nil
}

// itlPlan says what the node's ITL holds and who signs it: rows 1 to 5 and 12 of the release matrix.
func (c *Cluster) itlPlan(n *Node) (listPlan, error) {
	signerStore := c.rules.ITLSigner
	if n.resetBy != "" {
		signerStore = n.resetBy
	}
	signer := c.certificateFor(n, signerStore)
	if n.resetKey != nil {
		signer = n.resetKey
	}
	if signer == nil {
		return listPlan{}, fmt.Errorf("node %q: no %s certificate to sign the ITL with", n.Name, signerStore)
	}
	plan := listPlan{name: "ITLFile.tlv", signer: signer, digest: n.tftp.digest}
	c.addSASTRecords(&plan, n)
	if n.tftp.blank {
		c.addBlankSections(&plan)
	} else {
		c.addTFTPRecords(&plan, n)
	}
	if c.Publisher().Has(RoleCAPF) {
		plan.add(recordPlan{role: trustlist.RoleCAPF, cert: n.database.identity(cucm.CAPF, c.Publisher().ID),
			byHash: c.rules.ITLHashes})
	}
	if !n.tftp.blank {
		c.addTVSRecords(&plan, n)
	}
	for i := range plan.records {
		plan.records[i].dnsName = itlDNSName
	}
	return plan, nil
}

// add appends a record unless its certificate does not exist.
func (p *listPlan) add(r recordPlan) {
	if r.cert != nil {
		p.records = append(p.records, r)
	}
}

// addOnce is add for certificates that several nodes may share: a multi-server certificate is listed once.
func (p *listPlan) addOnce(r recordPlan) {
	if !p.lists(r.cert, r.role) {
		p.add(r)
	}
}

// lists reports whether the plan has the certificate in that role already.
func (p *listPlan) lists(cert *pki.Certificate, role trustlist.Role) bool {
	return cert != nil && slices.ContainsFunc(p.records, func(r recordPlan) bool {
		return r.cert != nil && r.cert.Sum == cert.Sum && r.role == role
	})
}

// certificateFor returns the certificate of a store that serves node n: ITLRecovery is the publisher's, as the
// node's copy of the database knows it; the others are its own.
func (c *Cluster) certificateFor(n *Node, s cucm.Store) *pki.Certificate {
	if s == cucm.ITLRecovery && !c.rules.RecoveryByNode {
		return n.database.identity(cucm.ITLRecovery, c.Publisher().ID)
	}
	return n.identity[s]
}

// addSASTRecords lists who may sign ITL files: a signer that is none of the release's, as an exported recovery key is,
// comes first.
func (c *Cluster) addSASTRecords(plan *listPlan, n *Node) {
	var listed []*pki.Certificate
	for _, s := range c.rules.ITLSAST {
		listed = append(listed, c.certificateFor(n, s))
	}
	if n.resetKey != nil && !slices.Contains(listed, n.resetKey) {
		listed = append([]*pki.Certificate{n.resetKey}, listed...)
	}
	for _, cert := range append(listed, c.otherTFTP(n)...) {
		plan.addOnce(recordPlan{role: trustlist.RoleSAST, cert: cert})
	}
}

// otherTFTP returns the CallManager certificates of the other TFTP nodes where the setting lists them.
func (c *Cluster) otherTFTP(n *Node) []*pki.Certificate {
	var others []*pki.Certificate
	for _, other := range c.Nodes {
		if c.settings.ITLOtherTFTP && other != n && other.Has(RoleTFTP) {
			others = append(others, n.database.identity(cucm.CallManager, other.ID))
		}
	}
	return others
}

func (c *Cluster) addTFTPRecords(plan *listPlan, n *Node) {
	role := callManagerRole(c.Mixed())
	plan.add(recordPlan{role: role, cert: n.identity[cucm.CallManager]})
	for _, cert := range c.otherTFTP(n) {
		plan.addOnce(recordPlan{role: role, cert: cert})
	}
	for _, other := range c.Nodes {
		if other.Has(RoleCCM) || other.Has(RoleTFTP) {
			plan.addOnce(recordPlan{role: role, cert: n.database.identity(cucm.CallManagerECDSA, other.ID)})
		}
	}
}

func (c *Cluster) addTVSRecords(plan *listPlan, n *Node) {
	for _, other := range c.Nodes {
		if other.Has(RoleTVS) {
			plan.addOnce(recordPlan{role: trustlist.RoleTVS, cert: n.database.identity(cucm.TVS, other.ID),
				byHash: c.rules.ITLHashes})
		}
	}
}

// addBlankSections writes the empty TFTP and TVS sections of "Prepare Cluster for Rollback to pre 8.0". The
// bytes of such records are unknown.
func (c *Cluster) addBlankSections(plan *listPlan) {
	if c.settings.BlankRecords == "left_out" {
		return
	}
	plan.records = append(plan.records, recordPlan{role: callManagerRole(c.Mixed())}, recordPlan{role: trustlist.RoleTVS})
}

// ResetITL is `utils itl reset localkey`: the ITL is signed with the other key the phones should know, which is
// ITLRecovery up to 11.5 and CallManager from 12.0, and pushed to all TFTP nodes. Up to 11.5 the command restarts
// Cisco Tftp itself.
func ResetITL(c *Cluster) error {
	rules := c.rules
	if rules.ITLReset == "" {
		return fmt.Errorf("utils itl reset localkey: not available on release %s (10.0 and later)", c.Release)
	}
	if c.Publisher().Down {
		return fmt.Errorf("utils itl reset localkey: the publisher %s is down", c.Publisher().Name)
	}
	if err := c.checkRecoveryKey(); err != nil {
		return err
	}
	if len(c.tftpNodes()) == 0 {
		return fmt.Errorf("utils itl reset localkey: Cisco Tftp runs on no node; start it first")
	}
	for _, n := range c.tftpNodes() {
		if err := c.resetITLOn(n, nil); err != nil {
			return err
		}
	}
	return nil
}

// checkRecoveryKey refuses the reset where servers moved to 2048-bit keys while ITLRecovery still has 1024. The
// sentence in Cisco doc 214231 concerns 12.x and later, where the key was carried over by an upgrade.
func (c *Cluster) checkRecoveryKey() error {
	return c.checkRecoveryBits("utils itl reset localkey", c.Publisher().identity[cucm.ITLRecovery])
}

func (c *Cluster) checkRecoveryBits(command string, recovery *pki.Certificate) error {
	own := c.Publisher().identity[cucm.CallManager]
	if c.rules.ITLReset != cucm.ITLRecovery && recovery.Bits() < own.Bits() && recovery.Bits() < 2048 {
		return fmt.Errorf("%s: the ITLRecovery key has %d bits while CallManager has %d; regenerate ITLRecovery first",
			command, recovery.Bits(), own.Bits())
	}
	return nil
}

func (c *Cluster) tftpNodes() []*Node {
	var nodes []*Node
	for _, n := range c.Nodes {
		if n.Running(ServiceTFTP) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// resetITLOn has the node's ITL signed by the release's other signer or, if key is not nil, by that one.
func (c *Cluster) resetITLOn(n *Node, key *pki.Certificate) error {
	if c.rules.ResetRestarts {
		c.stopService(n, ServiceTFTP)
		if err := c.startService(n, ServiceTFTP); err != nil {
			return err
		}
	}
	n.resetBy, n.resetKey = c.rules.ITLReset, key
	if c.settings.ResetScope == "publisher_copy" && n != c.Publisher() && c.Publisher().Running(ServiceTFTP) {
		n.itl = c.Publisher().itl
		c.note(n, "itl", "reset ITL of %s transferred", c.Publisher().Name)
		return nil
	}
	return c.rebuildITL(n, "utils itl reset")
}

// callManagerRole is the function of the CallManager record in the ITL (row 3): it tells phones the cluster's
// security mode.
func callManagerRole(mixed bool) trustlist.Role {
	if mixed {
		return trustlist.RoleCCMTFTP
	}
	return trustlist.RoleTFTP
}
