package sim

import (
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/list"
	"tvslab/sim/pki"
)

// rebuildITLs rebuilds the ITL of every node whose Cisco Tftp runs.
func rebuildITLs(c *Cluster, why string) error {
	for _, n := range c.Nodes {
		if !n.Running(ServiceTFTP) {
			continue
		}
		if err := rebuildITL(c, n, why); err != nil {
			return err
		}
	}
	return nil
}

// rebuildITL builds the node's ITL from what it has on disk and in its copy of the database. A rebuild that
// would change nothing keeps the file byte for byte, even a damaged one, unless its flags file was deleted.
func rebuildITL(c *Cluster, n *Node, why string) error {
	plan, err := list.ITL{
		View: c.view(n, n.tftp.digest), OtherTFTP: c.settings.ITLOtherTFTP, BlankRecords: c.settings.BlankRecords,
		Blank: n.tftp.blank, Signer: n.resetBy, Key: n.resetKey, SignerVersion: c.settings.SignerVersion(),
	}.Plan()
	if err != nil {
		return err
	}
	if n.ITLFlags() && n.itl.Follows(plan) {
		return nil
	}
	if n.DiskFull {
		c.note(n, fact.NoRoom{File: list.ITLName})
		return nil
	}
	file, err := list.Build(c.keys, plan, c.datedOn(n))
	if err != nil {
		return fmt.Errorf("node %q: %w", n.Name, err)
	}
	n.itl, n.noFlags = file, false
	c.note(n, fact.ITLBuilt{Why: why, File: signed(plan, file)})
	return nil
}

// view is the cluster as the node that makes a list sees it.
func (c *Cluster) view(n *Node, algorithm string) list.View {
	v := list.View{Rules: c.rules, Mixed: c.Mixed(), Node: n.server(), Rows: n.table, Algorithm: algorithm,
		Firewalls: n.Trusted(cucm.PhoneCTLASATrust)}
	for _, other := range c.Nodes {
		v.Servers = append(v.Servers, other.server())
	}
	return v
}

// server is the node as lists have it.
func (n *Node) server() list.Server {
	return list.Server{ID: n.ID, Name: n.Name, Address: n.Address, Own: n.identity,
		CallManager: n.Has(RoleCCM), TFTP: n.Has(RoleTFTP), TVS: n.Has(RoleTVS), CAPF: n.Has(RoleCAPF)}
}

// ResetITL is `utils itl reset localkey`: the ITL is signed with the other key the phones should know, which is
// ITLRecovery up to 11.5 and CallManager from 12.0, and pushed to all TFTP nodes. Where nodes have ITLRecovery keys of
// their own, the file of each is signed with its own, as its phones hold no other; that is a guess, like the setting
// reset_localkey_scope. Up to 11.5 the command restarts Cisco Tftp itself.
func ResetITL(c *Cluster) error {
	rules := c.rules
	if rules.ITLReset == "" {
		return fmt.Errorf("utils itl reset localkey: not available on release %s (10.0 and later)", c.Release)
	}
	if c.Publisher().Down {
		return fmt.Errorf("utils itl reset localkey: the publisher %s is down", c.Publisher().Name)
	}
	if len(tftpNodes(c)) == 0 {
		return fmt.Errorf("utils itl reset localkey: Cisco Tftp runs on no node; start it first")
	}
	for _, n := range tftpNodes(c) {
		if err := checkRecoveryKey("utils itl reset localkey", n, c.Identity(n, cucm.ITLRecovery)); err != nil {
			return err
		}
	}
	for _, n := range tftpNodes(c) {
		if err := resetITLOn(c, n, nil); err != nil {
			return err
		}
	}
	return nil
}

