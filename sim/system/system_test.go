package system_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/event/testevent"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
	"tvslab/sim/system"
)

// site is two clusters and a system of each kind.
type site struct {
	t        *testing.T
	keys     pki.KeySource
	clusters []*sim.Cluster
	blocked  int
}

func newSite(t *testing.T, release string, mode sim.Mode) *site {
	t.Helper()
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	r, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	s := &site{t: t, keys: keys}
	for i, nodes := range [][]string{{"pub", "sub"}, {"far"}} {
		cfg := sim.Config{Release: r, Mode: mode, Org: pki.Organization{Unit: "Voice", Name: "Lab"}, Settings: cucm.SettingRows().Defaults(),
			Seed: uint64(i), Start: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), Keys: keys}
		for j, name := range nodes {
			roles := []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}
			if j > 0 {
				roles = []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}
			}
			cfg.Nodes = append(cfg.Nodes, sim.NodeSpec{Name: name, Roles: roles})
		}
		if i == 0 {
			cfg.Nodes = append(cfg.Nodes, sim.NodeSpec{Name: "imp", Roles: []sim.Role{sim.RoleIMP}})
		}
		c, err := sim.New(t.Context(), cfg)
		require.NoError(t, err)
		s.clusters = append(s.clusters, c)
	}
	return s
}

func (s *site) view() system.View {
	return system.View{Clusters: s.clusters, Blocked: func(_ string, port int) bool { return port == s.blocked }}
}

// install attaches a system, which works.
func (s *site) install(spec system.Spec) system.System {
	s.t.Helper()
	x, err := spec.Install(s.view(), s.keys, s.clusters[0].FindCertificate)
	require.NoError(s.t, err)
	s.pass(time.Hour)
	x = x.Look(s.view())
	require.True(s.t, x.Up(), "%s: %s", spec.Kind.Name, x.Worst())
	return x
}

func (s *site) pass(d time.Duration) {
	for _, c := range s.clusters {
		c.Advance(d)
	}
}

// do does operations on the cluster that has the node, a minute each.
func (s *site) do(node string, ops ...sim.Op) {
	s.t.Helper()
	for _, op := range ops {
		for _, c := range s.clusters {
			if c.Node(node) != nil {
				_, err := c.Do(op)
				require.NoError(s.t, err)
			}
		}
		s.pass(time.Minute)
	}
}

// renew regenerates a certificate on all nodes and restarts what presents it.
func renew(store cucm.Store, services ...string) func(*site, system.System) system.System {
	return func(s *site, x system.System) system.System {
		s.do("pub", sim.Regenerate(store))
		for _, service := range services {
			s.do("pub", sim.Restart(service))
		}
		return x
	}
}

// imported is the cure on the side of a system: what both nodes have in the store is imported.
func imported(store cucm.Store) func(*site, system.System) system.System {
	return func(s *site, x system.System) system.System {
		for _, n := range s.clusters[0].Nodes {
			if cert := n.Certificate(store); cert != nil {
				x = x.Importing(cert)
			}
		}
		return x
	}
}

// deleted deletes the system's certificate from a store of all nodes; uploaded puts it back.
func deleted(store cucm.Store) func(*site, system.System) system.System {
	return func(s *site, x system.System) system.System {
		for _, node := range []string{"pub", "sub"} { // from 12.0 on the first deletion may be all
			for _, c := range s.clusters[0].Node(node).Trusted(store) {
				if c.Sum == x.Own.Sum {
					s.do("pub", sim.DeleteCertificate(store, c.SerialHex(), node))
				}
			}
		}
		return x
	}
}

// noticed is a deletion that a service takes on.
func noticed(store cucm.Store, service string) func(*site, system.System) system.System {
	return func(s *site, x system.System) system.System {
		x = deleted(store)(s, x)
		if !x.Look(s.view()).Up() {
			panic("a deletion acts before " + service + " is restarted")
		}
		s.do("pub", sim.Restart(service))
		return x
	}
}

func uploaded(store cucm.Store) func(*site, system.System) system.System {
	return func(s *site, x system.System) system.System {
		for _, n := range s.clusters[0].Nodes {
			if store.OnNodes(n.Has(sim.RoleIMP)) {
				s.do("pub", sim.Upload(store, x.Own, n.Name))
			}
		}
		return x
	}
}

