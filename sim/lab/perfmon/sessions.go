package perfmon

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

// Bounds of sessions.
const (
	mostSessions = 256
	mostCounters = 1024
	idle         = 25 * time.Minute // developer guide: 25 minutes without a request end a session (recalled)
)

// sessions are the counters that clients have chosen. They are safe for concurrent use.
type sessions struct {
	mutex sync.Mutex
	all   map[string]*session
}

type session struct {
	used     time.Time
	counters []name
}

func newSessions() *sessions { return &sessions{all: map[string]*session{}} }

// open begins a session. The oldest ones give way.
func (s *sessions) open(_ context.Context, _ *tomcat.SOAP, w *soap.Writer) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := time.Now()
	oldest := ""
	for handle, one := range s.all {
		switch {
		case now.Sub(one.used) > idle:
			delete(s.all, handle)
		case oldest == "" || one.used.Before(s.all[oldest].used):
			oldest = handle
		}
	}
	if len(s.all) >= mostSessions {
		delete(s.all, oldest)
	}
	handle := newHandle()
	s.all[handle] = &session{used: now}
	w.Text("ns1:perfmonOpenSessionReturn", handle)
	return nil
}

// newHandle is a number that nobody guesses, as an UUID is written.
func newHandle() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	text := hex.EncodeToString(b[:])
	return strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:]}, "-")
}

// with calls do with the session that a request names.
func (s *sessions) with(a *tomcat.SOAP, do func(*session) error) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	handle := a.Operation.Get("SessionHandle")
	one := s.all[handle]
	if one == nil {
		return &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("SessionHandle %q is unknown", handle)}
	}
	one.used = time.Now()
	return do(one)
}

// chosen are the counters that a request names.
func chosen(a *tomcat.SOAP) (list []name, err error) {
	for _, counter := range a.Operation.Child("ArrayOfCounter").All("Counter") {
		n, err := parse(counter.Get("Name"))
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// add adds counters to a session.
func (s *sessions) add(_ context.Context, a *tomcat.SOAP, _ *soap.Writer) error {
	list, err := chosen(a)
	if err != nil {
		return err
	}
	return s.with(a, func(one *session) error {
		if len(one.counters)+len(list) > mostCounters {
			return &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("a session has at most %d counters", mostCounters)}
		}
		one.counters = append(one.counters, list...)
		return nil
	})
}

// remove takes counters out of a session.
func (s *sessions) remove(_ context.Context, a *tomcat.SOAP, _ *soap.Writer) error {
	list, err := chosen(a)
	if err != nil {
		return err
	}
	return s.with(a, func(one *session) error {
		var left []name
		for _, had := range one.counters {
			gone := false
			for _, n := range list {
				gone = gone || had == n
			}
			if !gone {
				left = append(left, had)
			}
		}
		one.counters = left
		return nil
	})
}

// collect writes the values of a session's counters; what is not known has no valid value.
func (s *sessions) collect(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	var counters []name
	if err := s.with(a, func(one *session) error { counters = one.counters; return nil }); err != nil {
		return err
	}
	asked(a, func(n *node) {
		for _, c := range counters {
			value, ok := valueOf(n, c)
			writeValue(w, "ns1:perfmonCollectSessionDataReturn", c, value, ok)
		}
	})
	return nil
}

// valueOf is the value of a counter by its name.
func valueOf(n *node, asked name) (int64, bool) {
	o := objectNamed(asked.object)
	if o == nil {
		return 0, false
	}
	for _, instance := range o.of(n) {
		for _, c := range o.counters {
			if instance == asked.instance && strings.EqualFold(c.name, asked.counter) {
				return c.value(n, instance)
			}
		}
	}
	return 0, false
}

// end ends a session.
func (s *sessions) end(_ context.Context, a *tomcat.SOAP, _ *soap.Writer) error {
	handle := a.Operation.Get("SessionHandle")
	if err := s.with(a, func(*session) error { return nil }); err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.all, handle)
	return nil
}
