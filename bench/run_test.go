package bench

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// slow is a target whose boots take a time that boot says.
type slow struct {
	size int
	boot func(ctx context.Context, k int, r Recorder) error

	mutex  sync.Mutex
	active map[int]bool
	most   int
	twice  bool
	boots  atomic.Int64
}

func (s *slow) Size() int { return s.size }

func (s *slow) Boot(ctx context.Context, k int, r Recorder) error {
	s.enter(k)
	defer s.leave(k)
	s.boots.Add(1)
	return s.boot(ctx, k, r)
}

func (s *slow) enter(k int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.active == nil {
		s.active = map[int]bool{}
	}
	s.twice = s.twice || s.active[k]
	s.active[k] = true
	s.most = max(s.most, len(s.active))
}

func (s *slow) leave(k int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.active, k)
}

// pause waits on the clock, which is fake in a synctest bubble.
func pause(ctx context.Context, d time.Duration) error {
	if sleep(ctx, d) {
		return nil
	}
	return ctx.Err()
}

func taking(d time.Duration) func(context.Context, int, Recorder) error {
	return func(ctx context.Context, _ int, r Recorder) error {
		if err := pause(ctx, d); err != nil {
			return err
		}
		r.Record(Step{Phase: ITL, Duration: d, Bytes: 6000, Resent: 1})
		return nil
	}
}

func within(t *testing.T, want, got time.Duration) {
	t.Helper()
	require.InEpsilon(t, want, got, 0.002) // three digits
}

// Two workers, ten boots at once of a second each: the last pair waits four seconds, and its latency counts them.
func TestLatencyCountsFromTheIntendedStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := Run(context.Background(), &slow{size: 10, boot: taking(time.Second)}, Options{Workers: 2})
		require.NoError(t, err)
		boot := r.PhaseOf(Boot)
		require.EqualValues(t, 10, boot.Count())
		within(t, 5*time.Second, boot.Histogram.Max())
		within(t, time.Second, boot.Histogram.Quantile(0.1))
		within(t, 4*time.Second, r.Lateness.Max())
		require.EqualValues(t, 10, r.Lateness.Count())
		within(t, time.Second, r.PhaseOf(ITL).Histogram.Max())
		require.EqualValues(t, 60000, r.PhaseOf(ITL).Bytes)
		require.EqualValues(t, 10, r.PhaseOf(ITL).Resent)
		require.Equal(t, Counts{Planned: 10, Begun: 10, Ended: 10}, r.Boots)
		require.InDelta(t, 5, r.Seconds, 0.001)
	})
}

// Boots of a second at 10/s: with enough workers nobody waits for an answer, and ten are in progress.
func TestOpenModelDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target := &slow{size: 100, boot: taking(1050 * time.Millisecond)}
		r, err := Run(context.Background(), target, Options{Plan: Constant(10), Workers: 50})
		require.NoError(t, err)
		require.LessOrEqual(t, r.Lateness.Max(), time.Millisecond)
		require.Equal(t, 11, target.most)
		require.Len(t, r.Series, 11)
		require.EqualValues(t, 10, r.Series[3].Begun)
		require.EqualValues(t, 10, r.Series[3].Planned)
		within(t, 1050*time.Millisecond, r.PhaseOf(Boot).Histogram.Max())
	})
}

// Three phones that boot for a second each, started ten times a second: none boots twice at a time.
func TestAPhoneBootsOnceAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target := &slow{size: 3, boot: taking(time.Second)}
		r, err := Run(context.Background(), target, Options{Plan: Constant(10), Duration: 2 * time.Second, Workers: 20})
		require.NoError(t, err)
		require.False(t, target.twice)
		require.Equal(t, 3, target.most)
		require.EqualValues(t, 20, r.Boots.Ended)
		require.Greater(t, r.Lateness.Max(), 4*time.Second)
	})
}

func TestWarmupIsApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target := &slow{size: 100, boot: taking(time.Millisecond)}
		r, err := Run(context.Background(), target, Options{Plan: Constant(10), Duration: 3 * time.Second, Warmup: Warmup{Time: 2 * time.Second}})
		require.NoError(t, err)
		require.EqualValues(t, 30, r.PhaseOf(Boot).Count())
		require.Equal(t, Boot, r.Warm[0].Phase)
		require.EqualValues(t, 20, r.Warm[0].Count())
		require.EqualValues(t, 50, r.Boots.Ended)
	})
	synctest.Test(t, func(t *testing.T) {
		target := &slow{size: 7, boot: taking(time.Millisecond)}
		r, err := Run(context.Background(), target, Options{Warmup: Warmup{Rounds: 2}})
		require.NoError(t, err)
		require.EqualValues(t, 7, r.PhaseOf(Boot).Count())
		require.EqualValues(t, 14, r.Warm[0].Count())
		require.EqualValues(t, 21, target.boots.Load())
	})
}

func TestErrorsByKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		boot := func(_ context.Context, k int, r Recorder) error {
			switch k {
			case 0:
				r.Record(Step{Phase: CTL, Outcome: Missing})
			case 1:
				r.Record(Step{Phase: CTL, Outcome: Timeout})
				return &Error{Timeout, errors.New("no answer")}
			case 2:
				return errors.New("something else")
			}
			return nil
		}
		r, err := Run(context.Background(), &slow{size: 5, boot: boot}, Options{})
		require.NoError(t, err)
		require.Equal(t, map[Outcome]int64{Timeout: 1, Other: 1}, r.PhaseOf(Boot).Outcomes)
		require.EqualValues(t, 2, r.PhaseOf(Boot).Errors)
		require.EqualValues(t, 2, r.Boots.Failed)
		ctl := r.PhaseOf(CTL)
		require.EqualValues(t, 2, ctl.Count())
		require.EqualValues(t, 1, ctl.Errors)
		require.EqualValues(t, 1, ctl.Missing)
		require.Nil(t, r.PhaseOf(TVSAnswer))
	})
}

