package phone

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// TestAfter: what a phone does by itself after a boot, and when; times are rounded up to five seconds.
func TestAfter(t *testing.T) {
	now := time.Date(2026, 1, 5, 9, 0, 1, 0, time.UTC)
	at := func(seconds int) time.Time { return time.Date(2026, 1, 5, 9, 0, seconds, 0, time.UTC) }
	before := Life{Do: Registers, At: now, Since: now.Add(-time.Hour), Tries: 7}
	silent := []trust.Decision{{Code: reason.Unreachable}}
	unregistered := func(c reason.Code) Report { return Report{RegisterReason: c} }
	for name, row := range map[string]struct {
		was    Life
		report Report
		want   Life
	}{
		"registered":                     {before, Report{Registered: "pub"}, Life{}},
		"registered, broken file":        {Life{}, Report{Registered: "pub", RetryAfter: retryInvalidXML}, Life{Do: Asks, At: at(20)}},
		"no configuration":               {Life{}, Report{RegisterReason: reason.NoConfiguration, RetryAfter: 45 * time.Second}, Life{Do: Boots, At: at(50), Since: now}},
		"no TFTP server":                 {Life{}, Report{Decisions: silent, RetryAfter: 45 * time.Second}, Life{Do: Boots, At: at(35), Since: now}},
		"no TFTP server, configuration":  {Life{}, Report{Decisions: silent, RegisterReason: reason.NoCallManager}, Life{Do: Registers, At: at(35), Since: now}},
		"no call manager":                {Life{}, unregistered(reason.NoCallManager), Life{Do: Registers, At: at(35), Since: now}},
		"again":                          {before, unregistered(reason.NoCallManager), Life{Do: Registers, At: at(35), Since: before.Since, Tries: 8}},
		"call manager unknown":           {Life{}, unregistered(reason.CallManagerUnknown), Life{Do: Registers, At: at(35), Since: now}},
		"rejected":                       {Life{}, unregistered(reason.RejectedSecurity), Life{Do: Boots, At: at(65), Since: now}},
		"no call manager in the CTL":     {Life{}, unregistered(reason.NoSecureCallManager), Life{Do: Boots, At: at(50), Since: now}},
		"stale CTL: nothing helps":       {before, unregistered(reason.StaleCTL), Life{Since: before.Since, Tries: 8}},
		"CAPF again":                     {Life{}, Report{Registered: "pub", CAPF: Attempts{1, 30 * time.Second}}, Life{Do: Enrols, At: at(35)}},
		"CAPF first, when it said":       {before, Report{RegisterReason: reason.NoCallManager, CAPF: Attempts{2, time.Minute}}, Life{Do: Enrols, At: at(65), Since: before.Since, Tries: 8}},
		"waits for a person at the keys": {Life{}, unregistered(reason.WaitingForString), Life{Since: now}},
	} {
		t.Run(name, func(t *testing.T) {
			p := &Phone{Now: func() time.Time { return now }}
			require.Equal(t, row.want, p.After(row.was, &row.report))
		})
	}
}

// TestRetryRows: no reason has two rows, and each is one of registrations.
func TestRetryRows(t *testing.T) {
	topics, seen := map[reason.Code]reason.Topic{}, map[reason.Code]bool{}
	for _, c := range reason.Codes() {
		topics[c.Code] = c.Topic
	}
	s := DefaultSettings()
	for _, row := range retries {
		require.Equal(t, reason.Registering, topics[row.code], row.code)
		require.False(t, seen[row.code], row.code)
		seen[row.code] = true
		require.Positive(t, row.after(&s))
	}
}

// TestBetter: a phone would rather have those that its configuration names before the one that has it.
func TestBetter(t *testing.T) {
	p := &Phone{State: State{ParsedConfig: &content.Config{CallManagers: []content.CallManager{{Node: "a"}, {Node: "b"}, {Node: "c"}}}}}
	for node, want := range map[string][]string{"a": nil, "b": {"a"}, "c": {"a", "b"}, "tftp": {"a", "b", "c"}, "": nil} {
		require.Equal(t, want, p.Better(&Report{Registered: node}), node)
	}
	p.State.ParsedConfig = nil
	require.Empty(t, p.Better(&Report{Registered: "a"}))
}

// TestReregister: going to the call managers again asks for no file, and the decisions about files of the last boot stay.
func TestReregister(t *testing.T) {
	group := []content.CallManager{{Node: "sub", SIPPort: 5060, SecuredSIPPort: 5061}, {Node: "pub", SIPPort: 5060, SecuredSIPPort: 5061}}
	p := newPhone(t, "8841", oldCTL(t), nil)
	p.State.Config, p.State.ParsedConfig = content.NewFile(nil), &content.Config{DeviceProtocol: "SIP", SecurityMode: 3, CallManagers: group}
	net := &tlsNet{fakeNet: newNet(t), certificate: "CM1"}
	last := Report{Cause: PowerOn, ConfigState: ConfigCurrent, Decisions: []trust.Decision{{File: trust.FileCTL, Code: reason.Identical}}}
	for range 3 {
		last = p.Act(t.Context(), net, Registers, last)
		require.Equal(t, "sub", last.Registered)
		require.Equal(t, ConfigCurrent, last.ConfigState)
		require.Len(t, last.Decisions, 2, "the list, and the call manager once")
		require.Empty(t, last.Requests)
	}
	net.deadCM = map[string]bool{"sub": true}
	require.Equal(t, "pub", p.Act(t.Context(), net, Returns, last).Registered)
	require.Equal(t, last, p.Act(t.Context(), net, "", last))
}
