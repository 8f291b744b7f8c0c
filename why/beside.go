package why

import (
	"fmt"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// lscWords say what a locally significant certificate is worth.
var lscWords = map[lab.LSC]reason.Code{lab.LSCUnknown: reason.LSCIssuerUnknown, lab.LSCExpired: reason.LSCExpired}

// beside is what does not come of a boot: the network, HTTPS services, and the phone's certificate.
func (t *teller) beside(s lab.Stand) (list []Chapter) {
	if why := s.Verdict.Network; why != "" {
		list = append(list, Chapter{About: "network", Code: "no-network", Lines: []string{"The phone gets no network: " + why + "."}})
	}
	if code := lscWords[s.Verdict.LSC]; code != "" {
		list = append(list, Chapter{About: "LSC", Code: string(code), Lines: []string{sentence(code, issuer(s.Phone.State().LSC))}})
	}
	if opensServices(s.Phone) && s.Verdict.Network == "" {
		list = append(list, t.services(s.Phone)...)
	}
	return list
}

// services are the HTTPS services of the phone; Extension Mobility, which may show another certificate, where it alone fails.
func (t *teller) services(p lab.Phone) []Chapter {
	d, mobility := t.now.Lab.Services(t.ctx, p), t.now.Lab.Mobility(t.ctx, p)
	list := []Chapter{decided(d)}
	if d.Accepted && !mobility.Accepted && mobility.Code != reason.Unreachable {
		list = append(list, decided(mobility))
		list[1].About = "Extension Mobility"
	}
	return list
}

// opensServices reports whether HTTPS services of the phone can be judged: it is on, and its model has what it takes to judge one.
func opensServices(p lab.Phone) bool { return p.On() && p.Model().SBD }

func issuer(lsc *phone.LSC) string {
	if lsc == nil || lsc.Issuer == nil {
		return ""
	}
	return "issued by " + trust.NameOf(lsc.Issuer)
}

// holds are the records of the stored lists, with who has each certificate now.
func (t *teller) holds(state phone.State) (anchors []Anchor) {
	has := t.having()
	for _, which := range trust.Lists {
		list, err := state.Lists[which].File.List()
		if err != nil {
			continue
		}
		for i := range list.Records {
			if r := &list.Records[i]; r.Usable() {
				where := has[key(r.Issuer, r.Serial)]
				anchors = append(anchors, Anchor{which.String(), roleWord(r.Role), r.Subject, fmt.Sprintf("%X", r.Serial), where, where == ""})
			}
		}
	}
	return anchors
}

func roleWord(r trustlist.Role) string {
	if r == trustlist.RoleSAST {
		return "SAST"
	}
	return r.String()
}

func key(issuer string, serial []byte) string { return fmt.Sprintf("%s %X", issuer, serial) }

// having says of the certificates of all nodes, and of the tokens of CTLs, where they are.
func (t *teller) having() map[string]string {
	has := map[string]string{}
	add := func(cert *pki.Certificate, where string) {
		if cert != nil && has[key(cert.Issuer, cert.Serial)] == "" {
			has[key(cert.Issuer, cert.Serial)] = where
		}
	}
	for _, c := range t.now.Lab.Clusters() {
		for _, n := range c.Nodes {
			for _, store := range cucm.IdentityStores {
				add(c.Identity(n, store), n.Name+"/"+string(store))
			}
		}
		for _, name := range c.CTLTokens() {
			add(c.Token(name), name)
		}
	}
	return has
}

// shows is what people see on the phone: in front, among its status messages, and on its console when it boots.
func (t *teller) shows(s lab.Stand, beside []Chapter, boot lab.Rehearsal) Shows {
	var w Shows
	for _, c := range beside {
		if c.Decision != nil && c.Decision.File == trust.PeerHTTPS && !c.Good {
			w.Screen = append(w.Screen, phone.ServiceOpened{Node: t.now.Lab.ServiceNode(s.Phone), Code: reason.Code(c.Code), Failed: true}.String())
		}
	}
	if !s.Phone.On() {
		w.Screen = append(w.Screen, "nothing: it is switched off")
	}
	for _, line := range s.Phone.State().Status {
		w.Status = append(w.Status, line.Text)
	}
	for _, line := range boot.Console {
		w.Console = append(w.Console, Line{line.About, line.Text})
	}
	return w
}

// cluster returns the cluster that the phone gets its files from.
func (t *teller) cluster(p lab.Phone) *sim.Cluster {
	if len(p.TFTP()) == 0 {
		return t.now.Lab.Cluster()
	}
	return t.now.Lab.ClusterOf(p.TFTP()[0])
}
