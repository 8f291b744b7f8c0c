package phone

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/outcome"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
)

// TestConsole holds the lines of a boot with a new ITL vouched for by TVS, an HTTPS peer, and registrations over TLS,
// per family, to golden files.
func TestConsole(t *testing.T) {
	for _, model := range []string{"7975", "9971", "8861"} {
		t.Run(model, func(t *testing.T) {
			var lines []string
			p := newPhone(t, model, oldCTL(t), oldITL(t))
			var busy time.Duration
			p.Observe = func(e event.Event) {
				e.Time = e.Time.Add(busy)
				printed, took := Console(p.Model.UI, e)
				lines, busy = append(lines, printed...), busy+took
			}
			n := newNet(t).knows("CM1'").serve("pub", signedName, sgn(t, "CM1", secureConfig()))
			n.serveList(trust.ITL, itl(t, "CM1'", "V1", "V2"))
			net := &tlsNet{fakeNet: n, certificate: "CM2"}
			p.Boot(t.Context(), net, Reset)
			n.knows("tomcat").tvs["sub"].known["tomcat"] = []trustlist.Role{trustlist.RoleAppServer}
			p.VerifyPeer(t.Context(), net, id(t, "tomcat").Cert.Raw, trustlist.RoleAppServer)
			p.VerifyPeer(t.Context(), net, id(t, "stranger").Cert.Raw, trustlist.RoleAppServer)
			net.refusal = outcome.UnknownCA
			p.State.LSC = testLSC(t)
			p.Boot(t.Context(), net, Restart)
			require.True(t, slices.IsSorted(clocks.FindAllString(strings.Join(lines, "\n"), -1)), "times do not run backwards")
			golden(t, "testdata/console-"+model+".txt", strings.Join(lines, "\n")+"\n")
		})
	}
}

// clocks are the times of lines.
var clocks = regexp.MustCompile(`[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}`)

// TestConsoleForms holds the forms of lines to published ones.
func TestConsoleForms(t *testing.T) {
	for name, c := range map[string]struct {
		ui       UI
		sequence int
		what     event.What
		first    string
	}{
		"79xx":      {ui79, 0, ListStored{}, "2700: NOT 07:00:00.000000 SECD: setupSocketToTvsProxy: Connected to TVS proxy server"},
		"99xx":      {ui8999, 0, TVSAsked{Code: reason.Found}, "2700 NOT 07:00:00.000000 SECD: -TVS service available, can attempt via TVS"},
		"88xx":      {ui7888, 0, ListStored{}, "2700 NOT May 06 07:00:00.000000 (339:1850) SECUREAPP-updateFromFile: TL parse to table: CTL_SUCCESS"},
		"LSC":       {ui79, 0, Registration{Code: reason.Registered, Identity: KindLSC, SCCP: true}, "2700: NOT 07:00:00.000000 SECD: -PXY_CERT_CIPHER: [SCCP], [TLSv1], cert [LSC], cipher [AES256-SHA:AES128-SHA]"},
		"MIC":       {ui8999, 0, Registration{Code: reason.Registered, Identity: KindMIC}, "2700 NOT 07:00:00.000000 SECD: -PXY_NO_LSC: No LSC for [SIP], will try MIC"},
		"fallback":  {ui79, 0, DefaultedToTFTP{Server: "192.0.2.11"}, "2700: NOT 07:00:00.000000 JVM: Startup Module Loader|cip.sipcc.SipCcAdapter: - No Valid Unified CMs. Defaulting to TFTP Server: 192.0.2.11"},
		"sequence":  {ui79, 2, ListStored{}, "2780: NOT 07:00:00.000000 SECD: setupSocketToTvsProxy: Connected to TVS proxy server"},
		"no family": {"", 0, ListStored{}, "2700 NOT May 06 07:00:00.000000 (339:1850) SECUREAPP-updateFromFile: TL parse to table: CTL_SUCCESS"},
	} {
		t.Run(name, func(t *testing.T) {
			lines, took := Console(c.ui, event.Event{Time: t0, Sequence: c.sequence, What: c.what})
			require.Equal(t, c.first, lines[0])
			require.Positive(t, took)
		})
	}
	for what, why := range map[event.What]string{
		DefaultedToTFTP{Server: "pub", SCCP: true}: "the line is known of SIP loads",
		StatusShown{"Trust List updated"}:          "the screen is not the console",
	} {
		lines, took := Console(ui79, event.Event{What: what})
		require.Empty(t, lines, why)
		require.Zero(t, took)
	}
}

// golden compares text with a file, or writes it.
func golden(t *testing.T, name, text string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err, fmt.Sprintf("run with -update to write %s", name))
	require.Equal(t, string(want), text)
}

// TestConsoleTime: no event's lines take longer than ConsoleTime, and they are in order.
func TestConsoleTime(t *testing.T) {
	for ui, family := range consoleFamilies {
		for situation, lines := range family.lines {
			last := 0
			for _, l := range lines {
				require.GreaterOrEqual(t, l.after, last, "%s %s: %s", ui, situation, l.text)
				last = l.after
			}
			require.Less(t, time.Duration(last)*time.Millisecond, ConsoleTime, "%s %s", ui, situation)
		}
	}
}
