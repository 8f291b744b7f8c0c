package target

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Usage is what a process has of the machine.
type Usage struct {
	RSS         int64 // resident memory, bytes
	Descriptors int
}

// Usage asks the system. The error is that of a process that has ended.
func (p *Process) Usage() (Usage, error) {
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.PID))
	if err != nil {
		return Usage{}, err
	}
	rss, err := p.rss()
	return Usage{rss, len(list)}, err
}

func (p *Process) rss() (int64, error) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", p.PID))
	if err != nil {
		return 0, err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "VmRSS:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("process %d has ended", p.PID)
}

// Peak returns the greater of each.
func (u Usage) Peak(other Usage) Usage {
	return Usage{max(u.RSS, other.RSS), max(u.Descriptors, other.Descriptors)}
}

// PeakRSS watches a process for a while, or until it ends, and returns the most memory it had, bytes.
func (p *Process) PeakRSS(d time.Duration) (peak int64) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(d); ; {
		if rss, err := p.rss(); err == nil {
			peak = max(peak, rss)
		}
		select {
		case <-tick.C:
		case <-p.done:
			return peak
		case <-end:
			return peak
		}
	}
}
