package remedy

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
	"tvslab/sim/system"
	"tvslab/trustlist"
)

// references names the certificates of all nodes, now and in backups, for which wanted holds: those that have them now first.
func (s *scene) references(wanted func(*pki.Certificate) bool) (refs []string) {
	var seen []*pki.Certificate
	for _, at := range append([]string{""}, s.now.Backups()...) {
		for _, c := range s.now.Lab.Clusters() {
			for _, n := range c.Nodes {
				for _, store := range cucm.IdentityStores {
					ref := n.ID + "/" + string(store)
					if at != "" {
						ref += "@" + at
					}
					cert, err := s.now.Lab.FindCertificate(ref)
					if err == nil && !slices.Contains(seen, cert) && wanted(cert) {
						seen, refs = append(seen, cert), append(refs, ref)
					}
				}
			}
		}
	}
	return refs
}

// missing is a certificate that nobody vouches for, with the roles of which one would do.
type missing struct {
	signer string // as decisions name it
	roles  []trustlist.Role
}

// uploading puts what the phones asked TVS for in vain into the -trust stores that TVS reads for it, and the issuer of their certificate
// into that of CallManager.
func uploading(s *scene) (ways []Way) {
	if s.system != "" {
		return s.uploadingSystem()
	}
	for _, c := range s.now.Lab.Clusters() {
		if !slices.ContainsFunc(c.Nodes, func(n *sim.Node) bool { return n.Has(sim.RoleTVS) && !n.Down }) {
			continue
		}
		var steps, words []string
		for _, m := range s.missing() {
			for _, ref := range s.references(func(cert *pki.Certificate) bool { return trust.NameOf(cert.X509) == m.signer }) {
				for _, store := range storesFor(m.roles) {
					steps = append(steps, fmt.Sprintf("upload: {store: %s, certificate: %s, nodes: %s}", store, scalar(ref), scalar(c.Publisher().Name)))
					words = append(words, fmt.Sprintf("%s as %s on %s", ref, store, c.Publisher().Name))
				}
			}
		}
		ways = append(ways, s.then("upload "+strings.Join(words, ", "), steps...)...)
	}
	return append(ways, s.uploadingIssuer()...)
}

// storesFor are the -trust stores for whose certificates TVS vouches in one of the roles.
func storesFor(roles []trustlist.Role) (stores []cucm.Store) {
	for _, store := range cucm.TrustStores {
		if slices.ContainsFunc(store.Rule().Roles, func(r trustlist.Role) bool { return slices.Contains(roles, r) }) {
			stores = append(stores, store)
		}
	}
	return stores
}

// missing are the signers that the phones refuse, of lists and of the last configuration.
func (s *scene) missing() (all []missing) {
	add := func(d trust.Decision, roles ...trustlist.Role) {
		if d.Accepted || d.Signer == "" || slices.ContainsFunc(all, func(m missing) bool { return m.signer == d.Signer && m.roles[0] == roles[0] }) {
			return
		}
		all = append(all, missing{d.Signer, roles})
	}
	for _, stand := range s.stands {
		add(stand.Verdict.Decision, trustlist.RoleSAST)
		for _, d := range stand.Phone.Report().Decisions {
			if d.File == trust.FileConfiguration {
				add(d, trustlist.RoleTFTP, trustlist.RoleCCMTFTP)
			}
		}
	}
	return all
}

// uploadingIssuer makes the issuer of the phones' LSC known to the call managers, which read it when they start.
func (s *scene) uploadingIssuer() (ways []Way) {
	for _, stand := range s.stands {
		lsc := stand.Phone.State().LSC
		if lsc == nil || lsc.Issuer == nil || len(stand.Phone.CallManagerGroup()) == 0 {
			continue
		}
		c := s.now.Lab.ClusterOf(stand.Phone.CallManagerGroup()[0])
		for _, ref := range s.references(func(cert *pki.Certificate) bool { return cert.X509.Equal(lsc.Issuer) }) {
			if c == nil {
				continue
			}
			steps := []string{fmt.Sprintf("upload: {store: %s, certificate: %s, nodes: %s}", cucm.CallManagerTrust, scalar(ref), scalar(c.Publisher().Name))}
			ways = append(ways, s.then(fmt.Sprintf("upload %s as %s, and restart Cisco CallManager", ref, cucm.CallManagerTrust), append(steps, s.restart(c, sim.ServiceCCM)...)...)...)
		}
	}
	return ways
}

