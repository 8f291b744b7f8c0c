package lab_test

import (
	"cmp"
	"context"
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/accept"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
	"tvslab/testrace"
)

func TestMain(m *testing.M) {
	if testrace.On {
		_ = flag.Set("rapid.checks", "25") // of package rapid, which has it
	}
	goleak.VerifyTestMain(m)
}

// at returns the phone at a place in the order of all.
func at(l *lab.Lab, i int) lab.Phone { return slices.Collect(l.Each(l.Phones()))[i] }

// firsts returns the first n phones.
func firsts(l *lab.Lab, n int) []lab.Phone { return slices.Collect(l.Each(l.Phones()))[:n] }

// newLab is a two-node cluster with SBD phones and one that is not.
func newLab(t testing.TB, release string, count int, sockets bool) *lab.Lab {
	t.Helper()
	return open(t, config(t, release, count), sockets)
}

// open builds a lab that is closed with the test.
func open(t testing.TB, cfg lab.Config, sockets bool) *lab.Lab {
	t.Helper()
	if sockets {
		cfg.Sockets = cmp.Or(cfg.Sockets, &lab.Sockets{})
		cfg.Sockets.Trouble = func(trouble accept.Trouble) { t.Errorf("%v\n%s", trouble, trouble.Stack) }
	}
	l, err := lab.New(context.Background(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

// config describes the lab of newLab.
func config(t testing.TB, release string, count int) lab.Config {
	t.Helper()
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	r, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	nodes := []string{"cucm-pub", "cucm-sub1"}
	return lab.Config{
		Cluster: sim.Config{
			Release: r, Mode: sim.NonSecure, Settings: cucm.SettingRows().Defaults(), Keys: pool,
			Org:   pki.Organization{Unit: "Lab", Name: "Example", Locality: "Ghent", State: "OVL", Country: "BE"},
			Start: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
			Nodes: []sim.NodeSpec{
				{Name: "cucm-pub", Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}},
				{Name: "cucm-sub1", Roles: []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}},
			},
		},
		Settings: phone.DefaultSettings(),
		Groups: []lab.Group{
			{Name: "desk", Model: "8841", Count: count, TFTP: nodes, Nodes: nodes},
			{Name: "lobby", Model: "7940", Count: 1, TFTP: nodes, Nodes: nodes},
		},
	}
}

// onBoth runs a test in memory and on sockets.
func onBoth(t *testing.T, test func(t *testing.T, sockets bool)) {
	for _, sockets := range []bool{false, true} {
		t.Run(map[bool]string{false: "memory", true: "sockets"}[sockets], func(t *testing.T) { test(t, sockets) })
	}
}

func regenerate(t testing.TB, l *lab.Lab, store cucm.Store) {
	t.Helper()
	require.NoError(t, l.Do(sim.Regenerate(store, "all")))
}

func restart(t testing.TB, l *lab.Lab, service string) {
	t.Helper()
	require.NoError(t, l.Do(sim.Restart(service, "all")))
}

// TestBothTFTPChanged is the story of the whole project: CallManager and TVS of both nodes change before the phones
// have seen either. Up to 11.5 the phones lock; from 12.0 on ITLRecovery carries them over.
func TestBothTFTPChanged(t *testing.T) {
	for name, row := range map[string]struct {
		release string
		trust   lab.Trust
		helps   []string
	}{
		"9.1: nothing but deleting":       {"9.1", lab.TrustLocked, []string{"delete-trust-list"}},
		"11.5: itl reset works":           {"11.5", lab.TrustLocked, []string{"delete-trust-list", "itl-reset"}},
		"12.5: ITLRecovery is the anchor": {"12.5", lab.TrustCurrent, nil},
	} {
		for _, sockets := range []bool{false, true} {
			t.Run(name+map[bool]string{false: " memory", true: " sockets"}[sockets], func(t *testing.T) {
				ctx := t.Context()
				l := newLab(t, row.release, 3, sockets)
				require.NoError(t, l.PowerOn(ctx, l.Phones()))
				for _, p := range firsts(l, 3) {
					require.Equal(t, lab.TrustCurrent, l.Judge(ctx, p).Trust)
					require.Equal(t, "cucm-pub", l.Judge(ctx, p).Registered)
				}
				regenerate(t, l, cucm.CallManager)
				regenerate(t, l, cucm.TVS)
				restart(t, l, sim.ServiceTVS)
				restart(t, l, sim.ServiceTFTP)
				l.Advance(time.Minute)
				require.NoError(t, l.Settle(ctx))
				for _, p := range firsts(l, 3) {
					v := l.Judge(ctx, p)
					require.Equal(t, row.trust, v.Trust, "%v", trust.Explain(v.Decision))
					require.Equal(t, "cucm-pub", v.Registered)
					if row.helps != nil {
						require.Equal(t, reason.SignerUnknown, v.Decision.Code)
						require.Equal(t, row.helps, l.Helps(ctx, p))
					}
				}
				require.Equal(t, lab.TrustNone, l.Judge(ctx, at(l, 3)).Trust, "no Security By Default, no list")
			})
		}
	}
}

// TestStoppedTVSIsNotLocked distinguishes the two ways of refusing: while TVS is merely stopped nobody has to touch
// the phone.
func TestStoppedTVSIsNotLocked(t *testing.T) {
	ctx := t.Context()
	l := newLab(t, "11.5", 1, false)
	require.NoError(t, l.PowerOn(ctx, l.Phones()))
	require.NoError(t, l.Do(sim.Stop(sim.ServiceTVS, "all")))
	regenerate(t, l, cucm.CallManager)
	restart(t, l, sim.ServiceTFTP)
	require.NoError(t, l.Settle(ctx))
	require.Equal(t, lab.TrustRefusing, l.Judge(ctx, at(l, 0)).Trust)
	require.Equal(t, "kept-old", l.Judge(ctx, at(l, 0)).Config)

	require.NoError(t, l.Do(sim.Start(sim.ServiceTVS, "all")))
	require.NoError(t, l.Reset(ctx, phone.Reset, l.Phones()))
	require.Equal(t, lab.TrustCurrent, l.Judge(ctx, at(l, 0)).Trust)
}

// BenchmarkBoot boots a group in memory: the time per phone must not grow with their number.
func BenchmarkBoot(b *testing.B) {
	for _, count := range []int{10, 1000, 100_000} {
		b.Run(map[int]string{10: "10", 1000: "1000", 100_000: "100000"}[count]+" phones", func(b *testing.B) {
			l := newLab(b, "11.5", count, false)
			require.NoError(b, l.PowerOn(b.Context(), l.Phones()))
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, l.Reset(b.Context(), phone.Reset, l.Phones()))
			}
			b.ReportMetric(float64(count+1)*float64(b.N)/b.Elapsed().Seconds(), "phones/s")
		})
	}
}
