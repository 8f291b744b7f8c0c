package twin

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/trustlist"
	"tvslab/twin/shown"
)

// ErrNothing is evidence in which nothing of a cluster was found.
var ErrNothing = errors.New("nothing in it is of a cluster")

// Of puts the evidence together. With a key, names, addresses and serial numbers are replaced, see [NewKey]; nil keeps them. The error
// is [ErrNothing], with a twin that has problems only, or one of reading. The evidence is used up.
func Of(e *Evidence, key []byte) (*Twin, error) {
	c := newCluster(e.Files)
	if err := c.read(e.tables); err != nil {
		return nil, err
	}
	if key != nil {
		c.redact(key)
	}
	t := &Twin{Problems: c.problems, Sources: c.sources(), Skipped: sorted(c.skipped)}
	if len(c.servers) == 0 {
		return t, ErrNothing
	}
	c.unattributed(t)
	c.choosePublisher(t)
	c.release(t)
	c.mode(t)
	c.start(t)
	c.names(t)
	for _, s := range c.servers {
		t.Nodes = append(t.Nodes, c.node(t, s))
	}
	c.services(t)
	c.trusted(t)
	c.phones(t)
	t.note(LeftOut, "", "private keys", "they are in no evidence: the twin has lab keys, and what real keys signed does not verify with them")
	return t, nil
}

// sorted is a list in order, each word once.
func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// unattributed asks for the nodes of outputs that could be of any.
func (c *cluster) unattributed(t *Twin) {
	for s, out := range c.all {
		if s.node == nil && (out.List == nil || out.List.Kind == "ITL") && out.Members == nil && out.Phones == nil {
			t.note(Question, "", fmt.Sprintf("which node showed %s (%s)?", what(out), out.Place),
				"nothing there names it, and it is not read; call the file by the node, for example cucm-pub_show.txt, or put it into a folder of its name")
		}
	}
}

// choosePublisher says which node is the publisher: what nodes say themselves, else who has what only a publisher has.
func (c *cluster) choosePublisher(t *Twin) {
	if c.publisher() != nil {
		return
	}
	for _, s := range c.servers {
		if s.services != nil && s.services.Primary != nil && *s.services.Primary {
			s.publisher = true
			return
		}
	}
	chosen, why := c.servers[0], "it is the first that is named"
	for _, out := range c.all {
		if out.List == nil {
			continue
		}
		for i := range out.List.Records {
			r := &out.List.Records[i]
			if name, found := strings.CutPrefix(r.Subject.CN, recoveryPrefix); found && c.find(name) != nil {
				chosen, why = c.find(name), "ITLRecovery of the "+out.List.Kind+" has its name"
			}
		}
	}
	chosen.publisher = true
	t.note(Assumed, rolesOf(chosen.name), fmt.Sprintf("%s is the publisher", chosen.name), why+"; show network cluster says which it is")
}

// release finds the release, by the version number or by what the lists look like.
func (c *cluster) release(t *Twin) {
	for _, s := range c.servers {
		if s.host.Version == "" {
			continue
		}
		release, err := cucm.ReleaseOfBuild(s.host.Version)
		if err != nil {
			t.Problems = append(t.Problems, shown.Problem{Place: shown.Place{File: s.name}, Text: err.Error()})
			continue
		}
		t.Release = release.String()
		if release.Build() != s.host.Version {
			t.note(LeftOut, "release", "version "+s.host.Version, fmt.Sprintf("the lab does what release %s does; nothing is known to differ", release))
		}
		return
	}
	release, why := c.releaseOfLists()
	t.Release = release
	t.note(Assumed, "release", "release "+release, why+"; show version active says it")
}

// releaseOfLists guesses the release by how the ITL is signed and what its records hold.
func (c *cluster) releaseOfLists() (release, why string) {
	for _, out := range c.all {
		if out.List == nil || out.List.Kind != "ITL" || len(out.List.Records) == 0 {
			continue
		}
		recovery := slices.ContainsFunc(out.List.Records, func(r shown.Record) bool { return strings.HasPrefix(r.Subject.CN, recoveryPrefix) })
		switch {
		case strings.HasPrefix(out.List.Signer.CN, recoveryPrefix):
			return "12.5", "ITLRecovery signed the ITL, as from 12.0 on"
		case recovery:
			return "11.5", "CallManager signed the ITL, and ITLRecovery stands in it, as from 10.0 to 11.5"
		case slices.ContainsFunc(out.List.Records, func(r shown.Record) bool { return r.ByHash }):
			return "9.1", "the ITL has hashes of certificates and no ITLRecovery, as before 10.0"
		}
	}
	if ctl := c.ctl(); ctl != nil && ctl.Signer.CN != "" {
		return releaseOfCTL(ctl)
	}
	return "12.5", "nothing in the evidence tells the release"
}

// releaseOfCTL guesses the release by who signed a CTL.
func releaseOfCTL(ctl *shown.List) (release, why string) {
	switch {
	case strings.HasPrefix(ctl.Signer.CN, recoveryPrefix):
		return "12.5", "ITLRecovery signed the CTL, as from 12.0 on"
	case strings.HasPrefix(ctl.Signer.CN, "SAST-"):
		return "10.5", "a token signed the CTL, as in any release up to 14"
	case ctl.Bits == 1024:
		return "10.5", "CallManager signed the CTL, as from 10.0 to 11.5, with a key as releases before 11.5 make it"
	}
	return "11.5", "CallManager signed the CTL, as from 10.0 to 11.5"
}

