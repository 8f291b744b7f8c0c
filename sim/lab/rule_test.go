package lab_test

import (
	"bytes"
	"crypto/x509"
	"slices"

	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// believer is a phone reduced to the trust rule: the statement of T0 to T3 that the tests hold the real one to. It was
// written from the rule as the guides give it and shares no code with package phone.
type believer struct {
	sbd        bool
	ctl, itl   *trustlist.List
	configured bool     // has ever taken a configuration: only then it knows TVS servers
	config     string   // what became of the configuration at the last boot
	tftp       []string // nodes by priority
	tvs        []string // nodes of the CallManager group by priority
	askNext    bool     // asks the next TVS server when one does not know a certificate
	blankOpens bool     // a blank ITL lets any ITL in, whatever the CTL says
	dates      bool     // an expired signer is not believed, nor an expired TVS server
}

// signedBy names the certificate that signed a file.
type signedBy struct {
	issuer string
	serial []byte
}

var (
	signsLists   = []trustlist.Role{trustlist.RoleSAST}
	signsFiles   = []trustlist.Role{trustlist.RoleTFTP, trustlist.RoleCCMTFTP}
	signsITL     = []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP} // in the CTL, setting itl_signer_roles_in_ctl
	phoneSetting = phone.DefaultSettings
)

// in returns the certificate that a list holds with one of the roles, nil where it does not.
func in(l *trustlist.List, s signedBy, roles []trustlist.Role) []byte {
	if l == nil {
		return nil
	}
	i := slices.IndexFunc(l.Records, func(r trustlist.Record) bool {
		return len(r.Certificate) > 0 && r.Issuer == s.issuer && bytes.Equal(r.Serial, s.serial) && slices.Contains(roles, r.Role)
	})
	if i < 0 {
		return nil
	}
	return l.Records[i].Certificate
}

// good reports whether a certificate is within its dates, or whether these do not count.
func (b *believer) good(c *sim.Cluster, der []byte) bool {
	cert, err := x509.ParseCertificate(der)
	return err == nil && (!b.dates || !c.Now.Before(cert.NotBefore) && !c.Now.After(cert.NotAfter))
}

// vouches is T3: servers are asked in order until one answers. judge is the ITL that their certificates must be in.
func (b *believer) vouches(c *sim.Cluster, judge *trustlist.List, s signedBy, roles []trustlist.Role) bool {
	if !b.configured || judge == nil {
		return false
	}
	for _, node := range b.tvs {
		authority, runs := c.TVS(node)
		if !runs || !presentsRecord(judge, c.Node(node).LoadedTVS()) || !b.good(c, c.Node(node).LoadedTVS().DER) {
			continue
		}
		answer, known := authority.Query("", s.issuer, s.serial)
		if known && slices.ContainsFunc(answer.Roles, func(r trustlist.Role) bool { return slices.Contains(roles, r) }) {
			return b.good(c, answer.Certificate)
		}
		if !b.askNext {
			return false
		}
	}
	return false
}

func presentsRecord(itl *trustlist.List, presented *pki.Certificate) bool {
	return slices.ContainsFunc(itl.Records, func(r trustlist.Record) bool {
		return r.Role == trustlist.RoleTVS && r.Matches(presented.DER)
	})
}

// believes applies T1, T2, T3 to a signer.
func (b *believer) believes(c *sim.Cluster, judge *trustlist.List, s signedBy, inCTL, elsewhere []trustlist.Role) bool {
	if cert := in(b.ctl, s, inCTL); cert != nil {
		return b.good(c, cert)
	}
	if !b.sbd {
		return false
	}
	if cert := in(b.itl, s, elsewhere); cert != nil && !b.itl.Blank() {
		return b.good(c, cert)
	}
	return b.vouches(c, judge, s, elsewhere)
}

// takes decides about a list, T0 first.
func (b *believer) takes(c *sim.Cluster, judge *trustlist.List, offered *trustlist.List, isITL bool) bool {
	blank := b.itl != nil && b.itl.Blank()
	if b.ctl == nil && (b.itl == nil || blank) || isITL && blank && (b.blankOpens || !namesServers(b.ctl)) {
		return true
	}
	roles := signsLists
	if isITL {
		roles = signsITL
	}
	return b.believes(c, judge, signerOf(offered), roles, signsLists)
}

func signerOf(l *trustlist.List) signedBy { return signedBy{l.Header.CAName, l.Header.Serial} }

// server is the TFTP server that answers: the first whose service runs.
func (b *believer) server(c *sim.Cluster) *sim.Node {
	for _, name := range b.tftp {
		if n := c.Node(name); n.Running(sim.ServiceTFTP) {
			return n
		}
	}
	return nil
}

