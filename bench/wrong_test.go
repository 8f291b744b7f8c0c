package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWrongFiles: files that are not those that were asked for are counted apart from errors, told in every report, added up
// by shards, and known to thresholds and comparisons.
func TestWrongFiles(t *testing.T) {
	target := func(wrong int) *slow {
		return &slow{size: 100, boot: func(_ context.Context, k int, r Recorder) error {
			if k >= wrong {
				r.Record(Step{Phase: CTL})
				return nil
			}
			r.Record(Step{Phase: CTL, Outcome: WrongFile, Why: fmt.Sprintf("phone %d got something", k)})
			return &Error{Outcome: WrongFile, Err: errors.New("boot failed")}
		}}
	}
	r, err := Run(t.Context(), target(30), Options{Warmup: Warmup{Rounds: 1}})
	require.NoError(t, err)
	require.EqualValues(t, 60, r.WrongFiles(), "the warm-up counts")
	for _, p := range []Phase{Boot, CTL} {
		require.Zero(t, r.PhaseOf(p).Errors)
		require.EqualValues(t, 30, r.PhaseOf(p).Wrong)
		require.Equal(t, map[Outcome]int64{WrongFile: 30}, r.PhaseOf(p).Outcomes)
	}
	require.EqualValues(t, 30, r.Boots.Failed)
	require.Len(t, r.Wrong, maxWrong)
	require.Regexp(t, `^phone \d+ got something$`, r.Wrong[0])

	for text, want := range map[string]bool{"wrong-file>0": true, "ctl.wrong-file>=30": true, "itl.wrong-file>0": false, "errors>0": false} {
		threshold, err := ParseThreshold(text)
		require.NoError(t, err)
		failed, _ := threshold.Judge(r)
		require.Equal(t, want, failed, text)
	}

	var text, page bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.NoError(t, WriteHTML(&page, []*Results{r}))
	for _, report := range []string{text.String(), page.String()} {
		require.Contains(t, report, "WRONG FILES: 60 files came")
		require.Contains(t, report, "  "+r.Wrong[0]+"\n")
		require.Contains(t, report, "wrong-file 30")
	}
	again, err := Read(bytes.NewReader([]byte(document(t, r))))
	require.NoError(t, err)
	require.Equal(t, r.Summary(), again.Summary())
	require.EqualValues(t, 60, r.Summary().WrongFiles)

	right, err := Run(t.Context(), target(0), Options{})
	require.NoError(t, err)
	require.Zero(t, right.WrongFiles())
	text.Reset()
	require.NoError(t, right.WriteText(&text))
	require.NotContains(t, text.String(), "WRONG")
	c := Compare(right, r, DefaultTolerance)
	require.Equal(t, Worse, c.Verdict)
	require.Contains(t, c.Notes, "B: 60 wrong files: a server or a network that mixes up transfers")
}

// TestWrongFilesOfShards add up.
func TestWrongFilesOfShards(t *testing.T) {
	one, other := made(Shard{0, 2}, 10, even), made(Shard{1, 2}, 10, even)
	for i, r := range []*Results{one, other} {
		r.PhaseOf(ITL).count(WrongFile, 4)
		r.Wrong = []string{fmt.Sprint("example ", i)}
	}
	sum, err := Merge([]*Results{one, other})
	require.NoError(t, err)
	require.EqualValues(t, 8, sum.WrongFiles())
	require.Equal(t, []string{"example 0", "example 1"}, sum.Wrong)
}