// start is when the evidence was collected: the latest moment that it names. The lab's clock begins there.
func (c *cluster) start(t *Twin) {
	said := false
	for _, out := range c.all {
		switch {
		case out.Host != nil && !out.Host.Date.IsZero():
			said = true
			t.Start = latest(t.Start, out.Host.Date)
		case out.List != nil:
			t.Start = latest(t.Start, out.List.Modified)
		case out.Certificate != nil:
			t.Start = latest(t.Start, out.Certificate.From)
		}
	}
	if t.Start.IsZero() {
		t.note(Assumed, "start", "the lab begins on its usual day", "no output names a moment; show status does")
	} else if !said {
		t.note(Assumed, "start", "the evidence was collected on "+t.Start.Format(time.DateOnly), "it is the latest date in it; show status prints the time")
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// names finds domain, time zone and what the subjects of certificates have in common.
func (c *cluster) names(t *Twin) {
	for _, s := range c.servers {
		s.domain = cmp.Or(s.domain, s.host.Domain)
		if t.Domain == "" {
			t.Domain = s.domain
		} else if s.domain != "" && !strings.EqualFold(s.domain, t.Domain) {
			t.note(LeftOut, "domain", fmt.Sprintf("domain %s of node %s", s.domain, s.name), "a cluster of the lab has one; write a step set-domain")
		}
		if s.publisher {
			t.Zone = s.host.Zone
		}
	}
	for _, subject := range c.subjects {
		if subject.CN = ""; subject != (shown.Name{}) {
			t.Org = subject
			return
		}
	}
	t.note(Assumed, "organization", "the certificates name no organisation", "no certificate or list of the cluster is in the evidence")
}

// subjects gives the names of self-signed certificates of nodes, those of lists first.
func (c *cluster) subjects(yield func(int, shown.Name) bool) {
	n := 0
	for _, out := range c.all {
		if out.List == nil {
			continue
		}
		for i := range out.List.Records {
			if r := &out.List.Records[i]; r.Subject == r.Issuer && !isToken(r) && r.Subject.CN != "" {
				if n++; !yield(n, r.Subject) {
					return
				}
			}
		}
	}
	for _, out := range c.all {
		if x := out.Certificate; x != nil && !x.Trust && x.SelfSigned() && hostStores[x.Unit] {
			if n++; !yield(n, x.Subject) {
				return
			}
		}
	}
}

// mode finds the security mode by the CTL, or by the roles in an ITL.
func (c *cluster) mode(t *Twin) {
	t.Mode = sim.NonSecure
	ctl := c.ctl()
	switch {
	case ctl == nil && c.hasRole(trustlist.RoleCCMTFTP):
		t.Mode = sim.MixedTokenless
		t.note(Assumed, "mode", "the cluster is in mixed mode without tokens", "the ITL has the role CCM+TFTP, as in mixed mode; show ctl was not collected")
	case ctl == nil:
		t.note(Assumed, "mode", "the cluster is non-secure", "show ctl was not collected")
	case ctl.Missing:
	case emptied(ctl):
		t.note(LeftOut, "mode", "the CTL file that is still there", "its CCM+TFTP records are empty: the cluster went back to non-secure mode, and a non-secure cluster of the lab has no CTL")
	default:
		t.Mode = sim.MixedTokenless
		for i := range ctl.Records {
			if r := &ctl.Records[i]; r.Is(trustlist.RoleSAST) && isToken(r) {
				t.Mode, t.Tokens = sim.MixedToken, append(t.Tokens, r.Subject.CN)
			}
		}
	}
	c.fitMode(t)
}

// fitMode looks whether the release has the mode.
func (c *cluster) fitMode(t *Twin) {
	release, err := cucm.ParseRelease(t.Release)
	if err == nil && t.Mode == sim.MixedTokenless && !t.Mode.On(release) {
		t.Mode, t.Tokens = sim.MixedToken, []string{"SAST-ADN00000001", "SAST-ADN00000002"}
		t.note(Assumed, "tokens", "the CTL was signed by two tokens", fmt.Sprintf("release %s has no mixed mode without tokens, and the CTL names none", release))
	}
}

// ctl is the CTL of the cluster: one for all nodes. One with records counts before the word that there is none.
func (c *cluster) ctl() (found *shown.List) {
	for _, out := range c.all {
		if l := out.List; l != nil && l.Kind == "CTL" && (found == nil || found.Missing) {
			found = l
		}
	}
	return found
}

func (c *cluster) hasRole(role trustlist.Role) bool {
	for _, out := range c.all {
		if out.List != nil && slices.ContainsFunc(out.List.Records, func(r shown.Record) bool { return r.Is(role) }) {
			return true
		}
	}
	return false
}

// emptied reports whether no record of a call manager has a certificate.
func emptied(l *shown.List) bool {
	return !slices.ContainsFunc(l.Records, func(r shown.Record) bool {
		return (r.Is(trustlist.RoleCCMTFTP) || r.Is(trustlist.RoleCCM)) && len(r.Serial) > 0
	})
}
