package lab_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// rate is the reset rate of these labs, phones a second.
const rate = 5

// pass lets time pass for a living lab, and returns how many slices that took.
func pass(t testing.TB, l *lab.Lab, d time.Duration) (slices int) {
	t.Helper()
	for until := l.Now().Add(d); ; slices++ {
		done, err := l.Pass(t.Context(), until)
		require.NoError(t, err)
		if done {
			require.Equal(t, until, l.Now())
			return slices + 1
		}
		require.Less(t, slices, 100_000, "it never ends")
	}
}

// living is a lab whose phones are on and live.
func living(t testing.TB, count int, sockets bool) *lab.Lab {
	t.Helper()
	l := newLab(t, "12.5", count, sockets)
	require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
	l.Live(rate)
	return l
}

// registered says where the phones of a group are registered; "no: REASON" where they are not, "several" where they differ.
func registered(l *lab.Lab, group string) string {
	at := ""
	for p := range l.Each(l.Group(group, 0, 0)) {
		r := p.Report()
		here := r.Registered
		if here == "" {
			here = "no: " + string(r.RegisterReason)
		}
		if at != "" && at != here {
			return "several"
		}
		at = here
	}
	return at
}

// TestFailOver: phones whose call manager is gone notice, by the connection or when they next say that they are there, go to the next one
// without asking for files, and come back when the first one has been there for a while.
func TestFailOver(t *testing.T) {
	const ccm = sim.ServiceCCM
	sip := lab.Fault{Nodes: []string{"cucm-pub"}, Port: 5060}
	op := func(op sim.Op) func(*lab.Lab) error { return func(l *lab.Lab) error { return l.Do(op) } }
	for name, row := range map[string]struct {
		goes, comes func(*lab.Lab) error
		noticed     time.Duration // after which desk, which speaks SIP, has noticed; a beat before it has not
		lobby       string        // where phones that speak SCCP are then
	}{
		"service stopped": {op(sim.Stop(ccm, "cucm-pub")), op(sim.Start(ccm, "cucm-pub")), 5 * time.Second, "cucm-sub1"},
		"node down":       {op(sim.SetDown("cucm-pub", true)), op(sim.SetDown("cucm-pub", false)), 120 * time.Second, "cucm-sub1"},
		"port blocked": {func(l *lab.Lab) error { return l.Block(sip) }, func(l *lab.Lab) error { return l.Unblock(sip) },
			120 * time.Second, "cucm-pub"},
	} {
		onBoth(t, func(t *testing.T, sockets bool) {
			t.Run(name, func(t *testing.T) {
				l := living(t, 3, sockets)
				require.Equal(t, "cucm-pub", registered(l, "desk"))
				pass(t, l, time.Hour)
				before := at(l, 0).Report().Requests
				require.NoError(t, row.goes(l))
				if row.noticed > 5*time.Second {
					pass(t, l, row.noticed-5*time.Second)
					require.Equal(t, "cucm-pub", registered(l, "desk"), "it has not noticed yet")
				}
				pass(t, l, 5*time.Second)
				require.Equal(t, "cucm-sub1", registered(l, "desk"))
				require.Equal(t, before, at(l, 0).Report().Requests, "no file is asked for")
				require.Equal(t, row.lobby, registered(l, "lobby"), "SCCP has a port and an interval of its own")
				pass(t, l, time.Hour)
				require.Equal(t, "cucm-sub1", registered(l, "desk"))

				require.NoError(t, row.comes(l))
				pass(t, l, 115*time.Second)
				require.Equal(t, "cucm-sub1", registered(l, "desk"), "not at once")
				pass(t, l, 5*time.Second)
				require.Equal(t, "cucm-pub", registered(l, "desk"))
				require.Equal(t, "cucm-pub", registered(l, "lobby"))
				require.Equal(t, phone.Life{}, at(l, 0).Life())
			})
		})
	}
}

