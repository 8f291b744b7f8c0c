package bench

import (
	"fmt"
	"sync"
	"time"
)

// Usage is what processes used during a run.
type Usage struct {
	User   float64 `json:"user_seconds"`
	System float64 `json:"system_seconds"`
	// PeakBytes is the largest resident memory, looked at four times a second.
	PeakBytes int64 `json:"peak_bytes"`
	// Processes says whose use it is: "this process", "pid 4711".
	Processes string `json:"processes"`
}

// CPUSeconds is processor time of both kinds.
func (u Usage) CPUSeconds() float64 { return u.User + u.System }

func (u Usage) plus(o Usage) Usage {
	sum := Usage{u.User + o.User, u.System + o.System, u.PeakBytes + o.PeakBytes, u.Processes}
	switch {
	case sum.Processes == "":
		sum.Processes = o.Processes
	case o.Processes != "" && o.Processes != u.Processes:
		sum.Processes += ", " + o.Processes
	}
	return sum
}

// Process is a process that can be measured, with the children that it has waited for.
type Process struct{ pid int }

// FindProcess returns the process with that id. It is an error where the process cannot be measured: there is none, or the
// system has no /proc.
func FindProcess(pid int) (*Process, error) {
	if _, err := processUsage(pid); err != nil {
		return nil, fmt.Errorf("process %d cannot be measured: %w", pid, err)
	}
	return &Process{pid}, nil
}

// sampler watches the memory of this process and of the servers, and takes processor times at both ends.
type sampler struct {
	servers     *Process
	self, other Usage // at the start
	stop        chan struct{}
	wait        sync.WaitGroup
	mutex       sync.Mutex
	peak        [2]int64 // of this process and the servers
	last        Usage    // of the servers, as last seen
}

func startUsage(servers *Process) *sampler {
	s := &sampler{servers: servers, self: selfUsage(), stop: make(chan struct{})}
	if servers != nil {
		s.other, _ = processUsage(servers.pid)
		s.last = s.other
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

// sample keeps what it last saw of servers that have ended since.
func (s *sampler) sample() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.peak[0] = max(s.peak[0], residentBytes())
	if s.servers == nil {
		return
	}
	if u, err := processUsage(s.servers.pid); err == nil {
		s.last = u
		s.peak[1] = max(s.peak[1], u.PeakBytes)
	}
}

func (s *sampler) end() (client Usage, servers *Usage) {
	close(s.stop)
	s.wait.Wait()
	s.sample()
	now := selfUsage()
	client = Usage{now.User - s.self.User, now.System - s.self.System, s.peak[0], "this process"}
	if s.servers != nil {
		servers = &Usage{s.last.User - s.other.User, s.last.System - s.other.System, s.peak[1], fmt.Sprintf("pid %d", s.servers.pid)}
	}
	return client, servers
}
