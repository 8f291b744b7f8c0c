package lab_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// TestSignerQuestion: the setting decides by which question TVS vouches for the signer of an ITL, on both networks.
func TestSignerQuestion(t *testing.T) {
	for question, trace := range map[phone.SignerQuestion]string{
		phone.SignerQuery: "TVS_MSG_QUERY_CERT_REQ", phone.SignerVerify: "TVS_MSG_CERT_VERIFICATION_REQ",
	} {
		t.Run(string(question), func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				var log []string
				cfg := config(t, "9.1", 1)
				cfg.Settings.TVSSignerQuestion = question
				cfg.Log = func(e event.Event) {
					if e.What.Kind() == lab.LogTVS && strings.Contains(e.What.String(), "_REQ") {
						log = append(log, e.What.String())
					}
				}
				l := open(t, cfg, sockets)
				require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
				do(t, l, sim.Regenerate(cucm.CallManager, "cucm-pub"))
				restart(t, l, sim.ServiceTFTP)
				reset(t, l)
				i := slices.IndexFunc(at(l, 0).Report().Decisions, func(d trust.Decision) bool { return d.File == trust.FileITL })
				require.Equal(t, reason.VouchedByTVS, at(l, 0).Report().Decisions[i].Code)
				require.Contains(t, strings.Join(log, "\n"), trace)
			})
		})
	}
}
