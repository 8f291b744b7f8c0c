package fleet_test

import (
	"context"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/fleet"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// TestRotation: a fleet boots, its TFTP certificate changes with nobody to vouch for the new one, and every phone knows
// after a rest what it had stored.
func TestRotation(t *testing.T) {
	w := newWorld()
	f := newFleet(t, mixed(200, w))
	require.Equal(t, fleet.NeverBooted, f.Outcome(3).Verdict)
	bootAll(t, f)
	for _, l := range f.Summary() {
		require.Equal(t, fleet.Accepted, l.Verdict)
		require.Equal(t, string(reason.Registered), l.Registration)
	}
	w.regenerate(after())
	bootAll(t, f)
	refused := 0
	for i := range f.Size() {
		o := f.Outcome(i)
		require.Equal(t, 2, o.Boots)
		require.Equal(t, "sub", o.Registered, "the accepted configuration stays in use")
		if f.Identity(i).Model == "7960" { // no ITL, unsigned configurations
			require.Equal(t, fleet.Accepted, o.Verdict)
			continue
		}
		refused++
		require.Equal(t, fleet.ListsRefused, o.Verdict)
		require.Equal(t, trust.FileITL, o.File)
		require.Equal(t, reason.SignerUnknown, o.Reason)
		require.Contains(t, o.Signer, "CN=after")
		require.Equal(t, reason.SignerUnknown, o.Config)
	}
	require.Greater(t, refused, 100)
	w.regenerate(before())
	bootAll(t, f)
	for i := range f.Size() {
		require.Equal(t, fleet.Accepted, f.Outcome(i).Verdict)
	}
}

// TestVerdicts: where a phone stands that met such servers.
func TestVerdicts(t *testing.T) {
	rows := map[string]struct {
		spoil  func(*world)
		want   fleet.Verdict
		reason reason.Code
		retry  time.Duration
	}{
		"nobody answers":          {func(w *world) { w.down = true }, fleet.CutOff, reason.Unreachable, 45 * time.Second},
		"servers have nothing":    {func(w *world) { w.empty = true }, fleet.NothingAccepted, reason.NotFound, 45 * time.Second},
		"all is well":             {func(*world) {}, fleet.Accepted, reason.FirstList, 0},
		"no call manager listens": {func(w *world) { w.member = "pub" }, fleet.Accepted, reason.FirstList, 0},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			row.spoil(w)
			f := newFleet(t, fleet.Config{Count: 1, Network: w, Groups: []fleet.Group{{Name: "g", TFTP: []string{"pub"}, Models: []fleet.Share{{Model: "8841"}}}}})
			o, err := f.Boot(t.Context(), 0, phone.PowerOn)
			require.NoError(t, err)
			require.Equal(t, row.want, o.Verdict)
			require.Equal(t, row.reason, o.Reason)
			require.Equal(t, row.retry, o.RetryAfter)
			require.Equal(t, w.member == "sub" && !w.down && !w.empty, o.Registered != "")
		})
	}
}

// TestNothingCame: a phone that has booted before and finds servers without any file for it got nothing, and goes on with what it has.
func TestNothingCame(t *testing.T) {
	w := newWorld()
	f := newFleet(t, mixed(20, w))
	bootAll(t, f)
	w.empty = true
	bootAll(t, f)
	for i := range f.Size() {
		o := f.Outcome(i)
		require.Equal(t, fleet.NothingCame, o.Verdict)
		require.Equal(t, reason.NotFound, o.Reason)
		require.False(t, o.Verdict.Served())
	}
	w.empty = false
	bootAll(t, f)
	require.True(t, f.Outcome(0).Verdict.Served())
}

// TestContentOnce: however many phones, each list and each kind of configuration is kept once, although every phone has a
// configuration of its own on the wire.
func TestContentOnce(t *testing.T) {
	w := newWorld()
	f := newFleet(t, mixed(300, w))
	bootAll(t, f)
	m := f.Memory()
	require.Equal(t, 1, m.Lists)
	require.Equal(t, 1, m.Configurations)
	require.LessOrEqual(t, m.Record, 48)
	w.member = "other"
	bootAll(t, f)
	require.Equal(t, 2, f.Memory().Configurations)
}

