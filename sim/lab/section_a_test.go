package lab_test

// One test per statement of the trust rule, its anchors, its corollaries and the common recoveries, each on every
// release on which the statement can be made. Sources: Security Guides 12.5 and 14, tech notes 116232, 117598, 118893
// and 213407; see docs/fidelity.md.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/trustlist"
)

func TestT0AcceptsTheFirstFileBlind(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.decided(s.sbd, trust.FileITL, reason.FirstList)
	})
	onEveryRelease(t, hasTokenless, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.MixedTokenless)
		s.decided(s.sbd, trust.FileCTL, reason.FirstList)
		s.decided(s.old, trust.FileCTL, reason.FirstList)
	})
}

// blankITL brings the phones the blank ITL of the rollback parameter.
func (s *site) blankITL() {
	s.Helper()
	s.do(sim.SetParameter(sim.ParamRollback, "True"))
	s.restart(sim.ServiceTVS)
	s.restart(sim.ServiceTFTP)
	s.boot(s.sbd)
}

func TestT0BlankITLAcceptsAnyITLAndUnsignedConfigurations(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.blankITL()
		s.trust(s.sbd, lab.TrustBlank)
		s.decided(s.sbd, trust.FileConfiguration, reason.UnsignedAccepted)
		s.renew(cucm.CallManager, cucm.TVS)
		if hasRecovery(r.Rules()) {
			s.renew(cucm.ITLRecovery)
		}
		s.do(sim.SetParameter(sim.ParamRollback, "False"))
		s.restart(sim.ServiceTFTP)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.BlankList)
		s.trust(s.sbd, lab.TrustCurrent)
	})
}

// Sources differ about a blank ITL beside a CTL that names servers. The verdict goes by the same setting as the phone.
func TestT0BlankITLBesideACTLIsASetting(t *testing.T) {
	onEveryRelease(t, hasTokenless, func(t *testing.T, r cucm.Release) {
		for setting, want := range map[phone.BlankITL]struct {
			verdict lab.Trust
			code    reason.Code
		}{
			phone.BlankCTLDecides: {lab.TrustCurrent, reason.SignerUnknown},
			phone.BlankAccept:     {lab.TrustBlank, reason.BlankList},
		} {
			s := newSite(t, r, sim.MixedTokenless, func(c *lab.Config) { c.Settings.BlankITLWithCTL = setting })
			s.blankITL()
			s.trust(s.sbd, want.verdict)
			s.renew(cucm.CallManager, cucm.TVS)
			if hasRecovery(r.Rules()) {
				s.renew(cucm.ITLRecovery)
			}
			s.do(sim.SetParameter(sim.ParamRollback, "False"))
			s.restart(sim.ServiceTFTP)
			s.boot(s.sbd)
			s.decided(s.sbd, trust.FileITL, want.code)
		}
	})
}

func TestT1AcceptsASignerInTheCTL(t *testing.T) {
	onEveryRelease(t, hasTokenless, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.MixedTokenless)
		s.renew(cucm.CAPF) // changes both lists, no signer
		s.do(sim.UpdateCTL)
		s.boot(s.sbd, s.old)
		s.decided(s.sbd, trust.FileCTL, reason.SignerInCTL)
		s.decided(s.sbd, trust.FileITL, reason.SignerInCTL)
		s.decided(s.sbd, trust.FileConfiguration, reason.SignerInCTL)
		s.decided(s.old, trust.FileCTL, reason.SignerInCTL)
	})
}

func TestT1WantsAFittingRole(t *testing.T) {
	onEveryRelease(t, hasTokenless, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.MixedTokenless)
		ctl, err := s.sbd.State().Lists[trust.CTL].File.List()
		require.NoError(t, err)
		signer, err := ctl.SignerRecord()
		require.NoError(t, err)
		require.Equal(t, trustlist.RoleSAST, signer.Role)
		for _, node := range []string{"pub", "sub"} {
			own := s.Cluster().Node(node).Certificate(cucm.CallManager)
			require.NotNil(t, ctl.Find(own.Issuer, own.Serial, trustlist.RoleCCMTFTP), "signs configurations of %s", node)
		}
		sub := s.Cluster().Node("sub").Certificate(cucm.CallManager)
		require.Nil(t, ctl.Find(sub.Issuer, sub.Serial, trustlist.RoleSAST), "a subscriber signs no CTL")
	})
}