// TestShortTrouble: what is over before a phone would notice, it does not notice; a restart closes connections, and phones come back.
func TestShortTrouble(t *testing.T) {
	l := living(t, 2, false)
	f := lab.Fault{Nodes: []string{"cucm-pub"}}
	require.NoError(t, l.Block(f))
	pass(t, l, time.Minute)
	require.Equal(t, "cucm-pub", registered(l, "desk"))
	require.Equal(t, phone.Registers, at(l, 0).Life().Do)
	require.Equal(t, "cucm-sub1", registered(l, "lobby"), "SCCP phones notice sooner")
	require.NoError(t, l.Unblock(f))
	pass(t, l, time.Second)
	require.Equal(t, phone.Life{}, at(l, 0).Life())

	require.NoError(t, l.Do(sim.Restart(sim.ServiceCCM, "all")))
	pass(t, l, time.Minute)
	require.Equal(t, "cucm-pub", registered(l, "desk"))
}

// TestRetries: phones that have not come to anything try again by themselves, as long as it takes; and are registered when they can be.
func TestRetries(t *testing.T) {
	everything := lab.Fault{}
	calls := []lab.Fault{{Port: 5060}, {Port: 2000}}
	for name, row := range map[string]struct {
		spoil, mend func(*lab.Lab) error
		reason      reason.Code
		do          phone.Urge
		within      time.Duration // of which phones are back
	}{
		"nothing answers": {func(l *lab.Lab) error { return l.Block(everything) }, func(l *lab.Lab) error { return l.Unblock(everything) },
			reason.NoConfiguration, phone.Boots, 35 * time.Second},
		"no configuration": {func(l *lab.Lab) error { return l.Do(sim.Stop(sim.ServiceTFTP, "all")) },
			func(l *lab.Lab) error { return l.Do(sim.Start(sim.ServiceTFTP, "all")) }, reason.NoConfiguration, phone.Boots, 50 * time.Second},
		"no call manager": {func(l *lab.Lab) error { l.Block(calls[0]); l.Block(calls[1]); return nil },
			func(l *lab.Lab) error { l.Unblock(calls[0]); l.Unblock(calls[1]); return nil }, reason.NoCallManager, phone.Registers, 35 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, "12.5", 2, false)
			l.Live(rate)
			require.NoError(t, row.spoil(l))
			began := l.Now()
			require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
			require.Equal(t, row.reason, at(l, 0).Report().RegisterReason)
			pass(t, l, 10*time.Minute)
			life := at(l, 0).Life()
			require.Equal(t, row.do, life.Do)
			require.Equal(t, began, life.Since)
			require.Greater(t, life.Tries, 10)
			require.NoError(t, row.mend(l))
			pass(t, l, row.within)
			require.Equal(t, "cucm-pub", registered(l, "desk"))
			require.Equal(t, "cucm-pub", registered(l, "lobby"))
			require.Equal(t, phone.Life{}, at(l, 0).Life())

			l.PowerOff(l.Phones())
			require.NoError(t, row.spoil(l))
			require.True(t, l.Due().IsZero() || l.Due().After(l.Now().Add(time.Hour)), "phones that are off do nothing")
		})
	}
}