// exchanged uploads certificates of other nodes to a store of a node.
func exchanged(to, of cucm.Store, node string, from ...string) func(*site, system.System) system.System {
	return func(s *site, x system.System) system.System {
		for _, other := range from {
			s.do("pub", sim.Upload(to, s.clusters[0].Node(other).Certificate(of), node))
		}
		return x
	}
}

func restarted(_ *site, x system.System) system.System { return x.Restarted() }

// The table of the judgement: what breaks a kind, why it is down then, and what cures it.
var breaks = []struct {
	name, kind  string
	mode        sim.Mode
	blind       bool
	breaks      func(*site, system.System) system.System
	reason      system.Reason
	cure        func(*site, system.System) system.System
	thenRestart bool
}{
	{name: "another CallManager", kind: "sip-trunk", breaks: renew(cucm.CallManager, sim.ServiceCCM), reason: system.CertificateUnknown, cure: imported(cucm.CallManager)},
	{name: "another CallManager", kind: "conference-bridge", mode: sim.MixedTokenless, breaks: renew(cucm.CallManager, sim.ServiceCCM), reason: system.CertificateUnknown, cure: imported(cucm.CallManager)},
	{name: "another CallManager", kind: "mtp", mode: sim.MixedTokenless, breaks: renew(cucm.CallManager, sim.ServiceCCM), reason: system.CertificateUnknown, cure: imported(cucm.CallManager)},
	{name: "another CallManager", kind: "transcoder", mode: sim.MixedTokenless, breaks: renew(cucm.CallManager, sim.ServiceCCM), reason: system.CertificateUnknown, cure: imported(cucm.CallManager)},
	{name: "another CallManager", kind: "cti", mode: sim.MixedTokenless, breaks: renew(cucm.CallManager, sim.ServiceCTIManager), reason: system.CertificateUnknown, cure: imported(cucm.CallManager)},
	{name: "another tomcat", kind: "axl", breaks: renew(cucm.Tomcat, sim.ServiceTomcat), reason: system.CertificateUnknown, cure: imported(cucm.Tomcat)},
	{name: "another ipsec", kind: "ipsec", breaks: renew(cucm.IPsec), reason: system.CertificateUnknown, cure: imported(cucm.IPsec)},
	{name: "its certificate deleted", kind: "ipsec", breaks: deleted(cucm.IPsecTrust), reason: system.SystemUnknown, cure: uploaded(cucm.IPsecTrust)},
	{name: "another tomcat", kind: "sso", breaks: renew(cucm.Tomcat, sim.ServiceSSOTomcat), reason: system.CertificateUnknown, cure: imported(cucm.Tomcat)},
	{name: "another ITLRecovery", kind: "sso", breaks: renew(cucm.ITLRecovery), reason: system.CertificateUnknown, cure: imported(cucm.ITLRecovery)},
	{name: "another tomcat", kind: "emcc", breaks: renew(cucm.Tomcat, sim.ServiceTomcat), reason: system.CertificateUnknown, cure: imported(cucm.Tomcat)},
	{name: "another tomcat", kind: "expressway", breaks: renew(cucm.Tomcat, sim.ServiceTomcat), reason: system.CertificateUnknown, cure: imported(cucm.Tomcat)},
	{name: "its certificate deleted", kind: "expressway", breaks: noticed(cucm.CallManagerTrust, sim.ServiceCCM), reason: system.SystemUnknown, cure: uploaded(cucm.CallManagerTrust)},
	{name: "another tomcat, without TLS verify", kind: "expressway", blind: true, breaks: renew(cucm.Tomcat, sim.ServiceTomcat), reason: system.Connected},
	{name: "another tomcat", kind: "uccx", breaks: renew(cucm.Tomcat, sim.ServiceTomcat), reason: system.CertificateUnknown, cure: imported(cucm.Tomcat), thenRestart: true},
	{name: "another tomcat, Tomcat not restarted", kind: "extension-mobility", breaks: renew(cucm.Tomcat), reason: system.NotVouched, cure: renew(cucm.Tomcat, sim.ServiceTomcat)},
	{name: "another tomcat, Tomcat not restarted", kind: "corporate-directory", breaks: renew(cucm.Tomcat), reason: system.NotVouched, cure: renew(cucm.Tomcat, sim.ServiceTomcat)},
	{name: "another tomcat, Tomcat not restarted", kind: "midlet", breaks: renew(cucm.Tomcat), reason: system.NotVouched, cure: renew(cucm.Tomcat, sim.ServiceTomcat)},
	{name: "another tomcat, Tomcat not restarted", kind: "web-pages", breaks: renew(cucm.Tomcat), reason: system.CertificateUnknown, cure: renew(cucm.Tomcat, sim.ServiceTomcat)},
	{name: "another CallManager", kind: "presence", breaks: renew(cucm.CallManager, sim.ServiceCCM), reason: system.CertificateUnknown,
		cure: exchanged(cucm.CupTrust, cucm.CallManager, "imp", "pub", "sub")},
	{name: "another cup", kind: "presence", reason: system.SystemUnknown,
		breaks: func(s *site, x system.System) system.System {
			return renew(cucm.Cup, sim.ServiceSIPProxy)(s, x).Restarted()
		},
		cure: exchanged(cucm.CallManagerTrust, cucm.Cup, "pub", "imp")},
	{name: "its certificate deleted", kind: "visual-voicemail", breaks: deleted(cucm.PhoneCTLTrust), reason: system.SystemUnknown, cure: uploaded(cucm.PhoneCTLTrust)},
	{name: "another CAPF", kind: "phone-vpn", breaks: renew(cucm.CAPF, sim.ServiceCAPF), reason: system.IssuerUnknown, cure: imported(cucm.CAPF)},
	{name: "its certificate deleted", kind: "phone-vpn", breaks: deleted(cucm.PhoneVPNTrust), reason: system.SystemUnknown, cure: uploaded(cucm.PhoneVPNTrust)},
	{name: "another CAPF", kind: "phone-proxy", mode: sim.MixedTokenless, breaks: renew(cucm.CAPF, sim.ServiceCAPF), reason: system.IssuerUnknown, cure: imported(cucm.CAPF)},
	{name: "another CAPF", kind: "dot1x", breaks: renew(cucm.CAPF, sim.ServiceCAPF), reason: system.IssuerUnknown, cure: imported(cucm.CAPF)},
}

