package bench

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// made returns results of n boots whose latencies come from latency, in the way a run would have made them.
func made(shard Shard, n int, latency func(i int) time.Duration) *Results {
	t, s := newTally(), series{}
	for i := range n {
		d := latency(i)
		o := OK
		if i%100 == 99 {
			o = Timeout
		}
		t.record(Step{Phase: Boot, Duration: d, Outcome: o})
		t.record(Step{Phase: CTL, Duration: d / 10, Outcome: Missing})
		t.record(Step{Phase: ITL, Duration: d / 5, Bytes: 6000, Resent: i % 2})
		t.lateness.record(time.Duration(i%7) * time.Millisecond)
		s.at(time.Duration(i)*10*time.Millisecond).end(d, o.Failed())
		s.at(time.Duration(i)*10*time.Millisecond).Begun++
	}
	return &Results{Schema: SchemaVersion, Kind: KindResults, Target: "test", Started: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC),
		Seconds: 12.5, Plan: "constant:100/s", Phones: n * shard.shards(), Workers: 64, Shards: []Shard{{shard.Index, shard.shards()}},
		Machines: []Machine{{Host: "lab", Processors: 2, OS: "linux/amd64"}}, Limits: []Warning{},
		Boots: Counts{Planned: int64(n), Begun: int64(n), Ended: int64(n), Failed: int64(n / 100)}, Lateness: t.lateness,
		Phases: t.results(), Warm: []*PhaseResult{}, Series: s.list(),
		Client:  Usage{User: 1.5, System: 0.5, PeakBytes: 50_000_000, Processes: "this process"},
		Servers: &Usage{User: 2, System: 1, PeakBytes: 20_000_000, Processes: "pid 4711, 4712", Children: 3, LowerBound: "nobody waited"}}
}

func even(i int) time.Duration { return time.Duration(i%1000+1) * time.Millisecond }

func document(t *testing.T, r *Results) string {
	var b bytes.Buffer
	require.NoError(t, r.Write(&b))
	return b.String()
}

func TestResultsRoundTrip(t *testing.T) {
	r := made(Shard{}, 1000, even)
	name := filepath.Join(t.TempDir(), "results.json")
	require.NoError(t, r.WriteFile(name))
	again, err := ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, document(t, r), document(t, again))
	require.Equal(t, r.Summary(), again.Summary())
	within(t, 990*time.Millisecond, again.PhaseOf(Boot).Histogram.Quantile(0.99))
	require.Contains(t, document(t, r), `"histogram": "HISTFAAA`) // the form of HDR logs
}

func TestResultsAreWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	require.Error(t, made(Shard{}, 10, even).WriteFile(filepath.Join(dir, "none", "results.json")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "results.json"), 0o755))
	require.Error(t, made(Shard{}, 10, even).WriteFile(filepath.Join(dir, "results.json")))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

func TestResultsRefused(t *testing.T) {
	good := document(t, made(Shard{}, 10, even))
	for name, change := range map[string][2]string{
		"other kind":    {KindResults, "something"},
		"newer schema":  {`"schema": 1`, `"schema": 2`},
		"no lateness":   {`"lateness": "`, `"late": "`},
		"bad histogram": {`"HISTFAAA`, `"HISTFAAB`},
		"unknown phase": {`"phase": "CTL"`, `"phase": "dessert"`},
		"phase twice":   {`"phase": "CTL"`, `"phase": "ITL"`},
		"far second":    {`"second": 0`, `"second": 999999999`},
		"negative":      {`"second": 0`, `"second": -1`},
	} {
		require.Contains(t, good, change[0], name)
		_, err := Read(strings.NewReader(strings.Replace(good, change[0], change[1], 1)))
		require.Error(t, err, name)
	}
	_, err := Read(strings.NewReader("not json"))
	require.ErrorContains(t, err, "not results of a benchmark")
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	_ = made(Shard{}, 10, even).Write(&b)
	f.Add(b.Bytes())
	f.Add([]byte(`{"kind":"tvslab bench","schema":1,"lateness":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var out bytes.Buffer
		require.NoError(t, r.WriteText(&out))
		require.NoError(t, WriteHTML(&out, []*Results{r}))
		_, err = Merge([]*Results{r})
		_ = err // shards may be there twice
	})
}

// What is merged is what one process would have measured.
func TestMergeIsTheSum(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	values := make([]time.Duration, 3000)
	for i := range values {
		values[i] = time.Duration(random.IntN(5_000_000)) * time.Microsecond
	}
	whole := newHistogram(fine)
	var parts []*Results
	for k := range 3 {
		parts = append(parts, made(Shard{k, 3}, 1000, func(i int) time.Duration { return values[i*3+k] }))
	}
	for _, v := range values {
		whole.record(v)
	}
	sum, err := Merge(parts)
	require.NoError(t, err)
	want, err := whole.MarshalText()
	require.NoError(t, err)
	got, err := sum.PhaseOf(Boot).Histogram.MarshalText()
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
	require.EqualValues(t, 30, sum.PhaseOf(Boot).Errors)
	require.EqualValues(t, 3000, sum.PhaseOf(CTL).Missing)
	require.EqualValues(t, 18_000_000, sum.PhaseOf(ITL).Bytes)
	require.EqualValues(t, 1500, sum.PhaseOf(ITL).Resent)
	require.Equal(t, Counts{Planned: 3000, Begun: 3000, Ended: 3000, Failed: 30}, sum.Boots)
	require.EqualValues(t, 300, sum.Series[2].Ended)
	require.EqualValues(t, 300, sum.Series[2].Boots.Count())
	require.Equal(t, 192, sum.Workers)
	require.InDelta(t, 4.5, sum.Client.User, 0.001)
	require.InDelta(t, 2, sum.Servers.User, 0.001) // the same servers
	require.Equal(t, []Shard{{0, 3}, {1, 3}, {2, 3}}, sum.Shards)
	require.Len(t, sum.Machines, 1)
	require.EqualValues(t, 1000, parts[0].PhaseOf(Boot).Count()) // the parts stay as they were
}

func TestMergeRefused(t *testing.T) {
	a, b := made(Shard{0, 2}, 10, even), made(Shard{1, 2}, 10, even)
	_, err := Merge([]*Results{a, a})
	require.ErrorContains(t, err, "twice")
	b.Plan = "once"
	_, err = Merge([]*Results{a, b})
	require.ErrorContains(t, err, "plan")
	_, err = Merge(nil)
	require.Error(t, err)
	_, err = Merge([]*Results{a, made(Shard{1, 3}, 10, even)})
	require.Error(t, err)
}

func TestReportAsText(t *testing.T) {
	r := made(Shard{}, 1000, even)
	r.Limits = []Warning{{"ports", "too few of them", "take more"}}
	r.Warm = r.Phases[:1]
	var b bytes.Buffer
	require.NoError(t, r.WriteText(&b))
	golden(t, "report.txt", b.String())
}