// TestCAPFAgain: phones go to CAPF again on the lab's clock, and have their LSC soon after it is back, or when it has time; those in secure
// modes are not registered until then.
func TestCAPFAgain(t *testing.T) {
	for name, row := range map[string]struct {
		spoil, mend sim.Op
		code        reason.Code
		wait        time.Duration
	}{
		"stopped": {sim.Stop(sim.ServiceCAPF, "cucm-pub"), sim.Start(sim.ServiceCAPF, "cucm-pub"), reason.CAPFUnreachable, 30 * time.Second},
		"busy":    {sim.SetCAPFBusy("cucm-pub", true), sim.SetCAPFBusy("cucm-pub", false), reason.CAPFBusy, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				l := mixedLab(t, "12.5", sockets, nil)
				l.Live(rate)
				do(t, l, row.spoil)
				secure(t, l, "encrypted", true)
				require.Equal(t, "no: "+string(row.code), registered(l, "desk"))
				require.Equal(t, phone.Enrols, at(l, 0).Life().Do)
				pass(t, l, row.wait+5*time.Second)
				require.Equal(t, 2, at(l, 0).Report().CAPF.Failed)
				do(t, l, row.mend)
				pass(t, l, row.wait-10*time.Second)
				require.Equal(t, row.code, at(l, 0).Report().Enrolment, "not before its time")
				pass(t, l, 15*time.Second)
				require.Equal(t, reason.LSCInstalled, at(l, 0).Report().Enrolment)
				require.Equal(t, "cucm-pub", registered(l, "desk"))
				require.Equal(t, phone.Life{}, at(l, 0).Life())
			})
		})
	}
}

// TestStorm: phones that are told to reset do so at the rate, in the same slots each time, and so are few kinds afterwards.
func TestStorm(t *testing.T) {
	const count = 2000
	l := newLab(t, "12.5", count, false)
	require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
	l.Live(rate)
	for range 3 {
		pass(t, l, 17*time.Minute)
		require.NoError(t, l.Do(sim.Regenerate(cucm.CallManager, "cucm-sub1")))
		require.NoError(t, l.Do(sim.Restart(sim.ServiceTFTP, "all")))
		l.Spread()
		waiting, why := l.Waiting()
		require.Equal(t, count+1, waiting.Len())
		require.Len(t, why, 1)
		before := l.Resets()
		pass(t, l, 100*time.Second)
		require.InDelta(t, 100*rate, l.Resets()-before, rate*5)
		pass(t, l, (count+1)/rate*time.Second)
		require.Equal(t, count+1, l.Resets()-before)
		waiting, _ = l.Waiting()
		require.Empty(t, waiting)
	}
	require.LessOrEqual(t, len(l.Stands(t.Context(), l.Phones())), 101)
}

// TestStormIsSliced: no slice of a storm of phones that all stand apart does more than a few.
func TestStormIsSliced(t *testing.T) {
	l := living(t, 400, false)
	l.Apart()
	require.NoError(t, l.Do(sim.Regenerate(cucm.CallManager, "cucm-sub1")))
	l.Spread()
	before, most, until := l.Resets(), 0, l.Now().Add(time.Hour)
	for done := false; !done; {
		was := l.Resets()
		var err error
		done, err = l.Pass(t.Context(), until)
		require.NoError(t, err)
		most = max(most, l.Resets()-was)
	}
	require.Equal(t, 401, l.Resets()-before)
	require.LessOrEqual(t, most, 8)
}

// TestResetsInStorm: who is reset by hand meanwhile has reset; whoever waits for all lets all; who is off needs not.
func TestResetsInStorm(t *testing.T) {
	l := living(t, 100, false)
	require.NoError(t, l.Do(sim.Regenerate(cucm.CallManager, "cucm-sub1")))
	l.Spread()
	l.PowerOff(l.Group("desk", 51, 60))
	require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Group("desk", 91, 100)))
	waiting, _ := l.Waiting()
	require.Equal(t, 81, waiting.Len())
	before := l.Resets()
	require.NoError(t, l.Settle(t.Context()))
	require.Equal(t, 81, l.Resets()-before)
	waiting, why := l.Waiting()
	require.Empty(t, waiting)
	require.Empty(t, why)
}

// TestConsole: a living phone keeps what its console printed, under its own name.
func TestConsoleIsKept(t *testing.T) {
	l := newLab(t, "12.5", 3, false)
	l.Live(rate)
	require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
	for _, p := range firsts(l, 3) {
		lines := fmt.Sprint(p.Console())
		require.Contains(t, lines, "ITL"+p.Name()+".tlv")
	}
	for range 20 {
		require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
	}
	require.Len(t, at(l, 0).Console(), 200)
}
