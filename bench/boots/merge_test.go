package boots_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/bench/boots"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
)

// part is the report of a shard in which four phones booted.
func part(shard string, current, locked int) *boots.Report {
	return &boots.Report{Schema: 1, Shard: shard, Seed: 7, Phones: current + locked, Booted: int64(current + locked), PhonesBoot: current + locked, Seconds: 2,
		Wrong: []string{}, Traffic: sockets.Totals{Files: 3, Bytes: 100}, Memory: boots.Memory{Record: 40, PerPhone: 50, Lists: 2, Configurations: current},
		Groups: []fleet.Line{{Group: "hall", Verdict: "accepted", Phones: current}, {Group: "desk", Verdict: "locked", Reason: "signer-unknown", Phones: locked}}}
}

// TestMerge: the counts of all shards are those of the whole.
func TestMerge(t *testing.T) {
	late := part("1/2", 1, 3)
	late.Late, late.Seconds = 1.5, 4
	sum, err := boots.Merge([]*boots.Report{late, part("0/2", 3, 1)})
	require.NoError(t, err)
	require.Equal(t, []any{8, int64(8), 8, 4.0, 2.0, 1.5, "0/1", uint64(7)}, []any{sum.Phones, sum.Booted, sum.PhonesBoot, sum.Seconds, sum.Rate, sum.Late, sum.Shard, sum.Seed})
	require.Equal(t, sockets.Totals{Files: 6, Bytes: 200}, sum.Traffic)
	require.Equal(t, boots.Memory{Record: 40, PerPhone: 50, Lists: 2, Configurations: 4}, sum.Memory)
	require.Equal(t, []fleet.Line{{Group: "hall", Verdict: "accepted", Phones: 4}, {Group: "desk", Verdict: "locked", Reason: "signer-unknown", Phones: 4}}, sum.Groups)

	other := part("1/2", 1, 3)
	other.Seed++
	for want, list := range map[string][]*boots.Report{
		"no reports":           nil,
		"there are 1 shards":   {part("0/2", 3, 1)},
		"is there twice":       {part("0/2", 3, 1), part("0/2", 3, 1)},
		"of different fleets":  {part("0/2", 3, 1), other},
		"shards are 0/4":       {part("none", 3, 1)},
		"shard 0/3: there are": {part("0/3", 3, 1), part("1/3", 3, 1)},
	} {
		_, err := boots.Merge(list)
		require.ErrorContains(t, err, want)
	}
}

// FuzzParseReport: whatever is read is refused, or counts.
func FuzzParseReport(f *testing.F) {
	good, err := json.Marshal(part("0/1", 1, 1))
	require.NoError(f, err)
	f.Add(good)
	f.Add([]byte(`{"schema":1,"shard":"0/1","phones":-1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := boots.ParseReport(data)
		if err != nil {
			return
		}
		if sum, err := boots.Merge([]*boots.Report{r}); err == nil && fmt.Sprint(sum.Phones, sum.PhonesBoot) != fmt.Sprint(r.Phones, r.PhonesBoot) {
			t.Fatalf("%+v of %+v", sum, r)
		}
	})
}