func TestJudgement(t *testing.T) {
	seen := map[string]bool{}
	for _, tt := range breaks {
		seen[tt.kind] = true
		t.Run(tt.kind+", "+tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.mode == "" {
				tt.mode = sim.NonSecure
			}
			s := newSite(t, "12.5", tt.mode)
			x := s.install(system.Spec{Name: "it", Kind: system.KindNamed(tt.kind), Blind: tt.blind})
			x = tt.breaks(s, x).Look(s.view())
			require.Equal(t, tt.reason, x.Worst().Reason)
			require.Equal(t, tt.reason == system.Connected, x.Up())
			if tt.cure == nil {
				return
			}
			x = tt.cure(s, x).Look(s.view())
			if tt.thenRestart {
				require.Equal(t, system.RestartNeeded, x.Worst().Reason)
				x = restarted(s, x).Look(s.view())
			}
			require.True(t, x.Up(), x.Worst())
		})
	}
	for _, k := range system.Kinds() {
		require.True(t, seen[k.Name], "%s: no row", k.Name)
	}
}

// Every row is complete, and its conditions and services are known.
func TestKinds(t *testing.T) {
	names := map[string]bool{}
	for _, k := range system.Kinds() {
		require.False(t, names[k.Name], k.Name)
		names[k.Name] = true
		require.Same(t, k, system.KindNamed(k.Name))
		for _, text := range []string{k.Says, k.Loses, k.Source} {
			require.NotEmpty(t, text, k.Name)
			require.NotContains(t, text[len(text)-1:], ".", k.Name)
		}
		require.True(t, k.Basis.Known(), k.Name)
		for _, l := range k.Links {
			if l.Service != "" {
				require.Contains(t, sim.ServiceNames(), l.Service, k.Name)
			}
			require.True(t, l.Store == "" || l.Store.Known(), k.Name)
			require.Equal(t, l.Condition == system.Knows, l.Store.Trust(), k.Name)
		}
	}
	require.Nil(t, system.KindNamed("fax"))
	texts := map[string]bool{}
	for _, r := range system.Reasons() {
		require.NotEmpty(t, r.Text(), r)
		require.False(t, texts[r.Text()], r)
		texts[r.Text()] = true
	}
	require.Empty(t, system.Reason("fax").Text())
}