func TestT2AcceptsASignerInTheITL(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.renew(cucm.TVS)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
		s.decided(s.sbd, trust.FileConfiguration, reason.SignerInITL)
	})
}

func TestT3AcceptsASignerThatTVSKnows(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		s.renew(cucm.CallManager)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.VouchedByTVS)
		s.trust(s.sbd, lab.TrustCurrent)
	})
}

func TestT3NeedsAReachableServer(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		s.stop(sim.ServiceTVS)
		s.regenerate(cucm.CallManager)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerUnknown)
		require.Contains(t, s.found(s.sbd, trust.FileITL, trust.StepTVS), reason.TVSUnreachable)
		s.trust(s.sbd, lab.TrustRefusing)
		s.do(sim.Start(sim.ServiceTVS))
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.VouchedByTVS)
	})
}

func TestT3NeedsAServerWhoseCertificateIsInTheStoredITL(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		s.renew(cucm.CallManager, cucm.TVS)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerUnknown)
		require.Contains(t, s.found(s.sbd, trust.FileITL, trust.StepTVS), reason.TVSCertificateMismatch)
		s.trust(s.sbd, lab.TrustLocked)
	})
}

func TestT3OneUnchangedServerOfTheListIsEnough(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		s.regenerate(cucm.CallManager, "pub")
		s.regenerate(cucm.TVS, "pub")
		s.restart(sim.ServiceTVS)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.VouchedByTVS)
	})
}

func TestT3NeedsAServerThatKnowsTheSigner(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure, func(c *lab.Config) { c.Groups[0].Nodes = []string{"sub"} })
		s.signByCallManager()
		s.do(sim.SetReplication("sub", true))
		s.regenerate(cucm.CallManager, "pub")
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerUnknown)
		require.Contains(t, s.found(s.sbd, trust.FileITL, trust.StepTVS), reason.TVSUnknownSigner)
		s.trust(s.sbd, lab.TrustRefusing)
	})
}

func TestT1T2T3AreTriedInThisOrder(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		s.renew(cucm.CallManager)
		s.boot(s.sbd)
		var order []string
		for _, c := range s.decision(s.sbd, trust.FileITL).Checks {
			if len(order) == 0 || order[len(order)-1] != c.Step {
				order = append(order, c.Step)
			}
		}
		require.Equal(t, []string{trust.StepNone, trust.StepCTL, trust.StepITL, trust.StepTVS}, order)
	})
}

func TestStrandedPhonesKeepTheirFilesAndStayRegistered(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		itl, config := s.sbd.State().Lists[trust.ITL].File, s.sbd.State().Config
		s.renew(cucm.CallManager, cucm.TVS)
		s.boot(s.sbd)
		require.True(t, itl == s.sbd.State().Lists[trust.ITL].File, "the ITL stays")
		v := s.Judge(t.Context(), s.sbd)
		require.Equal(t, "pub", v.Registered)
		if callManagerSigns(r.Rules()) { // from 12.0 on the TFTP restart that brings the new key ends the reset ITL too
			require.True(t, config == s.sbd.State().Config, "the configuration stays")
			require.Equal(t, "kept-old", v.Config)
		}
	})
}

func TestWithoutSBDNothingTouchesAPhoneOfANonSecureCluster(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.renew(cucm.CallManager, cucm.TVS, cucm.CAPF)
		s.boot(s.old)
		require.Nil(t, s.old.State().Lists[trust.ITL].File)
		s.decided(s.old, trust.FileConfiguration, reason.UnsignedAccepted)
		require.Equal(t, "pub", s.Judge(t.Context(), s.old).Registered)
	})
}

func TestWithoutSBDOnlyT1Counts(t *testing.T) {
	onEveryRelease(t, and(hasTokenless, callManagerSigns), func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.MixedTokenless)
		s.renew(cucm.CallManager)
		s.do(sim.UpdateCTL)
		s.Advance(10 * time.Minute)
		s.boot(s.sbd, s.old)
		s.decided(s.sbd, trust.FileCTL, reason.VouchedByTVS)
		s.decided(s.old, trust.FileCTL, reason.SignerUnknown)
		s.trust(s.old, lab.TrustLocked)
	})
}

