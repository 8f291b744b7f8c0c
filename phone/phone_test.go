package phone

import (
	"testing"
	"time"

	"tvslab/event"
	"tvslab/phone/reason"
	"tvslab/phone/trust"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
)

func TestDeleteTrustList(t *testing.T) {
	for text, c := range map[string]struct {
		lists    []trust.List
		ctl, itl bool
	}{
		"CTL":         {[]trust.List{trust.CTL}, false, true},
		"ITL":         {[]trust.List{trust.ITL}, true, false},
		"CTL and ITL": {[]trust.List{trust.CTL, trust.ITL}, false, false},
	} {
		t.Run(text, func(t *testing.T) {
			p := newPhone(t, "8841", oldCTL(t), oldITL(t))
			for i := range p.State.Lists {
				p.State.Lists[i].From = "pub"
			}
			p.State.Cache = trust.Cache{{Expires: t0.Add(time.Hour)}}
			p.State.Stale[trust.CTL] = true
			var told []string
			p.Observe = func(e event.Event) { told = append(told, e.What.String()) }
			p.DeleteTrustList(c.lists...)
			require.Contains(t, told, "trust list deleted by hand: "+text)
			for i, kept := range []bool{c.ctl, c.itl} {
				require.Equal(t, kept, p.State.Lists[i].File != nil)
				require.Equal(t, kept, p.State.Lists[i].From != "")
			}
			require.Equal(t, c.ctl, p.State.Stale[trust.CTL], "a stale CTL goes with the CTL")
			require.Empty(t, p.State.Cache)
			require.NotNil(t, p.State.Config, "the configuration stays")
		})
	}
}

func TestDeletingBothListsFreesALockedPhone(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	n := cluster(t, newList(t), "CM1'")
	require.Equal(t, reason.SignerUnknown, p.decisionOn(t, n, trust.ITL).Code)
	p.DeleteTrustList(trust.ITL)
	require.Equal(t, []reason.Code{reason.NotFound, reason.FirstList, reason.SignerInITL}, bootCodes(p.Boot(t.Context(), n, PowerOn)))
}

func TestFactoryReset(t *testing.T) {
	p := newPhone(t, "8841", oldCTL(t), oldITL(t))
	p.FactoryReset()
	require.Equal(t, State{}, p.State)
}

func TestApplyConfig(t *testing.T) {
	for name, lists := range map[string]bool{"configuration only": false, "with lists": true} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", nil, oldITL(t))
			p.Settings.ApplyConfigFetchesLists = lists
			r := p.Boot(t.Context(), cluster(t, byIR(t), "CM1"), ApplyConfig)
			require.Equal(t, lists, len(r.Decisions) == 3)
		})
	}
}

func TestJudgeLeavesThePhoneAlone(t *testing.T) {
	p := newPhone(t, "8841", oldCTL(t), oldITL(t))
	p.State.Cache = []trust.CacheEntry{{Issuer: "CN=x", Serial: []byte{1}, Expires: t0.Add(-time.Hour)}}
	p.State.Status = []StatusLine{{t0, "a"}}
	p.State.Session = 1004
	p.Observe = func(e event.Event) { require.Fail(t, "event", "%+v", e) }
	want := p.State.clone()
	n := newNet(t).knows("CM1'", "X").serveList(trust.CTL, of("CM1'", sast("CM1'"), tftp("X"))(t)).serveList(trust.ITL, list(t, "X", sast("X"), tftp("X")))

	j := p.Judge(t.Context(), n)
	require.Equal(t, reason.VouchedByTVS, j[trust.CTL].Decision.Code)
	require.Equal(t, reason.SignerInCTL, j[trust.ITL].Decision.Code, "the ITL is judged with the CTL that the CTL step leaves")
	require.NotNil(t, j[trust.CTL].Served)
	require.Equal(t, want, p.State)
	require.Equal(t, j, p.Judge(t.Context(), n), "asking again gives the same")
}

func TestJudgeTellsWhatIsMissing(t *testing.T) {
	j := newPhone(t, "8841", nil, oldITL(t)).Judge(t.Context(), newNet(t))
	require.Nil(t, j[trust.ITL].Served)
	require.Equal(t, reason.NotFound, j[trust.ITL].Decision.Code)
	require.Equal(t, reason.NoSBD, newPhone(t, "7960", nil, nil).Judge(t.Context(), newNet(t))[trust.ITL].Decision.Code)
}

func TestEvents(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	var kinds []string
	var decisions []trust.Decision
	p.Observe = func(e event.Event) {
		require.Equal(t, phoneName, e.Phone)
		require.Equal(t, t0, e.Time)
		require.NotEmpty(t, e.What.String())
		kinds = append(kinds, e.What.Kind())
		require.Equal(t, len(kinds), e.Sequence)
		if d, ok := e.What.(Decided); ok {
			decisions = append(decisions, d.Decision)
		}
	}
	r := p.Boot(t.Context(), cluster(t, newList(t), "CM1'").knows("CM1'"), Reset)
	require.Equal(t, []string{
		"reset", "request", "request", "status", "decision", // no CTL, by HTTP and TFTP
		"request", "tvs", "decision", "commit", "status",
		"request", "decision", "status", "configuration", "registration",
	}, kinds)
	require.Equal(t, r.Decisions, decisions)
}

func TestPhoneWithoutClockOrSettings(t *testing.T) {
	m, _ := ModelByName("8841")
	p := &Phone{Name: phoneName, Model: m, TFTP: []string{"pub"}}
	require.Equal(t, ConfigCurrent, p.Boot(t.Context(), cluster(t, oldITL(t), "CM1"), PowerOn).ConfigState)
}

func TestModels(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Models() {
		require.False(t, seen[m.Name], m.Name)
		seen[m.Name] = true
		found, ok := ModelByName(" cp-" + m.Name)
		require.True(t, ok)
		require.Equal(t, m, found)
		require.NotNil(t, textsByUI[m.UI])
		require.NotEmpty(t, m.Signalling)
		require.False(t, m.SBD && !m.SignedConfig, m.Name)
	}
	for _, name := range devices.NumberedModels() {
		require.True(t, seen[name], "number of unknown model %q", name)
	}
	_, ok := ModelByName("9999")
	require.False(t, ok)
	m, _ := ModelByName("7821")
	require.Equal(t, 621, m.Number)
	require.True(t, m.SBD && m.HTTP && m.SHA512)
	old, _ := ModelByName("7975")
	require.True(t, old.SBD && !old.HTTP && !old.SHA512)
}