// A connection that stands goes on until something restarts it; what a new one would meet is told.
func TestKeeps(t *testing.T) {
	s := newSite(t, "11.5", sim.NonSecure)
	x := s.install(system.Spec{Name: "trunk", Kind: system.KindNamed("sip-trunk")})
	x = deleted(cucm.CallManagerTrust)(s, x).Look(s.view())
	require.True(t, x.Up())
	require.Equal(t, system.Connected, x.Worst().Anew, "Cisco CallManager goes by what it read at its start")
	s.do("pub", sim.Restart(sim.ServiceCCM, "sub"))
	x = x.Look(s.view())
	require.False(t, x.Up())
	require.Equal(t, "sub", x.Worst().Node)
	require.Equal(t, system.Connected, x.Connections()[0].Reason)
	s.do("pub", sim.Restart(sim.ServiceCCM, "pub"))
	x = x.Restarted().Look(s.view())
	require.Regexp(t, `^pub: system-unknown \(trunk \(serial [0-9A-F]{8}…\) in CallManager-trust on pub\)$`, x.Worst().String())
}

// What is in between: nodes, services, ports, dates.
func TestUnreachable(t *testing.T) {
	s := newSite(t, "12.5", sim.NonSecure)
	x := s.install(system.Spec{Name: "uccx", Kind: system.KindNamed("uccx")})
	s.do("pub", sim.Stop(sim.ServiceTomcat, "sub"))
	require.Equal(t, system.Connection{Node: "sub", Reason: system.ServiceDown, Anew: system.ServiceDown, Detail: "Cisco Tomcat on sub"}, withoutTime(x.Look(s.view()).Worst()))
	s.do("pub", sim.SetDown("sub", true))
	require.Equal(t, system.Unreachable, x.Look(s.view()).Worst().Reason)
	s.do("pub", sim.SetDown("sub", false), sim.Start(sim.ServiceTomcat, "sub"))
	require.True(t, x.Look(s.view()).Up())
	s.blocked = 8443
	require.Equal(t, system.Unreachable, x.Look(s.view()).Worst().Reason)
	s.blocked = 0
	s.pass(6 * 365 * 24 * time.Hour)
	require.Equal(t, system.CertificateExpired, x.Look(s.view()).Worst().Reason)
	s.do("pub", sim.RemoveNode("sub"))
	x.Nodes = []string{"sub"}
	require.Equal(t, system.Unreachable, x.Look(s.view()).Worst().Reason)
}

func withoutTime(c system.Connection) system.Connection {
	return system.Connection{Node: c.Node, From: c.From, Reason: c.Reason, Anew: c.Anew, Detail: c.Detail}
}

// The AXL request fails when CallManager.pem has expired, whatever the service shows.
func TestAXLNeedsCallManager(t *testing.T) {
	s := newSite(t, "12.5", sim.NonSecure)
	x := s.install(system.Spec{Name: "axl", Kind: system.KindNamed("axl"), Blind: true})
	s.pass(6 * 365 * 24 * time.Hour)
	require.Equal(t, system.CertificateExpired, x.Look(s.view()).Worst().Reason)
	s.do("pub", sim.Regenerate(cucm.CallManager, "pub"))
	require.True(t, x.Look(s.view()).Up())
}

// From 14 on Extension Mobility and AXL have a Tomcat of their own.
func TestOwnTomcat(t *testing.T) {
	for release, service := range map[string]string{"12.5": sim.ServiceTomcat, "14": sim.ServiceMobility} {
		s := newSite(t, release, sim.NonSecure)
		x := s.install(system.Spec{Name: "em", Kind: system.KindNamed("extension-mobility")})
		s.do("pub", sim.Regenerate(cucm.Tomcat))
		for _, restart := range []string{sim.ServiceTomcat, sim.ServiceMobility} {
			s.do("pub", sim.Restart(restart))
			if restart == service {
				break
			}
			require.Equal(t, system.NotVouched, x.Look(s.view()).Worst().Reason, release)
		}
		require.True(t, x.Look(s.view()).Up(), release)
		s.do("pub", sim.Stop(sim.ServiceMobility, "sub"))
		require.Equal(t, system.ServiceDown, x.Look(s.view()).Worst().Reason, release)
	}
}

