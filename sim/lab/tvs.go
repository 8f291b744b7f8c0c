package lab

import (
	"tvslab/sim"
	"tvslab/tvs"
)

// tvsNode is a node's TVS as the server of package tvs wants it.
type tvsNode struct{ host }

// Verify implements tvs.Authority.
func (n tvsNode) Verify(certificate []byte) (tvs.Answer, bool) {
	return n.answer(func(a tvs.Authority) (tvs.Answer, bool) { return a.Verify(certificate) })
}

// Query implements tvs.Authority.
func (n tvsNode) Query(subject, issuer string, serial []byte) (tvs.Answer, bool) {
	return n.answer(func(a tvs.Authority) (tvs.Answer, bool) { return a.Query(subject, issuer, serial) })
}

// answer lets the service answer, if it still runs.
func (n tvsNode) answer(question func(tvs.Authority) (tvs.Answer, bool)) (answer tvs.Answer, known bool) {
	n.ask(func(c *sim.Cluster) {
		if authority, ok := c.TVS(n.node); ok {
			answer, known = question(authority)
		}
	})
	return answer, known
}
