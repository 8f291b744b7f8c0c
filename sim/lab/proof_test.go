package lab_test

import (
	"crypto"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/phone/reason"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// TestProofOfOtherDevice: phones prove themselves with their own MIC and LSC whatever the setting says, on both networks; that
// of another device counts by the setting.
func TestProofOfOtherDevice(t *testing.T) {
	for setting, want := range map[string]capf.Reason{"accept": capf.ReasonSuccess, "refuse": capf.ReasonInvalid} {
		t.Run(setting, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				l := mixedLab(t, "12.5", sockets, func(cfg *lab.Config) { cfg.Cluster.Settings.ProofOfOther = setting })
				for _, by := range []string{"by-existing-mic", "by-existing-lsc"} {
					do(t, l, sim.SetSecurityProfile(desk(l), "encrypted", by))
					do(t, l, sim.SetCertificateOperation(desk(l), string(capf.Install)))
					reset(t, l)
					for i := range 2 {
						require.Equal(t, reason.LSCInstalled, at(l, i).Report().Enrolment, "%s: %s", by, at(l, i).Report().EnrolmentDetail)
					}
				}
				if !sockets {
					return
				}
				do(t, l, sim.SetCertificateOperation(desk(l), string(capf.Delete)))
				node, lsc := l.Addresses()[0], at(l, 0).State().LSC
				session := &capf.Session{Device: at(l, 1).Name(), Evidence: &capf.Credential{Certificate: lsc.DER,
					Key: func() (crypto.Signer, error) { return lsc.Key() }}}
				r, err := (&capf.Client{OldCiphers: true}).Do(t.Context(), node.At(node.Ports[service.CAPF]), func([]byte) error { return nil }, session)
				require.NoError(t, err)
				require.Equal(t, want, r.Reason)
			})
		})
	}
}