// On the other side may be a node of another cluster: what it trusts and shows lies there.
func TestPeer(t *testing.T) {
	for _, kind := range []string{"sip-trunk", "ipsec", "emcc"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "12.5", sim.NonSecure)
			k := system.KindNamed(kind)
			x := s.install(system.Spec{Name: "far", Kind: k, Peer: "far", Nodes: []string{"pub"}})
			store := map[string]cucm.Store{"sip-trunk": cucm.CallManager, "ipsec": cucm.IPsec, "emcc": cucm.Tomcat}[kind]
			s.do("far", sim.Regenerate(store))
			for _, l := range k.Links {
				if l.Service != "" && l.Condition != system.Runs {
					s.do("far", sim.Restart(l.Service))
				}
			}
			x = x.Restarted().Look(s.view())
			require.Equal(t, system.SystemUnknown, x.Worst().Reason)
			s.do("pub", sim.Upload(store.TrustStore(), s.clusters[1].Nodes[0].Certificate(store), "pub"))
			require.True(t, x.Look(s.view()).Up())
			for _, c := range s.clusters[1].Nodes[0].Trusted(store.TrustStore()) {
				if c.Node == "pub" {
					s.do("far", sim.DeleteCertificate(store.TrustStore(), c.SerialHex(), "far"))
				}
			}
			for _, l := range k.Links {
				if l.Service != "" {
					s.do("far", sim.Restart(l.Service))
				}
			}
			require.Equal(t, system.CertificateUnknown, x.Restarted().Look(s.view()).Worst().Reason)
			s.do("far", sim.SetDown("far", true))
			require.Equal(t, system.Unreachable, x.Look(s.view()).Worst().Reason)
		})
	}
}

// A system whose certificate a CA signed is known by that CA, and so is a cluster.
func TestAuthorities(t *testing.T) {
	s := newSite(t, "12.5", sim.NonSecure)
	x := s.install(system.Spec{Name: "x", Kind: system.KindNamed("expressway"), Nodes: []string{"pub"}, Issuer: pki.IntermediateCA})
	x, err := x.WithNewCertificate(s.view(), s.keys)
	require.NoError(t, err)
	require.True(t, x.Look(s.view()).Up(), "another certificate of the same CA")
	s.do("pub", sim.GenerateCSR(cucm.Tomcat, "pub", sim.CSROptions{}))
	for _, ref := range []string{pki.RootCA, pki.IntermediateCA} {
		ca, err := s.clusters[0].FindCertificate(ref)
		require.NoError(t, err)
		s.do("pub", sim.Upload(cucm.TomcatTrust, ca, "pub"))
	}
	answer, err := s.clusters[0].FindCertificate("signed:pub/tomcat")
	require.NoError(t, err)
	s.do("pub", sim.Upload(cucm.Tomcat, answer, "pub"), sim.Restart(sim.ServiceTomcat, "pub"))
	require.Equal(t, system.CertificateUnknown, x.Look(s.view()).Worst().Reason)
	root, err := s.clusters[0].FindCertificate(pki.RootCA)
	require.NoError(t, err)
	x = x.Importing(root, root)
	require.True(t, x.Look(s.view()).Up(), "the node shows the intermediate CA beside its certificate")
	require.Len(t, x.Imported(), 2)
}

// A CTI application has its certificate from CAPF: it works as long as the cluster knows that CAPF.
func TestIssuedByCAPF(t *testing.T) {
	s := newSite(t, "12.5", sim.MixedTokenless)
	x := s.install(system.Spec{Name: "cti", Kind: system.KindNamed("cti")})
	old := s.clusters[0].Publisher().Certificate(cucm.CAPF)
	s.do("pub", sim.Regenerate(cucm.CAPF), sim.Restart(sim.ServiceCAPF))
	require.True(t, x.Restarted().Look(s.view()).Up(), "CallManager-trust keeps the old one")
	s.do("pub", sim.DeleteCertificate(cucm.CallManagerTrust, old.SerialHex(), "pub"))
	require.True(t, x.Restarted().Look(s.view()).Up(), "CTIManager goes by what it read at its start")
	s.do("pub", sim.Restart(sim.ServiceCTIManager))
	require.Equal(t, system.SystemUnknown, x.Restarted().Look(s.view()).Worst().Reason)
	x, err := x.WithNewCertificate(s.view(), s.keys)
	require.NoError(t, err)
	require.True(t, x.Restarted().Look(s.view()).Up())
	s.do("pub", sim.Stop(sim.ServiceCAPF))
	_, err = x.WithNewCertificate(s.view(), s.keys)
	require.ErrorContains(t, err, "does not run")
	_, err = system.System{Name: "em", Kind: system.KindNamed("midlet")}.WithNewCertificate(s.view(), s.keys)
	require.ErrorContains(t, err, "no certificate of its own")
}

