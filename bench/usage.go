package bench

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Usage is what processes used during a run.
type Usage struct {
	User   float64 `json:"user_seconds"`
	System float64 `json:"system_seconds"`
	// PeakBytes is the largest resident memory, looked at four times a second. Memory that processes share counts in each.
	PeakBytes int64 `json:"peak_bytes"`
	// Processes says whose use it is: "this process", "pid 4711".
	Processes string `json:"processes"`
	// Children is how many processes below them were seen; their use is counted.
	Children int `json:"children,omitempty"`
	// LowerBound says why more was used than is known, "" where all is.
	LowerBound string `json:"lower_bound,omitempty"`
}

// CPUSeconds is processor time of both kinds.
func (u Usage) CPUSeconds() float64 { return u.User + u.System }

func (u Usage) plus(o Usage) Usage {
	sum := Usage{u.User + o.User, u.System + o.System, u.PeakBytes + o.PeakBytes, u.Processes, u.Children + o.Children, u.LowerBound}
	switch {
	case sum.Processes == "":
		sum.Processes = o.Processes
	case o.Processes != "" && o.Processes != u.Processes:
		sum.Processes += ", " + o.Processes
	}
	if sum.LowerBound == "" {
		sum.LowerBound = o.LowerBound
	}
	return sum
}

// Processes are processes that can be measured, with all below them.
type Processes struct {
	pids []int
	from procfs
}

// FindProcesses returns the processes with these ids. It is an error where one cannot be measured: there is none, or the
// system has no /proc.
func FindProcesses(pids []int) (*Processes, error) {
	from := systemProcesses()
	for _, pid := range pids {
		if _, err := from.process(pid); err != nil {
			return nil, fmt.Errorf("process %d cannot be measured: %w", pid, err)
		}
	}
	return &Processes{pids, from}, nil
}

// String is "pid 1, 2".
func (p *Processes) String() string {
	return "pid " + strings.Trim(strings.ReplaceAll(fmt.Sprint(p.pids), " ", ", "), "[]")
}

// sampler watches the memory of this process and of the servers, and takes processor times at both ends.
type sampler struct {
	servers *Processes
	self    Usage // at the start
	stop    chan struct{}
	wait    sync.WaitGroup
	mutex   sync.Mutex
	peak    int64 // of this process
	family  *family
}

func startUsage(servers *Processes) *sampler {
	s := &sampler{servers: servers, self: selfUsage(), stop: make(chan struct{})}
	if servers != nil {
		s.family = newFamily(servers)
	}
	s.sample()
	s.wait.Go(s.watch)
	return s
}

func (s *sampler) watch() {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.sample()
		case <-s.stop:
			return
		}
	}
}

func (s *sampler) sample() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.peak = max(s.peak, residentBytes())
	if s.family != nil {
		s.family.look()
	}
}

func (s *sampler) end() (client Usage, servers *Usage) {
	close(s.stop)
	s.wait.Wait()
	s.sample()
	now := selfUsage()
	client = Usage{User: now.User - s.self.User, System: now.System - s.self.System, PeakBytes: s.peak, Processes: "this process"}
	if s.family != nil {
		used := s.family.used()
		used.Processes = s.servers.String()
		servers = &used
	}
	return client, servers
}