// operations have CAPF issue another LSC, with new certificates where some have expired; then the same while the phones are not
// secure for a time, so that they need no certificate to get one. Where CAPF wants an authentication string, somebody types it on each
// phone: that is not offered.
func operations(s *scene) []Way {
	if len(s.phones) == 0 || !slices.ContainsFunc(s.stands, wantsLSC) {
		return nil
	}
	phones := Selector(s.now, s.phones)
	steps := slices.Concat(s.renewedAll(), []string{"certificate-operation: {phones: " + phones + ", operation: install-upgrade}"}, s.boot())
	ways := s.then("Certificate Operation Install/Upgrade, and reset the phones", steps...) // with the new LSC the phone boots again
	profile := s.profile()
	if profile == "" || profile == modes[sim.DeviceNonSecure] {
		return ways
	}
	meanwhile := "security-profile: {phones: " + phones + ", mode: %s}"
	steps = slices.Concat([]string{fmt.Sprintf(meanwhile, modes[sim.DeviceNonSecure])}, steps, []string{fmt.Sprintf(meanwhile, profile)})
	return append(ways, s.then("Certificate Operation Install/Upgrade while the phones have a profile without security", steps...)...)
}

// profile is the device security mode of the phones as steps write it, "" where they have several.
func (s *scene) profile() (mode string) {
	for _, stand := range s.stands {
		node := stand.Phone.CallManagerGroup()
		if len(node) == 0 || s.now.Lab.ClusterOf(node[0]) == nil {
			return ""
		}
		d := s.now.Lab.ClusterOf(node[0]).Device(stand.Phone.Name())
		if d == nil || mode != "" && mode != modes[d.Profile.SecurityMode] {
			return ""
		}
		mode = modes[d.Profile.SecurityMode]
	}
	return mode
}

// wantsLSC reports whether a certificate of the phone is what is wrong.
func wantsLSC(stand lab.Stand) bool {
	r := stand.Phone.Report()
	return stand.Verdict.LSC == lab.LSCUnknown || stand.Verdict.LSC == lab.LSCExpired ||
		slices.Contains([]reason.Code{reason.MICExpired, reason.MICIssuerUnknown, reason.NoPhoneCertificate}, stand.Verdict.Reason) ||
		slices.Contains([]reason.Code{reason.EncryptionKeyDiffers, reason.EncryptionNoKey}, r.Encryption) ||
		slices.ContainsFunc(r.Decisions, func(d trust.Decision) bool { return d.Code == reason.NotDecrypted })
}

// authenticating lets the 802.1X authentication server trust whoever issued the certificates of phones that it keeps out, beside whom
// it trusts already.
func authenticating(s *scene) []Way {
	var refs []string
	for _, trusted := range s.now.Lab.Authenticator().Trusted() {
		refs = append(refs, s.referencesTo(trusted)...)
	}
	before := len(refs)
	for _, stand := range s.stands {
		if lsc := stand.Phone.State().LSC; stand.Verdict.Network != "" && lsc != nil && lsc.Issuer != nil {
			for _, ref := range s.referencesTo(lsc.Issuer) {
				if !slices.Contains(refs, ref) {
					refs = append(refs, ref)
				}
			}
		}
	}
	if len(refs) == before {
		return nil
	}
	return s.then("let the authentication server trust "+strings.Join(refs[before:], ", "), "authenticator: {trusts: ["+strings.Join(refs, ", ")+"]}")
}

