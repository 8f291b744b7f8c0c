package explore

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// MaxResult bounds the document of a part: bytes.
const MaxResult = 256 << 20

// ParseResult reads the JSON form of a Result. The error says what is wrong with it.
func ParseResult(data []byte) (*Result, error) {
	if len(data) > MaxResult {
		return nil, fmt.Errorf("%d bytes, a result has at most %d", len(data), MaxResult)
	}
	r := &Result{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("no result of tvslab explore -o json: %w", err)
	}
	if r.Schema != ResultSchema {
		return nil, fmt.Errorf("schema %d of a result is not known, only %d", r.Schema, ResultSchema)
	}
	return r, nil
}

// Merge puts the results of all parts of a search together: what one search would have found. The error is for parts of different searches, and
// for a part that is missing or there twice. States that several parts visited are counted for each.
func Merge(parts []*Result) (*Result, error) {
	if len(parts) == 0 {
		return nil, fmt.Errorf("no parts to put together")
	}
	if err := complete(parts); err != nil {
		return nil, err
	}
	all := *parts[0]
	all.Shard, all.Parts, all.Exhausted = "", len(parts), true
	all.Places, all.States, all.Worked, all.Memory, all.Seconds, all.Causes = 0, 0, 0, 0, 0, []Cause{}
	at := map[string]int{}
	for _, r := range parts {
		all.Places, all.States, all.Worked, all.Memory = all.Places+r.Places, all.States+r.States, all.Worked+r.Worked, max(all.Memory, r.Memory)
		all.Seconds, all.Price = max(all.Seconds, r.Seconds), min(all.Price, r.Price)
		all.Exhausted, all.Full = all.Exhausted && r.Exhausted, all.Full || r.Full
		for _, c := range r.Causes {
			i, known := at[c.cause()]
			if !known {
				i = len(all.Causes)
				at[c.cause()] = i
				all.Causes = append(all.Causes, c)
				continue
			}
			places := all.Causes[i].Places + c.Places
			if c.before(all.Causes[i]) < 0 {
				all.Causes[i] = c
			}
			all.Causes[i].Places = places
		}
	}
	slices.SortStableFunc(all.Causes, Cause.before)
	return &all, nil
}

// before compares by which of two examples a search finds first.
func (c Cause) before(other Cause) int {
	return cmp.Or(c.Price-other.Price, c.Steps-other.Steps, slices.Compare(c.Way, other.Way), strings.Compare(c.cause(), other.cause()))
}

// complete checks that parts are all the parts of one search.
func complete(parts []*Result) error {
	there := map[int]bool{}
	for _, r := range parts {
		shard, err := ParseShard(r.Shard)
		switch {
		case err != nil:
			return err
		case shard.N == 0:
			return fmt.Errorf("%s is no part of a search, but a whole one", r.Scenario)
		case shard.N != len(parts):
			return fmt.Errorf("part %s: there are %d parts", r.Shard, len(parts))
		case there[shard.I]:
			return fmt.Errorf("part %s is there twice", r.Shard)
		case !sameSearch(parts[0], r):
			return fmt.Errorf("part %s is of another search: of another plan, seed or property, or within other bounds", r.Shard)
		}
		there[shard.I] = true
	}
	return nil
}

func sameSearch(a, b *Result) bool {
	of := func(r *Result) any {
		return []any{r.Scenario, r.Title, r.Cell, r.Seed, r.Property, r.Deviations, r.Kinds, r.Prices, r.Bounds, r.Steps}
	}
	return reflect.DeepEqual(of(a), of(b))
}
