package lab_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/phone/reason"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// TestWrongStrings: after ten wrong authentication strings CAPF takes none for ten minutes, not even the right one; before the tenth,
// and after the pause, it does. Its log has the words of the Troubleshooting Guide.
func TestWrongStrings(t *testing.T) {
	for name, row := range map[string]struct {
		wrong int
		wait  time.Duration
		want  reason.Code
	}{
		"nine":                        {9, 0, reason.LSCInstalled},
		"ten":                         {10, 0, reason.CAPFRefused},
		"ten, in the pause":           {10, 10*time.Minute - time.Second, reason.CAPFRefused},
		"ten, after the pause":        {10, 10 * time.Minute, reason.LSCInstalled},
		"more do not put off its end": {14, 10 * time.Minute, reason.LSCInstalled},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				var log, told []string
				l := mixedLab(t, "12.5", sockets, func(c *lab.Config) {
					c.Log = func(line event.Event) {
						if line.What.Kind() == lab.LogCAPF {
							log = append(log, line.What.String())
						}
					}
					c.Observe = func(e event.Event) {
						if strings.HasPrefix(e.What.String(), "no authentication string until") {
							told = append(told, e.What.String())
						}
					}
				})
				do(t, l, sim.SetSecurityProfile(desk(l), "non-secure", "by-authentication-string"))
				do(t, l, sim.SetCertificateOperation(desk(l), "install-upgrade"))
				reset(t, l)
				for range row.wrong {
					require.NoError(t, l.UpdateLSC(t.Context(), "wrong", desk(l)))
					require.Equal(t, reason.CAPFRefused, at(l, 0).Report().Enrolment)
				}
				l.Advance(row.wait)
				require.NoError(t, l.UpdateLSC(t.Context(), "", desk(l)))
				require.Equal(t, row.want, at(l, 0).Report().Enrolment)
				require.Equal(t, row.wrong/10, len(told))
				require.Contains(t, strings.Join(log, "\n"), at(l, 0).Name()+", install-upgrade: 3, INVALID_AUTH_STR")
				require.Equal(t, row.want == reason.LSCInstalled, strings.HasSuffix(log[len(log)-1], at(l, 1).Name()+", install-upgrade: 0, SUCCESS"))
			})
		})
	}
}