// TestInterruptedRunKeepsThePlan: the series shows the whole plan, and all boots that began, though the run ended early: in
// the document and in the picture, whose curve of the plan goes on.
func TestInterruptedRunKeepsThePlan(t *testing.T) {
	for name, row := range map[string]struct {
		plan string
		want []int64 // planned, of the first seconds
		len  int
	}{
		"constant":     {"constant:10/s", []int64{10, 10, 10, 10, 10}, 10},
		"ramp":         {"ramp:0..20/s over 4s", []int64{3, 7, 13, 17, 20}, 7},
		"batches":      {"batches:30 every 2s", []int64{30, 0, 30, 0, 30}, 7},
		"once":         {"once", []int64{100, 0, 0}, 3},
		"without end":  {"constant:1/m", []int64{1, 0, 0, 0}, 99*60 + 1},
		"beyond a day": {"constant:1/h", []int64{1, 0, 0, 0}, 24*3600 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
				defer cancel()
				plan, err := ParsePlan(row.plan)
				require.NoError(t, err)
				r, err := Run(ctx, &slow{size: 100, boot: taking(time.Second)}, Options{Plan: plan, Workers: 10})
				require.NoError(t, err)
				require.True(t, r.Interrupted)
				var planned, begun, ended int64
				for _, s := range r.Series {
					planned, begun, ended = planned+s.Planned, begun+s.Begun, ended+s.Ended
				}
				if row.plan != "constant:1/h" {
					require.Equal(t, r.Boots.Planned, planned)
				}
				require.Equal(t, r.Boots.Begun, begun)
				require.Equal(t, r.Boots.Ended, ended)
				require.Len(t, r.Series, row.len)
				for i, want := range row.want {
					require.Equal(t, want, r.Series[i].Planned, "second %d", i)
				}
				curve := bootsOverTime(r).curves[0]
				require.Equal(t, "planned", curve.name)
				require.Len(t, curve.points, row.len)
			})
		})
	}
}

func TestInterruptedRunReportsWhatRan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 2500*time.Millisecond)
		defer cancel()
		r, err := Run(ctx, &slow{size: 100, boot: taking(time.Second)}, Options{Plan: Constant(1), Workers: 10})
		require.NoError(t, err)
		require.True(t, r.Interrupted)
		require.Equal(t, Counts{Planned: 100, Begun: 3, Ended: 2, Unfinished: 1}, r.Boots)
		require.EqualValues(t, 2, r.PhaseOf(Boot).Count())
		require.Zero(t, r.PhaseOf(Boot).Errors)
	})
}

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []Progress
		o := Options{Plan: Constant(10), Workers: 5, Progress: func(p Progress) { seen = append(seen, p) }}
		_, err := Run(context.Background(), &slow{size: 40, boot: taking(time.Second)}, o)
		require.NoError(t, err)
		last := seen[len(seen)-1]
		require.True(t, last.Complete)
		require.EqualValues(t, 40, last.Ended)
		require.EqualValues(t, 40, last.Planned)
		require.GreaterOrEqual(t, len(seen), 5)
		late := int64(0)
		for _, p := range seen {
			late = max(late, p.Late)
		}
		require.Greater(t, late, int64(10)) // 10/s come, 5/s are done
	})
}

// With "once" everybody who has not begun is waiting.
func TestProgressOfOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var first *Progress
		o := Options{Workers: 5, Progress: func(p Progress) {
			if first == nil && p.Elapsed > 0 {
				first = &p
			}
		}}
		_, err := Run(context.Background(), &slow{size: 40, boot: taking(1500 * time.Millisecond)}, o)
		require.NoError(t, err)
		require.EqualValues(t, 5, first.Begun)
		require.EqualValues(t, 35, first.Late)
	})
}

func TestShardsBeginTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := time.Now().Add(time.Minute)
		r, err := Run(context.Background(), &slow{size: 2, boot: taking(time.Second)}, Options{Start: at, Count: 5, Shard: Shard{1, 2}})
		require.NoError(t, err)
		require.True(t, at.Equal(r.Started))
		require.Equal(t, []Shard{{1, 2}}, r.Shards)
		require.Equal(t, 5, r.Phones)
	})
}

func TestOptionsRefused(t *testing.T) {
	two := &slow{size: 2}
	for name, c := range map[string]struct {
		target Target
		o      Options
	}{
		"nobody":                 {&slow{}, Options{}},
		"wrong part":             {two, Options{Count: 100, Shard: Shard{0, 2}}},
		"shard too high":         {two, Options{Count: 4, Shard: Shard{2, 2}}},
		"once for a time":        {two, Options{Duration: time.Second}},
		"once with warm-up time": {two, Options{Warmup: Warmup{Time: time.Second}}},
		"negative workers":       {two, Options{Workers: -1}},
	} {
		_, err := Run(context.Background(), c.target, c.o)
		require.Error(t, err, name)
	}
}