// checkRecoveryKey refuses a reset with a recovery key of 1024 bits where the node's CallManager key is longer: the
// servers moved to 2048 bits and ITLRecovery did not (tech note 214231, which names no release).
func checkRecoveryKey(command string, n *Node, recovery *pki.Certificate) error {
	own := n.identity[cucm.CallManager]
	if recovery.Bits() < own.Bits() && recovery.Bits() < 2048 {
		return fmt.Errorf("%s: the ITLRecovery key has %d bits while CallManager of %s has %d; regenerate ITLRecovery first",
			command, recovery.Bits(), n.Name, own.Bits())
	}
	return nil
}

func tftpNodes(c *Cluster) []*Node {
	var nodes []*Node
	for _, n := range c.Nodes {
		if n.Running(ServiceTFTP) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// resetITLOn has the node's ITL signed by the release's other signer or, if key is not nil, by that one.
func resetITLOn(c *Cluster, n *Node, key *pki.Certificate) error {
	if c.rules.ResetRestarts {
		stopService(c, n, ServiceTFTP)
		if err := startService(c, n, ServiceTFTP); err != nil {
			return err
		}
	}
	n.resetBy, n.resetKey = c.rules.ITLReset, key
	if c.settings.ResetScope == "publisher_copy" && n != c.Publisher() && c.Publisher().Running(ServiceTFTP) {
		n.itl = c.Publisher().itl
		c.note(n, fact.ITLTransferred{Publisher: c.Publisher().Name})
		return nil
	}
	return rebuildITL(c, n, "utils itl reset")
}

// RecoveryKey is what ITLRecovery.p12 holds: the recovery certificate with its private key.
type RecoveryKey struct {
	Certificate *pki.Certificate
}

// ExportRecoveryKey is `file get tftp ITLRecovery.p12` on a node (security guide): the key with which Cisco Tftp signs
// there, which is the node's own or the cluster's. It stays good for ResetITLRemote after there is another one.
func (c *Cluster) ExportRecoveryKey(node string) (*RecoveryKey, error) {
	const command = "file get tftp ITLRecovery.p12"
	n := c.Node(node)
	switch {
	case n == nil:
		return nil, fmt.Errorf("%s: node %q is not in the cluster", command, node)
	case n.Down:
		return nil, fmt.Errorf("%s: node %q is down", command, n.Name)
	}
	cert := c.Identity(n, cucm.ITLRecovery)
	if cert == nil {
		return nil, fmt.Errorf("%s: no such file on %s, release %s (10.0 and later)", command, n.Name, c.Release)
	}
	return &RecoveryKey{Certificate: cert}, nil
}

// ResetITLRemote is `utils itl reset remotekey`: the ITL of all TFTP nodes is signed with an exported recovery key,
// which a phone takes whose stored ITL lists that certificate. The certificate becomes a SAST record of the file, so
// that a phone without lists can verify it too; that CUCM does the same is inferred. The reset ends with the next start
// of Cisco Tftp, like that of `utils itl reset localkey`.
func ResetITLRemote(key *RecoveryKey) Op {
	return func(c *Cluster) error {
		const command = "utils itl reset remotekey"
		switch {
		case c.rules.ITLReset == "":
			return fmt.Errorf("%s: not available on release %s (10.0 and later)", command, c.Release)
		case key == nil || key.Certificate == nil || key.Certificate.Key == nil:
			return fmt.Errorf("%s: no exported ITLRecovery.p12 with a private key; export it with `file get tftp ITLRecovery.p12`", command)
		case c.Publisher().Down:
			return fmt.Errorf("%s: the publisher %s is down", command, c.Publisher().Name)
		case len(tftpNodes(c)) == 0:
			return fmt.Errorf("%s: Cisco Tftp runs on no node; start it first", command)
		}
		for _, n := range tftpNodes(c) {
			if err := checkRecoveryKey(command, n, key.Certificate); err != nil {
				return err
			}
		}
		for _, n := range tftpNodes(c) {
			if err := resetITLOn(c, n, key.Certificate); err != nil {
				return err
			}
		}
		return nil
	}
}
