package explore_test

import (
	"encoding/json"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
)

// FuzzParseResult reads any bytes as the result of a part: they are refused, or can be put together and printed.
func FuzzParseResult(f *testing.F) {
	good, err := json.Marshal(explore.Result{Schema: 1, Shard: "1/1", Causes: []explore.Cause{{Price: 1, Way: []int{0, 2}}, {Price: 1}}})
	require.NoError(f, err)
	f.Add(good)
	f.Add([]byte(`{"schema": 1, "shard": "1/2"}`))
	f.Add([]byte(`{"schema": 2}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := explore.ParseResult(data)
		if err != nil {
			return
		}
		if all, err := explore.Merge([]*explore.Result{r}); err == nil {
			require.Len(t, all.Shard, 0)
			require.NoError(t, all.WriteText(io.Discard))
		}
	})
}
