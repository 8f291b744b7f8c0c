package lab_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// TestSuppose: a supposed operation says where phones would stand, and changes nothing; done, it says the same.
func TestSuppose(t *testing.T) {
	ctx := t.Context()
	l := newLab(t, "11.5", 3, false)
	require.NoError(t, l.PowerOn(ctx, l.Phones()))
	l.PowerOff(at(l, 1).Alone())
	before, stands := l.Cluster().Clone(), l.Stands(ctx, l.Phones())
	both := sim.All(sim.Regenerate(cucm.CallManager, "all"), sim.Regenerate(cucm.TVS, "all"), sim.Restart(sim.ServiceTVS, "all"), sim.Restart(sim.ServiceTFTP, "all"))

	supposed, err := l.Suppose(ctx, l.Phones(), "cucm-sub1", both)
	require.NoError(t, err)
	require.Equal(t, lab.TrustLocked, supposed[0].Verdict.Trust)
	require.Empty(t, l.Cluster().Compare(before))
	require.Equal(t, stands, l.Stands(ctx, l.Phones()))

	require.NoError(t, l.Do(both))
	require.Equal(t, l.Stands(ctx, l.Phones()), supposed)
	require.Equal(t, lab.TrustLocked, l.Judge(ctx, supposed[0].Phone).Trust)

	_, err = l.Suppose(ctx, l.Phones(), "nowhere", both)
	require.ErrorContains(t, err, `node "nowhere" is in no cluster`)
	_, err = l.Suppose(ctx, l.Phones(), "cucm-pub", sim.ResetCTL)
	require.Error(t, err)
}

// TestOwnConfiguration: a phone that did as another has a configuration of its own, with its own line.
func TestOwnConfiguration(t *testing.T) {
	l := newLab(t, "11.5", 3, false)
	require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
	require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
	for i, line := range []string{"4001", "4002", "4003"} {
		s := at(l, i).State()
		require.Equal(t, at(l, i).Name()+".cnf.xml.sgn", s.ConfigName)
		require.Contains(t, string(s.Config.Bytes()), "<name>"+line+"</name>")
		require.Contains(t, string(s.Config.Bytes()), s.ConfigName)
	}
}

// BenchmarkSuppose is one step of a search over plans: a two-node cluster is copied, one operation done on the copy, and all
// phones judged, where nothing has to be signed and no phone refuses.
func BenchmarkSuppose(b *testing.B) {
	l := newLab(b, "11.5", 1000, false)
	require.NoError(b, l.PowerOn(b.Context(), l.Phones()))
	l.Advance(time.Minute)
	op := sim.Stop(sim.ServiceTVS, "cucm-sub1")
	b.ReportAllocs()
	for b.Loop() {
		stands, err := l.Suppose(context.Background(), l.Phones(), "cucm-pub", op)
		if err != nil || len(stands) != 2 {
			b.Fatal(err, len(stands))
		}
	}
}

// TestSame: a lab is as its fork until something happens to clusters or phones that an administrator sees; resets are counted, power-on
// is not.
func TestSame(t *testing.T) {
	ctx := t.Context()
	l := newLab(t, "11.5", 3, false)
	require.NoError(t, l.PowerOn(ctx, l.Phones()))
	before := l.Fork(nil)
	require.Zero(t, l.Resets())
	require.NoError(t, l.Reset(ctx, phone.Reset, l.Phones()))
	require.Equal(t, l.Phones().Len(), l.Resets())
	l.Advance(time.Hour)
	require.True(t, l.Same(before))
	for name, change := range map[string]func(*lab.Lab) error{
		"a phone is off":    func(f *lab.Lab) error { f.PowerOff(at(f, 1).Alone()); return nil },
		"a service stopped": func(f *lab.Lab) error { return f.Do(sim.Stop(sim.ServiceTVS, "cucm-sub1")) },
		"a port is blocked": func(f *lab.Lab) error { return f.Block(lab.Fault{Port: 2445}) },
		"there is a backup": func(f *lab.Lab) error { return f.Backup("nightly") },
		"a phone has moved": func(f *lab.Lab) error { return f.Move(at(f, 1).Alone(), []string{"cucm-sub1"}, nil) },
	} {
		f := l.Fork(nil)
		require.NoError(t, change(f), name)
		require.False(t, f.Same(l), name)
	}
	f := l.Fork(nil)
	require.NoError(t, f.DeleteTrustList(ctx, []trust.List{trust.ITL}, f.Phones()))
	require.True(t, f.Same(l), "deleted lists come back at once")
}
