package lab_test

// The common recoveries, a test each, on every release that has them.

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// strand brings the phone to where it refuses the ITL for good: signer and every TVS certificate changed while CallManager
// signed.
func (s *site) strand() {
	s.Helper()
	s.signByCallManager()
	s.renew(cucm.CallManager, cucm.TVS)
	s.boot(s.sbd)
	s.trust(s.sbd, lab.TrustLocked)
}

func TestRDELDeletingTheListsAlwaysHelps(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.strand()
		require.True(t, s.helps(s.sbd, lab.HelpDelete))
		require.NoError(t, s.DeleteTrustList(t.Context(), trust.Lists[:], s.sbd.Alone()))
		s.trust(s.sbd, lab.TrustCurrent)
	})
}

func TestRITLUpTo115WorksWhileThePhoneKnowsITLRecovery(t *testing.T) {
	onEveryRelease(t, and(hasRecovery, callManagerSigns), func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.strand()
		require.True(t, s.helps(s.sbd, lab.HelpITLReset))
		s.do(sim.ResetITL)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
	})
}

func TestRITLUpTo115FailsOnceITLRecoveryChanged(t *testing.T) {
	onEveryRelease(t, and(hasRecovery, callManagerSigns), func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.renew(cucm.CallManager, cucm.TVS, cucm.ITLRecovery)
		s.boot(s.sbd)
		s.trust(s.sbd, lab.TrustLocked)
		require.False(t, s.helps(s.sbd, lab.HelpITLReset))
		s.do(sim.ResetITL)
		s.boot(s.sbd)
		s.trust(s.sbd, lab.TrustLocked)
	})
}

func TestRITLFrom120WorksWhileThePhoneKnowsCallManager(t *testing.T) {
	onEveryRelease(t, recoverySigns, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.renew(cucm.ITLRecovery, cucm.TVS)
		s.boot(s.sbd)
		s.trust(s.sbd, lab.TrustLocked)
		require.True(t, s.helps(s.sbd, lab.HelpITLReset))
		s.do(sim.ResetITL)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
		s.restart(sim.ServiceTFTP)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
		s.trust(s.sbd, lab.TrustCurrent)
	})
}

func TestRITLFrom120FailsOnceCallManagerChangedToo(t *testing.T) {
	onEveryRelease(t, recoverySigns, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.renew(cucm.CallManager, cucm.TVS, cucm.ITLRecovery)
		s.boot(s.sbd)
		s.trust(s.sbd, lab.TrustLocked)
		require.False(t, s.helps(s.sbd, lab.HelpITLReset))
	})
}

func TestRREMWorksForPhonesThatHoldTheExportedITLRecovery(t *testing.T) {
	onEveryRelease(t, hasRecovery, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		key, err := s.Cluster().ExportRecoveryKey(s.Cluster().Publisher().ID)
		require.NoError(t, err)
		s.renew(cucm.CallManager, cucm.TVS, cucm.ITLRecovery)
		s.boot(s.sbd)
		s.trust(s.sbd, lab.TrustLocked)
		s.do(sim.ResetITLRemote(key))
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
		s.restart(sim.ServiceTFTP)
		s.boot(s.sbd)
		s.trust(s.sbd, lab.TrustCurrent)
	})
}

func TestRCTLWorksForPhonesThatHoldTheSecondarySAST(t *testing.T) {
	onEveryRelease(t, func(r *cucm.Rules) bool { return r.CTLReset == cucm.ITLRecovery }, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.MixedTokenless)
		s.renew(cucm.CallManager)
		s.do(sim.UpdateCTL)
		s.boot(s.old)
		s.trust(s.old, lab.TrustLocked)
		require.True(t, s.helps(s.old, lab.HelpCTLReset))
		s.do(sim.ResetCTL)
		s.boot(s.old)
		s.decided(s.old, trust.FileCTL, reason.SignerInCTL)
		s.do(sim.UpdateCTL)
		s.boot(s.old)
		s.decided(s.old, trust.FileCTL, reason.SignerInCTL)
	})
	onEveryRelease(t, recoverySigns, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.MixedTokenless)
		s.renew(cucm.ITLRecovery)
		s.do(sim.UpdateCTL)
		s.boot(s.old)
		s.trust(s.old, lab.TrustLocked)
		s.do(sim.ResetCTL)
		s.boot(s.old)
		s.decided(s.old, trust.FileCTL, reason.SignerInCTL)
	})
}

