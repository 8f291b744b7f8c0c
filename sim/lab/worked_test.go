package lab_test

// Worked cases: rotations followed certificate by certificate.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// holds checks which certificates the phone's stored ITL has as SAST, signer first, and as TVS.
func (s *site) holds(signers, servers []*pki.Certificate) {
	s.Helper()
	list, err := s.sbd.State().Lists[trust.ITL].File.List()
	require.NoError(s, err)
	count := map[trustlist.Role]int{}
	for _, r := range list.Records {
		count[r.Role]++
	}
	require.Equal(s, len(signers), count[trustlist.RoleSAST])
	require.Equal(s, len(servers), count[trustlist.RoleTVS])
	require.Equal(s, signers[0].Serial, list.Header.Serial, "signed by %s", signers[0])
	for _, c := range signers {
		require.NotNil(s, list.Find(c.Issuer, c.Serial, trustlist.RoleSAST), "SAST %s", c)
	}
	for _, c := range servers {
		require.True(s, presentsRecord(list, c), "TVS %s", c)
	}
}

// state is the cluster's certificates by the letters of the cases: CallManager and TVS of publisher and subscriber, and
// ITLRecovery.
type state struct{ cm1, cm2, v1, v2, ir *pki.Certificate }

func (s *site) state() state {
	pub, sub := s.Cluster().Node("pub"), s.Cluster().Node("sub")
	return state{pub.Certificate(cucm.CallManager), sub.Certificate(cucm.CallManager), pub.Certificate(cucm.TVS),
		sub.Certificate(cucm.TVS), pub.Certificate(cucm.ITLRecovery)}
}

func newCase(t *testing.T, release string, mode sim.Mode) *site {
	t.Helper()
	r, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	return newSite(t, r, mode)
}

type certificates = []*pki.Certificate

func TestN1BothTFTPNodesChangedTVSGood(t *testing.T) {
	s := newCase(t, "11.5", sim.NonSecure)
	was := s.state()
	s.holds(certificates{was.cm1, was.ir}, certificates{was.v1, was.v2})
	s.renew(cucm.CallManager)
	now := s.state()
	require.NotEqual(t, was.cm1.Serial, now.cm1.Serial)
	s.boot(s.sbd)
	s.decided(s.sbd, trust.FileITL, reason.VouchedByTVS)
	s.holds(certificates{now.cm1, was.ir}, certificates{was.v1, was.v2})
	s.decided(s.sbd, trust.FileConfiguration, reason.SignerInITL)
}

func TestN2BothTFTPNodesAndTVSChanged(t *testing.T) {
	s := newCase(t, "11.5", sim.NonSecure)
	was := s.state()
	s.renew(cucm.CallManager, cucm.TVS)
	s.boot(s.sbd)
	s.holds(certificates{was.cm1, was.ir}, certificates{was.v1, was.v2})
	require.Equal(t, []reason.Code{reason.NotInCache, reason.TVSCertificateMismatch, reason.TVSCertificateMismatch},
		s.found(s.sbd, trust.FileITL, trust.StepTVS), "publisher, then subscriber")
	s.decided(s.sbd, trust.FileConfiguration, reason.SignerUnknown)
	s.do(sim.ResetITL)
	s.boot(s.sbd)
	s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
	now := s.state()
	s.holds(certificates{was.ir, now.cm1}, certificates{now.v1, now.v2})
	s.decided(s.sbd, trust.FileConfiguration, reason.SignerInITL)

	old := newCase(t, "9.1", sim.NonSecure)
	old.renew(cucm.CallManager, cucm.TVS)
	old.boot(old.sbd)
	require.Equal(t, []string{lab.HelpDelete}, old.Helps(t.Context(), old.sbd), "no ITLRecovery on 9.1")
}

func TestN3TheSameOn125LosesNothing(t *testing.T) {
	s := newCase(t, "12.5", sim.NonSecure)
	was := s.state()
	s.holds(certificates{was.ir, was.cm1}, certificates{was.v1, was.v2})
	s.renew(cucm.CallManager, cucm.TVS)
	s.boot(s.sbd)
	s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
	now := s.state()
	s.holds(certificates{was.ir, now.cm1}, certificates{now.v1, now.v2})
}

func TestN4PublisherRotatedTokenless(t *testing.T) {
	s := newCase(t, "10.5(1)", sim.MixedTokenless)
	s.renew(cucm.CallManager)
	s.do(sim.UpdateCTL)
	s.boot(s.sbd, s.old)
	s.decided(s.sbd, trust.FileCTL, reason.VouchedByTVS)
	s.decided(s.sbd, trust.FileITL, reason.SignerInCTL)
	s.decided(s.old, trust.FileCTL, reason.SignerUnknown)
	s.trust(s.old, lab.TrustLocked)
	require.Equal(t, []string{lab.HelpDelete}, s.Helps(t.Context(), s.old))
}

func TestN5TheSameOn125(t *testing.T) {
	s := newCase(t, "12.5", sim.MixedTokenless)
	s.renew(cucm.CallManager)
	s.do(sim.UpdateCTL)
	s.boot(s.sbd, s.old)
	s.decided(s.sbd, trust.FileCTL, reason.SignerInCTL)
	s.decided(s.old, trust.FileCTL, reason.SignerInCTL)
}

func TestN6ITLRecoveryRotatedByTheGuide(t *testing.T) {
	s := newCase(t, "12.5", sim.NonSecure)
	s.regenerate(cucm.ITLRecovery)
	s.do(sim.ResetITL)
	now := s.state()
	s.boot(s.sbd)
	s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
	s.holds(certificates{now.cm1, now.ir}, certificates{now.v1, now.v2})
	s.restart(sim.ServiceTFTP)
	s.boot(s.sbd)
	s.decided(s.sbd, trust.FileITL, reason.SignerInITL)
	s.holds(certificates{now.ir, now.cm1}, certificates{now.v1, now.v2})

	rash := newCase(t, "12.5", sim.NonSecure) // CallManager changed just before, and the phone has not seen it
	rash.renew(cucm.CallManager)
	rash.regenerate(cucm.ITLRecovery)
	rash.do(sim.ResetITL)
	rash.boot(rash.sbd)
	rash.decided(rash.sbd, trust.FileITL, reason.VouchedByTVS)
}

func TestN7APhoneThatMissedTwoCorrectRotations(t *testing.T) {
	s := newCase(t, "11.5", sim.NonSecure)
	s.PowerOff(s.sbd.Alone())
	s.renew(cucm.CallManager)
	s.renew(cucm.TVS)
	require.NoError(t, s.PowerOn(t.Context(), s.sbd.Alone()))
	s.decided(s.sbd, trust.FileITL, reason.SignerUnknown)
	require.True(t, s.helps(s.sbd, lab.HelpITLReset))
	s.do(sim.ResetITL)
	s.boot(s.sbd)
	s.trust(s.sbd, lab.TrustCurrent)
}
