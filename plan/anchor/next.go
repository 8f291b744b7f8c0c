package anchor

import (
	"slices"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/list"
	"tvslab/sim/pki"
)

// next is a lab that serves a next list.
type next struct {
	way      *way
	kept     string // what it needs that is outside the cluster, "" for nothing
	supposed *lab.Supposed
	signers  []signer
}

// signer is a certificate whose key signs a list that would be served.
type signer struct {
	*pki.Certificate
	name    string
	holders []*sim.Node // that have the key, none where it is kept outside the cluster
	from    cucm.Store  // on those nodes
}

// nexts are all next lists that clusters can come to serve now. A way that is refused is none.
func nexts(l *lab.Lab, f *found) (all []next) {
	for i, c := range l.Clusters() {
		for w := range ways {
			for _, t := range ways[w].tries(c, f) {
				if t.kept != "" && slices.Contains(f.Lost, t.kept) {
					continue
				}
				s, err := l.Supposed(c.Publisher().ID, t.op)
				if err != nil {
					continue
				}
				all = append(all, next{&ways[w], t.kept, s, t.signers(s.Clusters()[i], len(l.Clusters()) > 1)})
			}
		}
	}
	return all
}

// signers are those of the lists that the cluster would serve, as far as somebody has their keys: of a way that needs something kept,
// those that it is kept for.
func (t try) signers(c *sim.Cluster, several bool) (all []signer) {
	for _, n := range c.Nodes {
		for _, f := range []*list.File{n.CTL(), n.ITL()} {
			if f == nil || slices.ContainsFunc(all, func(s signer) bool { return s.Sum == f.Signer.Sum }) {
				continue
			}
			if s, ok := t.signer(c, f.Signer, several); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

func (t try) signer(c *sim.Cluster, cert *pki.Certificate, several bool) (signer, bool) {
	if t.kept == "" {
		return holder(c, cert, several)
	}
	return signer{Certificate: cert, name: t.kept}, t.has(cert)
}

// holder finds the nodes that have the key of a certificate, in one store. Where several have it, and for the cluster's one ITLRecovery, the
// name says no node, unless there are several clusters.
func holder(c *sim.Cluster, cert *pki.Certificate, several bool) (signer, bool) {
	s := signer{Certificate: cert}
	for _, store := range cucm.IdentityStores {
		for _, n := range c.Nodes {
			if own := n.Certificate(store); own != nil && own.Sum == cert.Sum {
				s.holders = append(s.holders, n)
			}
		}
		if len(s.holders) > 0 {
			s.name, s.from = string(store), store
			break
		}
	}
	if len(s.holders) == 0 {
		return s, false
	}
	if several || len(s.holders) == 1 && (s.from != cucm.ITLRecovery || c.Rules().RecoveryByNode) {
		s.name += " " + s.holders[0].Name
	}
	return s, true
}
