package bench

import (
	"fmt"
	"strconv"
	"strings"
)

// Shard is a part of a benchmark that several processes share: phone k belongs to shard k mod Of. The plan is that of the
// whole, so that all shards are started with the same one. The zero value is the whole.
type Shard struct {
	Index int `json:"index"`
	Of    int `json:"of"`
}

// ParseShard reads "i/n".
func ParseShard(text string) (Shard, error) {
	if text == "" {
		return Shard{}, nil
	}
	index, of, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, err2 := strconv.Atoi(of)
	if err != nil || err2 != nil || n < 1 || i < 0 || i >= n {
		return Shard{}, fmt.Errorf("shard %q: shards are 0/4, 1/4, 2/4 and 3/4 where there are four", text)
	}
	return Shard{i, n}, nil
}

// String returns "i/n".
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.shards()) }

// Whole returns the shard, that of a whole benchmark as 0/1.
func (s Shard) Whole() Shard { return Shard{s.Index, s.shards()} }

func (s Shard) shards() int { return max(s.Of, 1) }

// size is the part of count phones that belongs to the shard.
func (s Shard) size(count int) int { return (count - s.Index + s.shards() - 1) / s.shards() }
