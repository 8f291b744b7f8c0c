package bench

import (
	"time"
)

// PhaseResult is what was measured of one phase.
type PhaseResult struct {
	Phase Phase `json:"phase"`
	// Errors, Missing and Wrong are parts of what Histogram counts; none counts in two of them.
	Errors   int64             `json:"errors"`
	Missing  int64             `json:"missing"`
	Wrong    int64             `json:"wrong_files"`
	Outcomes map[Outcome]int64 `json:"outcomes"` // all but successes
	Bytes    int64             `json:"bytes"`
	Resent   int64             `json:"resent"`
	// Histogram holds all durations, those of errors too.
	Histogram *Histogram `json:"histogram"`
}

func newPhaseResult(p Phase) *PhaseResult {
	return &PhaseResult{Phase: p, Outcomes: map[Outcome]int64{}, Histogram: newHistogram(fine)}
}

// Count is how often the phase happened.
func (p *PhaseResult) Count() int64 { return p.Histogram.Count() }

func (p *PhaseResult) record(s Step) {
	p.Histogram.record(s.Duration)
	p.Bytes += s.Bytes
	p.Resent += int64(s.Resent)
	p.count(s.Outcome, 1)
}

func (p *PhaseResult) count(o Outcome, n int64) {
	switch {
	case o == OK:
		return
	case o == Missing:
		p.Missing += n
	case o == WrongFile:
		p.Wrong += n
	default:
		p.Errors += n
	}
	p.Outcomes[o] += n
}

func (p *PhaseResult) add(other *PhaseResult) {
	p.Histogram.add(other.Histogram)
	p.Bytes += other.Bytes
	p.Resent += other.Resent
	for o, n := range other.Outcomes {
		p.count(o, n)
	}
}

// tally is what was measured, by phase.
type tally struct {
	phases   [len(phases)]*PhaseResult // nil: did not happen
	lateness *Histogram
	wrong    []string // the first wrong files, in words
}

// maxWrong bounds what is told about wrong files one by one.
const maxWrong = 10

func newTally() *tally { return &tally{lateness: newHistogram(fine)} }

func (t *tally) record(s Step) {
	t.of(s.Phase).record(s)
	if s.Why != "" {
		t.tell(s.Why)
	}
}

func (t *tally) tell(wrong ...string) {
	t.wrong = append(t.wrong, wrong[:min(len(wrong), maxWrong-len(t.wrong))]...)
}

func (t *tally) of(p Phase) *PhaseResult {
	i := place(p)
	if t.phases[i] == nil {
		t.phases[i] = newPhaseResult(phases[i])
	}
	return t.phases[i]
}

// place returns the number of a phase; what is none counts as auxiliary.
func place(p Phase) int {
	auxiliary := 0
	for i, known := range phases {
		if known == p {
			return i
		}
		if known == Auxiliary {
			auxiliary = i
		}
	}
	return auxiliary
}

func (t *tally) add(other *tally) {
	for _, p := range other.phases {
		if p != nil {
			t.of(p.Phase).add(p)
		}
	}
	t.lateness.add(other.lateness)
	t.tell(other.wrong...)
}

// results returns the phases that happened, in the order of reports.
func (t *tally) results() []*PhaseResult {
	list := []*PhaseResult{}
	for _, p := range t.phases {
		if p != nil {
			list = append(list, p)
		}
	}
	return list
}

// Second is what happened in one second of the run.
type Second struct {
	Second  int        `json:"second"` // since the start of the plan
	Planned int64      `json:"planned"`
	Begun   int64      `json:"begun"`
	Ended   int64      `json:"ended"`
	Failed  int64      `json:"failed"`          // of those that ended
	Boots   *Histogram `json:"boots,omitempty"` // latency of those that ended; coarser than those of phases
}

func (s *Second) end(d time.Duration, failed bool) {
	s.Ended++
	if failed {
		s.Failed++
	}
	if s.Boots == nil {
		s.Boots = newHistogram(coarse)
	}
	s.Boots.record(d)
}

func (s *Second) add(other *Second) {
	s.Planned += other.Planned
	s.Begun += other.Begun
	s.Ended += other.Ended
	s.Failed += other.Failed
	switch {
	case other.Boots == nil:
	case s.Boots == nil:
		s.Boots = other.Boots.clone()
	default:
		s.Boots.add(other.Boots)
	}
}

// series is what happened second by second.
type series map[int]*Second

func (s series) at(d time.Duration) *Second {
	n := max(int(d/time.Second), 0)
	if s[n] == nil {
		s[n] = &Second{Second: n}
	}
	return s[n]
}

func (s series) add(list []*Second) {
	for _, other := range list {
		s.at(time.Duration(other.Second) * time.Second).add(other)
	}
}

// list returns all seconds from 0 to the last, without gaps.
func (s series) list() []*Second {
	last := -1
	for n := range s {
		last = max(last, n)
	}
	list := make([]*Second, 0, last+1)
	for n := range last + 1 {
		list = append(list, s.at(time.Duration(n)*time.Second))
	}
	return list
}
