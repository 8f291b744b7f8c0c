package boots

import (
	"context"
	"sort"

	"tvslab/bench"
)

// Join makes one target of several; their phones are numbered one target after the other.
func Join(list ...bench.Target) bench.Target {
	if len(list) == 1 {
		return list[0]
	}
	j := &joined{list: list, first: []int{0}}
	for _, t := range list {
		j.first = append(j.first, j.Size()+t.Size())
	}
	return j
}

type joined struct {
	list  []bench.Target
	first []int // phone of each target, and the number of all
}

// Size implements bench.Target.
func (j *joined) Size() int { return j.first[len(j.first)-1] }

// Boot implements bench.Target.
func (j *joined) Boot(ctx context.Context, k int, r bench.Recorder) error {
	i := sort.SearchInts(j.first, k+1) - 1
	return j.list[i].Boot(ctx, k-j.first[i], r)
}