// offered returns what that server serves, nil where there is nothing.
func (b *believer) offered(c *sim.Cluster) (ctl, itl *trustlist.List) {
	n := b.server(c)
	if n == nil {
		return nil, nil
	}
	if f := n.CTL(); f != nil {
		ctl = f.List
	}
	if f := n.ITL(); f != nil && b.sbd {
		itl = f.List
	}
	return ctl, itl
}

// boot takes what it believes: CTL, ITL, configuration.
func (b *believer) boot(c *sim.Cluster, device string) {
	judge := b.itl
	ctl, itl := b.offered(c)
	if ctl != nil && b.takes(c, judge, ctl, false) {
		b.ctl = ctl
	}
	if itl != nil && b.takes(c, judge, itl, true) {
		b.itl = itl
	}
	if judge == nil {
		judge = b.itl
	}
	n := b.server(c)
	taken := n != nil && !b.wantsSigned()
	if n != nil && b.wantsSigned() {
		f, err := c.Open(n.Name, device+".cnf.xml.sgn")
		taken = err == nil && b.believes(c, judge, signedBy{f.Config.Signer.Issuer, f.Config.Signer.Serial}, signsFiles, signsFiles)
	}
	b.configured, b.config = b.configured || taken, configWord(taken, b.configured)
}

// configWord names what became of a served configuration.
func configWord(taken, before bool) string {
	switch {
	case taken:
		return "current"
	case before:
		return "kept-old"
	}
	return "none"
}

// wantsSigned reports whether a stored list names a TFTP server by certificate: then only signed files will do.
func (b *believer) wantsSigned() bool {
	for _, l := range []*trustlist.List{b.ctl, b.itl} {
		if l != nil && l.HasRole(signsFiles...) {
			return true
		}
	}
	return false
}

// standing is the verdict over both lists.
func (b *believer) standing(c *sim.Cluster) lab.Trust {
	if b.ctl == nil && b.itl == nil {
		return lab.TrustNone
	}
	ctl, itl := b.offered(c)
	servedCTL, servedITL := b.accepted(c, ctl, itl)
	worst := rank(lab.TrustNone)
	for _, list := range []struct {
		stored, served *trustlist.List
		taken          bool
		isITL          bool
	}{{b.ctl, ctl, servedCTL, false}, {b.itl, itl, servedITL, true}} {
		worst = max(worst, rank(b.standingOf(c, list.stored, list.served, list.taken, list.isITL)))
	}
	if b.itl != nil && b.itl.Blank() && (b.blankOpens || !namesServers(b.ctl)) && worst < rank(lab.TrustRefusing) {
		return lab.TrustBlank
	}
	return trusts[worst]
}

// accepted says which of the offered lists it would take at its next boot with the cluster as c.
func (b *believer) accepted(c *sim.Cluster, ctl, itl *trustlist.List) (tookCTL, tookITL bool) {
	next := *b
	if ctl != nil && next.takes(c, b.itl, ctl, false) {
		next.ctl, tookCTL = ctl, true
	}
	return tookCTL, itl != nil && next.takes(c, b.itl, itl, true)
}

func (b *believer) standingOf(c *sim.Cluster, stored, served *trustlist.List, taken, isITL bool) lab.Trust {
	switch {
	case served == nil && stored == nil:
		return lab.TrustNone
	case served == nil || stored != nil && bytes.Equal(stored.Marshal(), served.Marshal()):
		return lab.TrustCurrent
	case taken:
		return lab.TrustBehind
	case b.couldBeTold(c, isITL):
		return lab.TrustRefusing
	}
	return lab.TrustLocked
}

// couldBeTold supposes that every TVS runs, is reachable and has been told everything; whether a restart makes it
// present another certificate is tried both ways.
func (b *believer) couldBeTold(c *sim.Cluster, isITL bool) bool {
	ctl, itl := b.offered(c)
	return slices.ContainsFunc([]bool{false, true}, func(restarted bool) bool {
		tookCTL, tookITL := b.accepted(c.AllKnowing(restarted), ctl, itl)
		return isITL && tookITL || !isITL && tookCTL
	})
}

func namesServers(ctl *trustlist.List) bool {
	return ctl != nil && ctl.HasRole(trustlist.RoleTFTP, trustlist.RoleCCM, trustlist.RoleCCMTFTP)
}

// trusts orders the verdicts, best first.
var trusts = []lab.Trust{lab.TrustNone, lab.TrustBlank, lab.TrustCurrent, lab.TrustBehind, lab.TrustRefusing, lab.TrustLocked}

func rank(t lab.Trust) int { return slices.Index(trusts, t) }