func (s *scene) referencesTo(wanted *x509.Certificate) []string {
	refs := s.references(func(cert *pki.Certificate) bool { return bytes.Equal(cert.DER, wanted.Raw) })
	return refs[:min(1, len(refs))]
}

// systemsConcerned are the system that was asked about, or those that the phones stand behind.
func (s *scene) systemsConcerned() (all []system.System) {
	for _, one := range s.now.Lab.Systems() {
		if one.Name == s.system || slices.ContainsFunc(s.stands, func(stand lab.Stand) bool { return s.behind(stand) == one.Name }) {
			all = append(all, one)
		}
	}
	return all
}

// behind is the system that lets the phones into the network, "" for none.
func (s *scene) behind(stand lab.Stand) string {
	return s.now.Scenario().Phones.Find(stand.Phone.Group()).Behind.Value
}

// importing imports on the systems what the nodes that they meet show, and restarts them.
func importing(s *scene) (ways []Way) {
	for _, one := range s.systemsConcerned() {
		if !one.Kind.Imports() || one.Peer != "" {
			continue
		}
		if refs := s.shownTo(one); len(refs) > 0 {
			steps := []string{fmt.Sprintf("trust: {system: %s, certificate: [%s]}", scalar(one.Name), strings.Join(refs, ", ")), "restart-system: " + scalar(one.Name)}
			ways = append(ways, s.then(fmt.Sprintf("import %s on %s, and restart it", strings.Join(refs, ", "), one.Name), steps...)...)
		}
	}
	return ways
}

// shownTo are the certificates of CUCM that a system judges: of the stores that it speaks of, on the nodes that it meets.
func (s *scene) shownTo(one system.System) []string {
	return s.references(func(cert *pki.Certificate) bool {
		return slices.ContainsFunc(one.Connections(), func(c system.Connection) bool {
			return c.Reason != system.Connected && strings.HasPrefix(c.Detail, string(cert.Store)+" "+cert.String())
		})
	})
}

func restartingSystem(s *scene) (ways []Way) {
	for _, one := range s.systemsConcerned() {
		ways = append(ways, s.then("restart "+one.Name, "restart-system: "+scalar(one.Name))...)
	}
	return ways
}

// uploadingSystem makes known to each other the system, or the nodes on the other side, and the nodes that it meets.
func (s *scene) uploadingSystem() (ways []Way) {
	for _, one := range s.systemsConcerned() {
		var steps []string
		for _, c := range one.Connections() {
			steps = append(steps, s.introduce(one, c)...)
		}
		if len(steps) > 0 {
			restarts := s.restart(nil, sim.ServiceCCM, sim.ServiceTomcat, sim.ServiceSIPProxy, sim.ServiceXCPRouter)
			ways = append(ways, s.then("upload the certificates that both sides need of "+one.Name, append(steps, restarts...)...)...)
		}
	}
	return ways
}

// introduce writes the uploads that a connection needs: of the system's certificate into the store of the node where it is missing, of
// the node's into that of the node on the other side.
func (s *scene) introduce(one system.System, c system.Connection) (steps []string) {
	upload := func(store cucm.Store, ref, node string) {
		steps = append(steps, fmt.Sprintf("upload: {store: %s, certificate: %s, nodes: %s}", store, scalar(ref), scalar(node)))
	}
	switch {
	case c.Reason == system.SystemUnknown:
		for _, link := range one.Kind.Links {
			if link.Condition != system.Knows {
				continue
			}
			refs := []string{one.Name}
			if one.Own == nil {
				refs = s.shownTo(one)
			}
			for _, ref := range refs {
				upload(link.Store, ref, c.Node)
			}
		}
	case c.Reason == system.CertificateUnknown && c.From != "":
		for _, ref := range s.shownTo(one) {
			_, store, _ := strings.Cut(ref, "/")
			upload(cucm.Store(store).TrustStore(), ref, c.From)
		}
	}
	return steps
}