func TestRDRSWorksForPhonesThatHoldThePreChangeLists(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		require.NoError(t, s.Backup("before"))
		s.renew(cucm.CallManager, cucm.TVS)
		s.boot(s.sbd)
		s.trust(s.sbd, lab.TrustLocked)
		require.True(t, s.helps(s.sbd, lab.HelpRestore))
		require.NoError(t, s.Restore("before"))
		s.Advance(time.Minute)
		s.boot(s.sbd)
		s.trust(s.sbd, lab.TrustCurrent)
	})
}

func TestRROLLWorksOnlyForPhonesThatStillTrustSomething(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		healthy := newSite(t, r, sim.NonSecure)
		healthy.blankITL()
		healthy.trust(healthy.sbd, lab.TrustBlank)
	})
	onEveryRelease(t, callManagerSigns, func(t *testing.T, r cucm.Release) {
		stranded := newSite(t, r, sim.NonSecure)
		stranded.strand()
		stranded.blankITL()
		stranded.trust(stranded.sbd, lab.TrustLocked)
	})
}

func TestSTLTheStatusScreenSaysTrustListUpdateFailed(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.strand()
		var texts []string
		for _, line := range s.sbd.State().Status {
			texts = append(texts, line.Text)
		}
		require.Contains(t, texts, "Trust List update failed")
		require.False(t, s.Services(t.Context(), s.sbd).Accepted, "HTTPS services: Host Not Found")
	})
}

func TestSOKTheInstalledFileIsTheServedOne(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		s.renew(cucm.CallManager)
		s.boot(s.sbd)
		require.Equal(t, s.Cluster().Publisher().ITL().Sum(), s.sbd.State().Lists[trust.ITL].File.Sum())
	})
}

// logging makes a site whose log lines are kept.
func logging(lines *[]string) func(*lab.Config) {
	return func(c *lab.Config) {
		c.Groups[0].Model = "7965" // its console lines about TVS are published
		c.Log = func(line event.Event) { *lines = append(*lines, line.What.Kind()+" "+line.What.String()) }
	}
}

func TestSTVSTheTraceLooksInBothCachesInVain(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		var lines []string
		s := newSite(t, r, sim.NonSecure, logging(&lines), func(c *lab.Config) { c.Groups[0].Nodes = []string{"sub"} })
		s.signByCallManager()
		s.do(sim.SetReplication("sub", true))
		s.regenerate(cucm.CallManager, "pub")
		lines = nil
		s.boot(s.sbd)
		requireInOrder(t, lines, "tvs ",
			"ERROR:CertificateDBCACHE::getCertificateInformation - Cannot find the certificate in the cache",
			"ERROR:CertificateCTLCache::getCertificateInformation - Cannot find the certificate in the cache",
			"getCertificateInformation(cert) : certificate not found")
	})
}

func TestSHSTheConsoleSaysThatTheHandshakeFailed(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		var lines []string
		s := newSite(t, r, sim.NonSecure, logging(&lines))
		s.signByCallManager()
		s.renew(cucm.CallManager, cucm.TVS)
		lines = nil
		s.boot(s.sbd)
		requireInOrder(t, lines, "console ", "start SSL/TLS handshake", "SSL/TLS handshake failed")
	})
}

func TestSOKTheTraceFindsTheSignerWithItsRoles(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		var lines []string
		s := newSite(t, r, sim.NonSecure, logging(&lines))
		s.signByCallManager()
		s.renew(cucm.CallManager)
		lines = nil
		s.boot(s.sbd)
		requireInOrder(t, lines, "tvs ", "Found entry {rolecount : 2}")
	})
}

// requireInOrder looks for texts in lines of a kind, each after the one before.
func requireInOrder(t *testing.T, lines []string, kind string, texts ...string) {
	t.Helper()
	for _, line := range lines {
		if len(texts) > 0 && strings.HasPrefix(line, kind) && strings.Contains(line, texts[0]) {
			texts = texts[1:]
		}
	}
	require.Empty(t, texts, "not in %q", lines)
}
