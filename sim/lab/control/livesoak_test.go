package control

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab"
)

// TestLivingSoak: hours of a lab with ten thousand phones that live, whose certificates are regenerated and whose call manager goes now and
// then, leave memory and goroutines as they were after the first of them. Six hours, or a day and more with TVSLAB_SOAK (any duration).
func TestLivingSoak(t *testing.T) {
	hours := 6
	if _, err := time.ParseDuration(os.Getenv("TVSLAB_SOAK")); err == nil {
		hours = 26
	}
	const count = 9_999
	bare := openLab(t, false, func(p *plan) { p.floor, p.Log = 1, nil })
	few := heap()
	l := openLab(t, false, func(p *plan) { p.floor, p.Log = count, nil })
	require.NoError(t, l.lab.PowerOn(t.Context(), l.lab.Phones()))
	l.Begin(60, 5)
	var before, goroutines int
	began := time.Now()
	for hour := range hours {
		livingHour(t, l, hour)
		if hour == 1 {
			before, goroutines = heap(), runtime.NumGoroutine()
			t.Logf("%d phones: %d kB after two hours, %s", count+1, (before-few)>>10, time.Since(began).Round(time.Millisecond))
		}
	}
	after := heap()
	t.Logf("%d kB more after %d hours, %d kinds of phones, %s", (after-before)>>10, hours, len(l.lab.Stands(t.Context(), l.lab.Phones())), time.Since(began).Round(time.Millisecond))
	require.Less(t, before-few, 16<<20, "ten thousand phones cost megabytes")
	require.Less(t, after-before, 4<<20)
	require.LessOrEqual(t, runtime.NumGoroutine(), goroutines+2)
	runtime.KeepAlive(bare)
	runtime.KeepAlive(l)
}

// livingHour is an hour of the lab: a certificate is regenerated at its begin, and every third hour the first call manager is out of reach
// for twenty minutes.
func livingHour(t *testing.T, l *Lab, hour int) {
	t.Helper()
	typeOn(t, l, "set cert regen "+[]string{"CallManager", "TVS", "CAPF"}[hour%3])
	typeOn(t, l, "utils service restart Cisco Tftp")
	f := lab.Fault{Nodes: []string{"cucm-pub"}, Port: 5060}
	for minutes := range 3 {
		blocked := hour%3 == 1 && minutes == 1
		if blocked {
			require.NoError(t, l.lab.Block(f))
		}
		_, err := l.StepClock(t.Context(), "20m")
		require.NoError(t, err)
		if blocked {
			require.NoError(t, l.lab.Unblock(f))
		}
	}
	list := phonesOf(t, l, PhoneQuery{Limit: 1, Holding: Holding{Registered: "no"}})
	require.Zero(t, list.Count, fmt.Sprint("hour ", hour))
}