// In a non-secure cluster media resources connect without TLS.
func TestWithoutTLS(t *testing.T) {
	s := newSite(t, "12.5", sim.NonSecure)
	x := s.install(system.Spec{Name: "mtp", Kind: system.KindNamed("mtp"), Trusts: []string{}})
	require.True(t, x.Look(s.view()).Up())
	s.do("pub", sim.SetMixedMode)
	require.Equal(t, system.CertificateUnknown, x.Restarted().Look(s.view()).Worst().Reason)
}

// The CTL lists the ASA since its last update, with tokens too.
func TestFirewallInCTL(t *testing.T) {
	s := newSite(t, "12.5", sim.MixedTokenless)
	x := s.install(system.Spec{Name: "asa", Kind: system.KindNamed("phone-proxy")})
	x, err := x.WithNewCertificate(s.view(), s.keys)
	require.NoError(t, err)
	require.Equal(t, system.NotInCTL, x.Look(s.view()).Worst().Reason)
	s.do("pub", sim.Upload(cucm.PhoneCTLASATrust, x.Own, "pub"))
	require.Equal(t, system.NotInCTL, x.Look(s.view()).Worst().Reason)
	s.do("pub", sim.UpdateCTL)
	require.True(t, x.Look(s.view()).Up())
}

// Specifications that cannot be.
func TestInstallRefuses(t *testing.T) {
	s := newSite(t, "12.5", sim.NonSecure)
	for want, spec := range map[string]system.Spec{
		`system "a": node "nowhere" is in no cluster`: {Name: "a", Kind: system.KindNamed("uccx"), Nodes: []string{"nowhere"}},
		`certificate "fax"`:                           {Name: "b", Kind: system.KindNamed("uccx"), Trusts: []string{"fax"}},
		`CA "fax"`:                                    {Name: "c", Kind: system.KindNamed("expressway"), Issuer: "fax"},
	} {
		_, err := spec.Install(s.view(), s.keys, s.clusters[0].FindCertificate)
		require.ErrorContains(t, err, want)
	}
}

func TestEvents(t *testing.T) {
	testevent.Check(t, map[string]event.What{
		"system: uccx is up": system.Changed{Name: "x", System: "uccx", Up: true, Reason: system.Connected, Loses: "logins"},
		"system: uccx is down: service-down (Cisco Tomcat on pub); logins": system.Changed{Name: "x", System: "uccx",
			Reason: system.ServiceDown, Detail: "Cisco Tomcat on pub", Loses: "logins"},
		"system: uccx is down: unreachable; logins": system.Changed{Name: "x", System: "uccx", Reason: system.Unreachable, Loses: "logins"},
	})
}

// Something is told when a system goes down or up, and when it is down for another reason.
func TestSince(t *testing.T) {
	s := newSite(t, "12.5", sim.NonSecure)
	up := s.install(system.Spec{Name: "x", Kind: system.KindNamed("midlet")})
	s.do("pub", sim.Stop(sim.ServiceTomcat, "sub"))
	down := up.Look(s.view())
	s.do("pub", sim.SetDown("sub", true))
	other := down.Look(s.view())
	for _, tt := range []struct {
		before, after system.System
		told          bool
	}{{up, up, false}, {up, down, true}, {down, down, false}, {down, other, true}, {other, up, true}} {
		changed, told := tt.after.Since(tt.before)
		require.Equal(t, tt.told, told)
		if told {
			require.Equal(t, tt.after.Up(), changed.Up)
		}
	}
}
