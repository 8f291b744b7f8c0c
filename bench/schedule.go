package bench

import (
	"sync/atomic"
	"time"
)

// schedule hands out the arrivals of one shard in order: which phone, and when.
type schedule struct {
	plan  Plan
	shard Shard
	count int           // phones in all shards
	size  int           // of the shard
	limit int           // arrivals of the shard
	until time.Duration // arrivals intended later do not happen; 0 means no end
	next  atomic.Int64
}

// arrival is one boot that is to begin.
type arrival struct {
	phone int           // of the shard
	at    time.Duration // after the start of the plan
}

// newSchedule lets every phone boot rounds times or, where until is set, again and again up to that time.
func newSchedule(p Plan, shard Shard, count, rounds int, until time.Duration) *schedule {
	s := &schedule{plan: p, shard: shard, count: count, size: shard.size(count), until: until}
	s.limit = s.size * rounds
	if until > 0 && p.endless() && s.size > 0 {
		s.limit = s.arrivalsBefore(until)
	}
	return s
}

// arrivalsBefore finds by bisection how many arrivals the shard has.
func (s *schedule) arrivalsBefore(until time.Duration) int {
	low, high := 0, 1
	for s.before(high-1, until) {
		low, high = high, high*2
	}
	for low < high {
		if mid := (low + high) / 2; s.before(mid, until) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

func (s *schedule) before(m int, until time.Duration) bool {
	at, ok := s.plan.At(s.global(m))
	return ok && at < until
}

// global returns which arrival of the whole plan the m-th of the shard is: phones take turns in the order of their numbers.
func (s *schedule) global(m int) int {
	return m/s.size*s.count + m%s.size*s.shard.shards() + s.shard.Index
}

// take returns the next arrival, false when there is none any more. Safe for concurrent use.
func (s *schedule) take() (arrival, bool) {
	m := int(s.next.Add(1) - 1)
	if m >= s.limit {
		return arrival{}, false
	}
	at, ok := s.plan.At(s.global(m))
	return arrival{phone: m % s.size, at: at}, ok
}

// due returns how many arrivals have their time before elapsed has passed.
func (s *schedule) due(elapsed time.Duration) int {
	if !s.plan.endless() || s.size == 0 {
		return s.limit
	}
	return min(s.arrivalsBefore(elapsed), s.limit)
}

// longPlan bounds what is told of a plan that goes on after the run: a day.
const longPlan = 24 * time.Hour

// planned returns the plan second by second, whatever became of it: up to its end, and where that is far beyond the end of the
// run, for a day.
func (s *schedule) planned(ran time.Duration) []*Second {
	if !s.plan.endless() {
		return []*Second{{Planned: int64(s.limit)}}
	}
	var list []*Second
	for n, before := 0, 0; before < s.limit && time.Duration(n)*time.Second <= max(ran, longPlan); n++ {
		due := s.due(time.Duration(n+1) * time.Second)
		list = append(list, &Second{Second: n, Planned: int64(due - before)})
		before = due
	}
	return list
}
