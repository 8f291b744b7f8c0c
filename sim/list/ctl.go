package list

import (
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// CTL plans the tokenless CTL, which the publisher makes and signs with the certificate of a store. Record order: the
// signer, the publisher, CAPF, ITLRecovery where it is the second SAST, then the subscribers (dump in tech note 118893
// and a community dump of 10.5(2); the order on 12.0 and later is unknown).
func (v View) CTL(signer cucm.Store) Plan {
	p := v.publisher()
	plan := Plan{Name: CTLName, Signer: p.Own[signer], Algorithm: v.Algorithm}
	name := p.dnsName(false)
	sast := func(s cucm.Store) Record {
		return Record{Role: trustlist.RoleSAST, Cert: p.Own[s], DNSName: name, Address: p.Address}
	}
	plan.add(sast(v.Rules.CTLSigner))
	if v.Rules.CTLSecond == cucm.CallManager {
		plan.add(sast(cucm.CallManager))
	}
	v.addServers(&plan, false, v.Servers[:1])
	if p.CAPF {
		plan.add(Record{Role: trustlist.RoleCAPF, Cert: p.Own[cucm.CAPF], DNSName: name, Address: p.Address})
	}
	if v.Rules.CTLSecond == cucm.ITLRecovery {
		plan.add(sast(cucm.ITLRecovery))
	}
	v.addServers(&plan, false, v.Servers[1:])
	v.addRecovery(&plan, false)
	v.addFirewalls(&plan, false)
	return plan
}

// addFirewalls appends the ASA firewalls in mixed mode, each as a call manager (tech note 214231; the function is inferred from what
// phones want of a phone proxy, the place in the file a guess).
func (v View) addFirewalls(plan *Plan, client bool) {
	for _, cert := range v.Firewalls {
		if v.Mixed {
			name := cert.X509.Subject.CommonName + "\x00"
			plan.addOnce(Record{Role: trustlist.RoleCCM, Cert: cert, DNSName: []byte(name), Client: client})
		}
	}
}

// addRecovery appends the ITLRecovery certificates with which further TFTP nodes sign their ITL, where each node signs with its
// own: else a phone that has only the CTL could not take the ITL there. That CUCM does it is inferred from that; a dump of
// 10.5(2), where CallManager signs the ITL, has the publisher's alone.
func (v View) addRecovery(plan *Plan, client bool) {
	for _, s := range v.Servers[1:] {
		if v.Rules.ITLSigner == cucm.ITLRecovery && s.TFTP {
			plan.addOnce(Record{Role: trustlist.RoleSAST, Cert: v.Rows.Identity(cucm.ITLRecovery, s.ID), DNSName: s.dnsName(client),
				Address: s.Address, Client: client})
		}
	}
}

// dnsName is how a CTL names the server: by host name, or by address in the layout of the CTL client.
func (s Server) dnsName(client bool) []byte {
	if client {
		return []byte(s.Address.String() + "\x00")
	}
	return []byte(s.Name + "\x00")
}

// addServers appends the CCM+TFTP record of each CallManager or TFTP node; outside mixed mode it keeps only name,
// function and address (tech note 118892). client selects the CTL client's layout, with the address as name.
func (v View) addServers(plan *Plan, client bool, servers []Server) {
	for _, s := range servers {
		if !s.CallManager && !s.TFTP {
			continue
		}
		r := Record{Role: trustlist.RoleCCMTFTP, DNSName: s.dnsName(client), Address: s.Address, Client: client}
		if v.Mixed {
			r.Cert = v.Rows.Identity(cucm.CallManager, s.ID)
		}
		if plan.lists(r.Cert, r.Role) {
			continue // a multi-server certificate stands there once, with the publisher (security guide 14)
		}
		plan.Records = append(plan.Records, r)
	}
}

// TokenCTL plans the CTL of the CTL client: first token, servers, CAPF, further tokens, and on 11.0 and later ITLRecovery
// and CallManager as SAST (row 16). Records have no signature field and name servers by address. tokens has at least one.
func (v View) TokenCTL(tokens []*pki.Certificate, signer *pki.Certificate) Plan {
	p := v.publisher()
	plan := Plan{Name: CTLName, Signer: signer, Algorithm: "SHA-1"}
	address := p.dnsName(true)
	token := func(t *pki.Certificate) Record {
		return Record{Role: trustlist.RoleSAST, Cert: t, DNSName: []byte{0}, Address: p.Address, Client: true}
	}
	plan.add(token(tokens[0]))
	v.addServers(&plan, true, v.Servers)
	if p.CAPF {
		plan.add(Record{Role: trustlist.RoleCAPF, Cert: p.Own[cucm.CAPF], DNSName: address, Address: p.Address, Client: true})
	}
	for _, t := range tokens[1:] {
		plan.add(token(t))
	}
	for _, s := range v.Rules.TokenExtra {
		plan.add(Record{Role: trustlist.RoleSAST, Cert: p.Own[s], DNSName: address, Address: p.Address, Client: true})
	}
	v.addRecovery(&plan, true)
	v.addFirewalls(&plan, true)
	return plan
}