// TestShards: shards together are the fleet, phone by phone.
func TestShards(t *testing.T) {
	whole := newFleet(t, mixed(100, newWorld()))
	seen := map[string]bool{}
	for shard := range 3 {
		c := mixed(100, newWorld())
		c.Shard = fleet.Shard{Index: shard, Of: 3}
		f := newFleet(t, c)
		for i := range f.Size() {
			id := f.Identity(i)
			require.Equal(t, shard, id.Number%3)
			require.Equal(t, whole.Identity(id.Number), id)
			require.False(t, seen[id.Name])
			seen[id.Name] = true
			found, ok := f.Find(id.Name)
			require.True(t, ok)
			require.Equal(t, i, found)
		}
	}
	require.Len(t, seen, 100)
}

// TestWeights: groups and models come about as often as they shall.
func TestWeights(t *testing.T) {
	f := newFleet(t, mixed(40000, newWorld()))
	count := map[string]int{}
	for i := range f.Size() {
		id := f.Identity(i)
		count[id.Group+" "+id.Model]++
	}
	require.InDelta(t, 21000, count["hq 8841"], 600)
	require.InDelta(t, 9000, count["hq 7965"], 600)
	require.InDelta(t, 10000, count["lobby 7960"], 600)
}

// TestAddresses: source addresses go round the range; names go on in hexadecimal.
func TestAddresses(t *testing.T) {
	c := mixed(1000, newWorld())
	c.Source, c.Sources, c.FirstName = netip.MustParseAddr("127.0.1.250"), 10, "SEP0000000000FE"
	f := newFleet(t, c)
	require.Equal(t, "SEP000000000102", f.Identity(4).Name)
	require.Equal(t, netip.MustParseAddr("127.0.2.3"), f.Identity(9).Source)
	require.Equal(t, netip.MustParseAddr("127.0.1.250"), f.Source("SEP000000000108"))
	require.False(t, f.Source("SEPFFFFFFFFFFFF").IsValid())
	require.False(t, f.Source("somebody").IsValid())
}

// TestDeviceNames: phones have the names of a list in its order, in shards too.
func TestDeviceNames(t *testing.T) {
	list, err := devices.Listed(devices.Span{First: 0x50, Last: 0x51}, devices.Span{First: 7, Last: 7}, devices.Span{First: 0x40, Last: 0x40})
	require.NoError(t, err)
	config := func(shard int) fleet.Config {
		c := mixed(list.Len(), newWorld())
		c.Devices, c.Shard, c.Source, c.Sources = list, fleet.Shard{Index: shard, Of: 2}, netip.MustParseAddr("127.0.1.1"), 10
		return c
	}
	for shard, names := range [][]string{{"SEP000000000050", "SEP000000000007"}, {"SEP000000000051", "SEP000000000040"}} {
		f := newFleet(t, config(shard))
		require.Equal(t, names, []string{f.Name(0), f.Name(1)})
		i, ok := f.Find(names[1])
		require.True(t, ok)
		require.Equal(t, 1, i)
		require.Equal(t, f.Identity(1).Source, f.Source(names[1]))
		for _, other := range []string{"SEP000000000008", "SEP000000000052", "somebody", "SEP000000000000"} {
			_, ok = f.Find(other)
			require.False(t, ok, other)
		}
	}
}

// TestBusy: a phone boots once at a time.
func TestBusy(t *testing.T) {
	w := &held{world: newWorld(), entered: make(chan struct{}), leave: make(chan struct{})}
	f := newFleet(t, mixed(2, w))
	ended := make(chan error)
	go func() {
		_, err := f.Boot(context.Background(), 0, phone.Reset)
		ended <- err
	}()
	<-w.entered
	_, err := f.Boot(t.Context(), 0, phone.Reset)
	require.ErrorIs(t, err, fleet.ErrBusy)
	close(w.leave)
	require.NoError(t, <-ended)
}

// held is a world that stops at the first file until it is let go.
type held struct {
	*world
	entered, leave chan struct{}
}

func (h *held) Fetch(ctx context.Context, c phone.Call) (*content.File, error) {
	select {
	case h.entered <- struct{}{}:
	case <-h.leave:
	}
	<-h.leave
	return h.world.Fetch(ctx, c)
}

