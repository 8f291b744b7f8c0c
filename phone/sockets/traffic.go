package sockets

import (
	"slices"
	"sync"
	"sync/atomic"

	"tvslab/outcome"
	"tvslab/service"
)

// Traffic counts what phones do over the network while they do it. It is safe for concurrent use.
type Traffic struct {
	files, bytes, missing, wrong, failed, resent, queries, queriesFailed atomic.Int64

	mutex    sync.Mutex
	examples []string
}

// maxExamples bounds what is told about wrong files one by one.
const maxExamples = 10

// Totals is how much it has been.
type Totals struct {
	Files      int64 `json:"files"`   // that came, wrong ones left out
	Bytes      int64 `json:"bytes"`   // of all that came
	Missing    int64 `json:"missing"` // files that servers do not have, or do not give: a missing CTL is 503 over HTTP
	Wrong      int64 `json:"wrong_files"`
	Failed     int64 `json:"failed"` // files that did not come for another reason
	Resent     int64 `json:"resent"` // TFTP packets
	TVSQueries int64 `json:"tvs_queries"`
	TVSFailed  int64 `json:"tvs_failed"`
}

// Plus adds up.
func (t Totals) Plus(o Totals) Totals {
	return Totals{t.Files + o.Files, t.Bytes + o.Bytes, t.Missing + o.Missing, t.Wrong + o.Wrong, t.Failed + o.Failed, t.Resent + o.Resent,
		t.TVSQueries + o.TVSQueries, t.TVSFailed + o.TVSFailed}
}

// Count takes a step; it is a trace of [Network.Traced].
func (t *Traffic) Count(s Step) {
	switch {
	case s.Kind == StepTVSHandshake && s.Err == nil, s.Kind == StepRegistration, s.Kind == StepEnrolment:
		return
	case s.Kind == StepTVSAnswer || s.Kind == StepTVSHandshake:
		t.queries.Add(1)
		if s.Err != nil {
			t.queriesFailed.Add(1)
		}
		return
	case outcome.Of(s.Err) == outcome.NotFound, outcome.Of(s.Err) == outcome.Unavailable && s.Service == service.HTTP:
		t.missing.Add(1)
	case s.Err != nil:
		t.failed.Add(1)
	case s.Wrong != nil:
		t.wrong.Add(1)
		t.bytes.Add(int64(s.Bytes))
		t.keep(s.WrongFile())
	default:
		t.files.Add(1)
		t.bytes.Add(int64(s.Bytes))
	}
	t.resent.Add(int64(s.Resent))
}

func (t *Traffic) keep(example string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if len(t.examples) < maxExamples {
		t.examples = append(t.examples, example)
	}
}

// WrongFiles says of the first wrong files who got what instead of which.
func (t *Traffic) WrongFiles() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return slices.Clone(t.examples)
}

// Totals returns how much it has been so far.
func (t *Traffic) Totals() Totals {
	return Totals{t.files.Load(), t.bytes.Load(), t.missing.Load(), t.wrong.Load(), t.failed.Load(), t.resent.Load(), t.queries.Load(), t.queriesFailed.Load()}
}