func TestAnchorUpTo91IsTheCallManagerOfTheServingNode(t *testing.T) {
	onEveryRelease(t, func(r *cucm.Rules) bool { return !r.ITLRecovery }, func(t *testing.T, r cucm.Release) {
		newSite(t, r, sim.NonSecure).anchors(cucm.CallManager)
	})
}

func TestAnchorsFrom100To115AreCallManagerAndITLRecovery(t *testing.T) {
	onEveryRelease(t, and(hasRecovery, callManagerSigns), func(t *testing.T, r cucm.Release) {
		newSite(t, r, sim.NonSecure).anchors(cucm.CallManager, cucm.ITLRecovery)
	})
}

func TestAnchorsFrom120AreITLRecoveryAndCallManager(t *testing.T) {
	onEveryRelease(t, recoverySigns, func(t *testing.T, r cucm.Release) {
		newSite(t, r, sim.NonSecure).anchors(cucm.ITLRecovery, cucm.CallManager)
	})
}

// anchors checks the SAST records of the stored ITL; the first is the signer.
func (s *site) anchors(stores ...cucm.Store) {
	s.Helper()
	list, err := s.sbd.State().Lists[trust.ITL].File.List()
	require.NoError(s, err)
	var have []string
	for _, r := range list.Records {
		if r.Role == trustlist.RoleSAST {
			have = append(have, r.Subject)
		}
	}
	var want []string
	for _, store := range stores {
		want = append(want, s.Cluster().Publisher().Certificate(store).Subject)
	}
	require.Equal(s, want, have)
	require.Equal(s, want[0], list.Header.SignerName)
}

func TestITLRecoveryIsAStableAnchorFrom120(t *testing.T) {
	onEveryRelease(t, recoverySigns, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.renew(cucm.CallManager, cucm.TVS)
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
	})
}

func TestC1FailoverOfTFTPNeedsTVSWhileCallManagerSigns(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.signByCallManager()
		s.stop(sim.ServiceTFTP, "pub")
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.VouchedByTVS)
	})
	onEveryRelease(t, recoverySigns, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		s.stop(sim.ServiceTFTP, "pub")
		s.boot(s.sbd)
		if r.Rules().RecoveryByNode {
			s.decided(s.sbd, trust.FileITL, reason.VouchedByTVS)
			return
		}
		s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
	})
}

func TestC1VanishesWhenTheITLHoldsTheOtherTFTPNodes(t *testing.T) {
	onEveryRelease(t, callManagerSigns, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure, func(c *lab.Config) { c.Cluster.Settings.ITLOtherTFTP = true })
		s.stop(sim.ServiceTFTP, "pub")
		s.boot(s.sbd)
		s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
	})
}

func TestC2ARotationIsSafeIfOneAnchorStaysBetweenTwoBoots(t *testing.T) {
	for name, order := range map[string][]cucm.Store{
		"TVS last": {cucm.CallManager, cucm.TVS}, "CallManager last": {cucm.TVS, cucm.CallManager},
	} {
		t.Run(name, func(t *testing.T) {
			onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
				s := newSite(t, r, sim.NonSecure)
				for _, store := range order {
					s.renew(store)
					s.boot(s.sbd)
					s.trust(s.sbd, lab.TrustCurrent)
				}
			})
		})
	}
}

func TestC2CountsBootsOfThePhoneAndNotTheOrderOfTheAdministrator(t *testing.T) {
	for name, order := range map[string][]cucm.Store{
		"TVS last": {cucm.CallManager, cucm.TVS}, "CallManager last": {cucm.TVS, cucm.CallManager},
	} {
		t.Run(name, func(t *testing.T) {
			onEveryRelease(t, callManagerSigns, func(t *testing.T, r cucm.Release) {
				s := newSite(t, r, sim.NonSecure)
				s.PowerOff(s.sbd.Alone())
				for _, store := range order {
					s.renew(store)
				}
				require.NoError(t, s.PowerOn(t.Context(), s.sbd.Alone()))
				s.decided(s.sbd, trust.FileITL, reason.SignerUnknown)
				s.trust(s.sbd, lab.TrustLocked)
			})
		})
	}
}
