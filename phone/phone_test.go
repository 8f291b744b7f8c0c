package phone

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDeleteTrustList(t *testing.T) {
	for name, c := range map[string]struct {
		which    Lists
		ctl, itl bool
	}{
		"CTL":         {CTL, false, true},
		"ITL":         {ITL, true, false},
		"CTL and ITL": {CTLAndITL, false, false},
		"none":        {0, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", oldCTL(t), oldITL(t))
			p.State.CTLFrom, p.State.ITLFrom = "pub", "pub"
			p.State.Cache = []CacheEntry{{Expires: t0.Add(time.Hour)}}
			p.DeleteTrustList(c.which)
			require.Equal(t, name, c.which.String())
			require.Equal(t, c.ctl, p.State.CTL != nil)
			require.Equal(t, c.ctl, p.State.CTLFrom != "")
			require.Equal(t, c.itl, p.State.ITL != nil)
			require.Equal(t, c.itl, p.State.ITLFrom != "")
			require.Empty(t, p.State.Cache)
			require.NotNil(t, p.State.Config, "the configuration stays")
		})
	}
}

func TestDeletingBothListsFreesALockedPhone(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	n := cluster(t, newList(t), "CM1'")
	require.Equal(t, SignerUnknown, p.decisionOn(t, n, ITL).Code)
	p.DeleteTrustList(ITL)
	require.Equal(t, []Code{NotFound, FirstList, SignerInITL}, bootCodes(p.Boot(t.Context(), n, PowerOn)))
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
	p.State.Cache = []CacheEntry{{Issuer: "CN=x", Serial: []byte{1}, Expires: t0.Add(-time.Hour)}}
	p.State.Status = []StatusLine{{t0, "a"}}
	p.State.Session = 1004
	p.Observe = func(e Event) { require.Fail(t, "event", "%+v", e) }
	want := p.State.clone()
	n := newNet(t).knows("CM1'", "X").serveList(CTL, of("CM1'", sast("CM1'"), tftp("X"))(t)).serveList(ITL, list(t, "X", sast("X"), tftp("X")))

	j := p.Judge(t.Context(), n)
	require.Equal(t, VouchedByTVS, j.CTL.Decision.Code)
	require.Equal(t, SignerInCTL, j.ITL.Decision.Code, "the ITL is judged with the CTL that the CTL step leaves")
	require.NotNil(t, j.CTL.Served)
	require.Equal(t, want, p.State)
	require.Equal(t, j, p.Judge(t.Context(), n), "asking again gives the same")
}

func TestJudgeTellsWhatIsMissing(t *testing.T) {
	j := newPhone(t, "8841", nil, oldITL(t)).Judge(t.Context(), newNet(t))
	require.Nil(t, j.ITL.Served)
	require.Equal(t, NotFound, j.ITL.Decision.Code)
	require.Equal(t, NoSBD, newPhone(t, "7960", nil, nil).Judge(t.Context(), newNet(t)).ITL.Decision.Code)
}

func TestEvents(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	var kinds []string
	var decisions []Decision
	p.Observe = func(e Event) {
		require.Equal(t, phoneName, e.Phone)
		require.Equal(t, t0, e.Time)
		require.NotEmpty(t, e.Text)
		kinds = append(kinds, e.Kind)
		if e.Decision != nil {
			decisions = append(decisions, *e.Decision)
		}
	}
	r := p.Boot(t.Context(), cluster(t, newList(t), "CM1'").knows("CM1'"), Reset)
	require.Equal(t, []string{
		EventReset, EventRequest, EventRequest, EventStatus, EventDecision, // no CTL, by HTTP and TFTP
		EventRequest, EventTVS, EventDecision, EventCommit, EventStatus,
		EventRequest, EventDecision, EventStatus, EventConfiguration, EventRegistration,
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
	for name := range numbers {
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

func TestCodesAreExplainedOnce(t *testing.T) {
	seen := map[Code]bool{}
	for _, c := range Codes() {
		require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, string(c.Code))
		require.False(t, seen[c.Code], c.Code)
		require.NotEmpty(t, c.Text)
		require.NotEqual(t, ".", c.Text[len(c.Text)-1:])
		require.Equal(t, c.Text, c.Code.Text())
		seen[c.Code] = true
	}
	require.Contains(t, Code("x").Text(), "unknown code")
}