// TestCutShort: a boot that is cut short leaves its phone as it was.
func TestCutShort(t *testing.T) {
	f := newFleet(t, mixed(1, newWorld()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.Boot(ctx, 0, phone.Reset)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, fleet.NeverBooted, f.Outcome(0).Verdict)
	require.ErrorIs(t, f.Run(ctx, fleet.Run{}), context.Canceled)
}

// TestRetry: a phone without configuration boots again by itself.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.down = true
		f := newFleet(t, mixed(50, w))
		end := time.Now().Add(time.Hour).UTC()
		require.NoError(t, f.Run(t.Context(), fleet.Run{Retry: true, Until: time.Hour, Workers: 4}))
		for i := range f.Size() {
			o := f.Outcome(i)
			require.Equal(t, 81, o.Boots) // at 0 s, 45 s, ... 3600 s
			require.Equal(t, end, o.Booted)
		}
	})
}

// TestPlan: phones boot when the plan says.
func TestPlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, mixed(5, newWorld()))
		begin := time.Now().UTC()
		plan := []fleet.Wake{{Phone: 3, After: time.Minute}, {Phone: 1, After: time.Second}, {Phone: 1, After: 2 * time.Second}}
		require.NoError(t, f.Run(t.Context(), fleet.Run{Plan: plan}))
		for i, want := range []int{0, 2, 0, 1, 0} {
			require.Equal(t, want, f.Outcome(i).Boots)
		}
		require.Equal(t, begin.Add(time.Minute), f.Outcome(3).Booted)
		require.Equal(t, begin.Add(2*time.Second), f.Outcome(1).Booted)
	})
}

// TestBadConfigs: what makes no fleet is told.
func TestBadConfigs(t *testing.T) {
	rows := map[string]struct {
		spoil func(*fleet.Config)
		want  string
	}{
		"no phones":      {func(c *fleet.Config) { c.Count = 0 }, "fleet of 0 phones"},
		"no groups":      {func(c *fleet.Config) { c.Groups = nil }, "fleet of 0 groups"},
		"shard":          {func(c *fleet.Config) { c.Shard = fleet.Shard{Index: 4, Of: 4} }, "shard 4/4: shards are numbered 0 to 3"},
		"size":           {func(c *fleet.Config) { c.Count = 5_000_001 }, "fleet of 5000001 phones in one process: it can have 5000000; take more shards"},
		"model":          {func(c *fleet.Config) { c.Groups[0].Models[0].Model = "8999" }, `group "hq": model "8999" is not known`},
		"weight":         {func(c *fleet.Config) { c.Groups[0].Models[0].Weight = -1 }, "weight -1"},
		"name":           {func(c *fleet.Config) { c.FirstName = "SEPXYZ" }, `device name "SEPXYZ" is not`},
		"name overflows": {func(c *fleet.Config) { c.FirstName = "SEPFFFFFFFFFFFF" }, "leaves no room for 10 phones"},
		"other names":    {func(c *fleet.Config) { c.Devices = devices.Counted(1, 9) }, "fleet of 10 phones: there are 9 device names"},
		"settings":       {func(c *fleet.Config) { c.Settings = &phone.Settings{} }, "http_timeout"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := mixed(10, newWorld())
			row.spoil(&c)
			_, err := fleet.New(c)
			require.ErrorContains(t, err, row.want)
		})
	}
	f := newFleet(t, mixed(10, newWorld()))
	_, err := f.Boot(t.Context(), 10, phone.Reset)
	require.ErrorContains(t, err, "phone 10: the shard has 0 to 9")
}

// TestBootOn: a boot on another network than the fleet's.
func TestBootOn(t *testing.T) {
	f := newFleet(t, mixed(1, nil))
	o, err := f.BootOn(t.Context(), 0, phone.Reset, newWorld())
	require.NoError(t, err)
	require.Equal(t, fleet.Accepted, o.Verdict)
}

// TestLines: a phone registers the line of its own configuration; one at rest forgets it, and has none where it gets no file.
func TestLines(t *testing.T) {
	w := newWorld()
	f := newFleet(t, mixed(20, w))
	for _, row := range []struct {
		down bool
		want string
	}{{false, "line of "}, {true, ""}, {false, "line of "}} {
		w.down = row.down
		bootAll(t, f)
		some := 0
		w.lines.Range(func(name, number any) bool {
			some++
			want := row.want
			if want != "" {
				want += name.(string)
			}
			require.Equal(t, want, number)
			return true
		})
		require.Positive(t, some)
	}
}
