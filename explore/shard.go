package explore

import "fmt"

// Shard is a part of a search: of N parts number I, from 1; the zero value is all of it.
type Shard struct{ I, N int }

// ParseShard reads "I/N"; "" is all of it.
func ParseShard(text string) (s Shard, err error) {
	if text == "" {
		return s, nil
	}
	var rest string
	if n, _ := fmt.Sscanf(text, "%d/%d%s", &s.I, &s.N, &rest); n != 2 || s.I < 1 || s.N < s.I || s.N > MostShards {
		return Shard{}, fmt.Errorf("%q: a part and the number of parts are needed, for example 1/4, and at most %d parts", text, MostShards)
	}
	return s, nil
}

// MostShards bounds the parts of a search.
const MostShards = 1000
