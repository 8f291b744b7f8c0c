package anchor

import (
	"maps"
	"slices"

	"tvslab/sim"
	"tvslab/sim/list"
	"tvslab/sim/pki"
)

// Kept is what an administrator has outside the clusters, beside the lab's backups and the clusters' USB tokens.
type Kept struct {
	RecoveryKeys map[string]*sim.RecoveryKey // exported ITLRecovery.p12, by name
	Lost         []string                    // what is gone or locked, as anchors are named: "token SAST-A", "backup nightly"
}

// Way describes a way to a next list, for documentation.
type Way struct {
	Name string // in the words of CUCM
	Doc  string // a sentence
}

// way is a row: how a cluster comes to serve a next list.
type way struct {
	Way
	usual bool // a list comes so without anybody wanting to rescue a phone
	tries func(*sim.Cluster, *found) []try
}

// try is one use of a way.
type try struct {
	op   sim.Op
	kept string                      // what it needs that is outside the cluster, "" for nothing
	has  func(*pki.Certificate) bool // whether that brings the key, or a list that was signed with it
}

// found is what can be used beside the cluster.
type found struct {
	Kept
	backups []*sim.Backup
}

// ways are all of them, those that everybody meets first. The signers are those of the releases: tech notes 116232 and 118893, security
// guides 12.5 and 14; see the operations of package sim.
var ways = []way{
	{Way{"the list that is served", "What lies on the TFTP server is fetched at the next reset."}, true,
		once(func(*sim.Cluster) error { return nil })},
	{Way{"Cisco Tftp builds the ITL", "ITLFile.tlv is built anew at a start of Cisco Tftp, with the usual signer."}, true, rebuilt},
	{Way{"utils ctl update CTLFile", "The CTL is made anew with the usual signer."}, true, once(sim.UpdateCTL)},
	{Way{"utils itl reset localkey", "The ITL is signed with the other key of the cluster."}, false, once(sim.ResetITL)},
	{Way{"utils ctl reset localkey", "The CTL is signed with the other key of the cluster."}, false, once(sim.ResetCTL)},
	{Way{"CTL client", "A USB token signs the CTL."}, false, byToken},
	{Way{"utils itl reset remotekey", "The ITL is signed with an exported ITLRecovery.p12."}, false, byRecoveryKey},
	{Way{"DRS restore", "A backup brings back keys and lists."}, false, byBackup},
}

// Ways describes the ways to a next list.
func Ways() []Way {
	list := make([]Way, len(ways))
	for i := range ways {
		list[i] = ways[i].Way
	}
	return list
}

func once(op sim.Op) func(*sim.Cluster, *found) []try {
	return func(*sim.Cluster, *found) []try { return []try{{op: op}} }
}

// rebuilt deletes the files, since Cisco Tftp keeps one that would hold the same, a damaged one too.
func rebuilt(c *sim.Cluster, _ *found) []try {
	var ops []sim.Op
	for _, n := range c.Nodes {
		if n.ITL() != nil && !n.Down {
			ops = append(ops, sim.DeleteFile(n.ID, list.ITLName))
		}
	}
	return []try{{op: sim.All(append(ops, sim.Restart(sim.ServiceTFTP))...)}}
}

func byToken(c *sim.Cluster, _ *found) (tries []try) {
	for _, name := range c.Tokens() {
		tries = append(tries, try{sim.SignCTL(name), "token " + name, is(c.Token(name))})
	}
	return tries
}

func byRecoveryKey(_ *sim.Cluster, f *found) (tries []try) {
	for _, name := range slices.Sorted(maps.Keys(f.RecoveryKeys)) {
		key := f.RecoveryKeys[name]
		tries = append(tries, try{sim.ResetITLRemote(key), "ITLRecovery.p12 " + name, is(key.Certificate)})
	}
	return tries
}

func byBackup(c *sim.Cluster, f *found) (tries []try) {
	for _, b := range f.backups {
		if b.Publisher() == c.Publisher().ID {
			tries = append(tries, try{sim.Restore(b), "backup " + b.Device, brings(b)})
		}
	}
	return tries
}

func is(key *pki.Certificate) func(*pki.Certificate) bool {
	return func(cert *pki.Certificate) bool { return cert.Sum == key.Sum }
}

// brings says of a backup that it brings keys, and CTL files that tokens signed.
func brings(b *sim.Backup) func(*pki.Certificate) bool {
	return func(cert *pki.Certificate) bool { return cert.Store == "" || b.Saves(cert) }
}
