package control

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/live"
	"tvslab/testrace"
)

// alive lets a lab live until the returned function is called.
func alive(t *testing.T, l *Lab, rate clock.Rate) (end func()) {
	t.Helper()
	require.NoError(t, l.lab.PowerOn(t.Context(), l.lab.Phones()))
	l.Begin(rate, 5)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		live.Run(ctx, l, func(err error) { t.Error(err) })
	}()
	return func() { cancel(); <-ended }
}

// clockOf is what the lab's clock shows.
func clockOf(t *testing.T, l *Lab) time.Time {
	t.Helper()
	at, err := time.Parse(clockForm, l.Clock().Clock)
	require.NoError(t, err)
	return at
}

// TestClockRuns: the lab's clock goes at its rate, can be looked at, changed and moved, and takes no minute for a command while it runs.
func TestClockRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openLab(t, false)
		defer alive(t, l, 60)()
		begin := clockOf(t, l)
		time.Sleep(10*time.Second + beat)
		require.InDelta(t, 600, clockOf(t, l).Sub(begin).Seconds(), 30)

		c, err := l.SetClock("stopped")
		require.NoError(t, err)
		require.Equal(t, "stopped", c.Rate)
		at := clockOf(t, l)
		time.Sleep(time.Hour)
		require.Equal(t, at, clockOf(t, l))
		typeOn(t, l, "set cert regen CAPF")
		require.Equal(t, at.Add(commandTime), clockOf(t, l), "a command takes its minute")
		_, err = l.Do(t.Context(), "restart-phone: floor")
		require.NoError(t, err)
		require.Equal(t, at.Add(2*commandTime), clockOf(t, l), "and so does a step")
		_, err = l.StepClock(t.Context(), "3d")
		require.NoError(t, err)
		require.Equal(t, at.Add(2*commandTime+72*time.Hour), clockOf(t, l))

		_, err = l.SetClock("real")
		require.NoError(t, err)
		at = clockOf(t, l)
		typeOn(t, l, "set cert regen CAPF")
		_, err = l.Do(t.Context(), "restart-phone: floor")
		require.NoError(t, err)
		require.Equal(t, at, clockOf(t, l), "what runs needs no push")
		_, err = l.Do(t.Context(), "advance: 1h")
		require.NoError(t, err)
		time.Sleep(time.Minute + beat)
		require.WithinDuration(t, at.Add(time.Hour+time.Minute), clockOf(t, l), 2*time.Second, "it goes on from where it was put")

		_, err = l.SetClock("fast")
		require.ErrorAs(t, err, new(RefusedError))
		_, err = l.StepClock(t.Context(), "soon")
		require.ErrorAs(t, err, new(RefusedError))
	})
}

// typeOn types a command on the publisher.
func typeOn(t *testing.T, l *Lab, line string) {
	t.Helper()
	s, err := l.Session("")
	require.NoError(t, err)
	results, err := s.Type(t.Context(), []string{line}, []string{"yes"})
	require.NoError(t, err)
	require.Empty(t, results[0].Refused)
}

// doOn does something to the cluster of a lab that lives meanwhile.
func doOn(t *testing.T, l *Lab, op sim.Op) {
	t.Helper()
	l.mutex.Lock()
	defer l.mutex.Unlock()
	require.NoError(t, l.lab.Do(op))
}

// TestDeadClock: the clock of a lab that does not live cannot be set.
func TestDeadClock(t *testing.T) {
	l := openLab(t, false)
	require.Equal(t, "stopped", l.Clock().Rate)
	_, err := l.SetClock("real")
	require.ErrorContains(t, err, "goes on with commands only")
	_, err = l.StepClock(t.Context(), "1h")
	require.ErrorContains(t, err, "goes on with commands only")
}

// TestLivingPhones: on a running clock phones go to another call manager by themselves, and reset at the rate where the cluster tells them to; on
// one that stands they do so with the commands that take time.
func TestLivingPhones(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openLab(t, false, func(p *plan) { p.floor = 99 })
		defer alive(t, l, clock.Real)()
		doOn(t, l, sim.Stop(sim.ServiceCCM, "cucm-pub"))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, 100, phonesOf(t, l, PhoneQuery{Holding: Holding{Registered: "cucm-sub1"}}).Count)

		typeOn(t, l, "set cert regen CallManager")
		require.Equal(t, 100, l.Waiting().Phones)
		time.Sleep(10*time.Second + beat)
		synctest.Wait()
		require.InDelta(t, 50, l.Waiting().Phones, 6)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Zero(t, l.Waiting().Phones)

		_, err := l.SetClock("stopped")
		require.NoError(t, err)
		doOn(t, l, sim.Start(sim.ServiceCCM, "cucm-pub"))
		typeOn(t, l, "utils service restart Cisco Tftp")
		require.Zero(t, phonesOf(t, l, PhoneQuery{Holding: Holding{Registered: "cucm-pub"}}).Count, "not within a minute")
		typeOn(t, l, "utils service restart Cisco Tftp")
		typeOn(t, l, "utils service restart Cisco Tftp")
		require.Equal(t, 100, phonesOf(t, l, PhoneQuery{Holding: Holding{Registered: "cucm-pub"}}).Count)
	})
}

// TestStormLetsIn: sessions are answered while thousands of phones reset, which takes half an hour of the clock.
func TestStormLetsIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		floor := 9_999
		if testrace.On {
			floor = 1_999
		}
		l := openLab(t, false, func(p *plan) { p.floor, p.Log = floor, nil })
		defer alive(t, l, clock.Real)()
		typeOn(t, l, "set cert regen CallManager")
		time.Sleep(time.Minute)
		answered := 0
		for l.Waiting().Phones > 0 {
			synctest.Wait()
			before := l.Waiting().Phones
			typeOn(t, l, "show itl")
			require.Equal(t, before, l.Waiting().Phones)
			answered++
			time.Sleep(time.Minute)
		}
		require.InDelta(t, floor/5/60, answered, 3, "five phones a second")
	})
}

// TestTooFast: a clock that the machine cannot follow is put back, and what is due happens all the same.
func TestTooFast(t *testing.T) {
	l := openLab(t, false)
	require.NoError(t, l.lab.PowerOn(t.Context(), l.lab.Phones()))
	l.Begin(clock.Fastest, 5)
	l.clock.World = l.clock.World.Add(-time.Hour) // ten years behind
	require.NoError(t, l.lab.Block(lab.Fault{}))
	require.NoError(t, l.lab.Reset(t.Context(), phone.Reset, l.lab.Phones()))
	idle, err := l.Live(t.Context())
	require.NoError(t, err)
	require.Zero(t, idle, "there is more")
	require.WithinDuration(t, time.Now(), l.clock.World, time.Minute)
	require.Equal(t, l.lab.Now(), l.clock.Lab)
}
