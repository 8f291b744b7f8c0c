package bench

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ticks of processor time per second in /proc (USER_HZ, which is 100 on every architecture that Go runs on).
const ticks = 100

// selfUsage returns the processor time of this process so far.
func selfUsage() Usage {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return Usage{}
	}
	return Usage{User: time.Duration(r.Utime.Nano()).Seconds(), System: time.Duration(r.Stime.Nano()).Seconds()}
}

func residentBytes() int64 {
	u, err := processUsage(os.Getpid())
	if err != nil {
		return 0
	}
	return u.PeakBytes
}

// processUsage reads /proc/PID/stat: processor time so far, and the resident memory of this moment in PeakBytes.
func processUsage(pid int) (Usage, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return Usage{}, err
	}
	return parseStat(data)
}

// Fields of /proc/PID/stat behind the name of the program, from the state on (proc(5) counts it as 3).
const (
	statUser = 14 - 3 + iota
	statSystem
	statChildrenUser
	statChildrenSystem
	statResident = 24 - 3
)

func parseStat(data []byte) (Usage, error) {
	end := bytes.LastIndexByte(data, ')') // the name may hold anything, blanks and parentheses too
	fields := strings.Fields(string(data[end+1:]))
	if end < 0 || len(fields) <= statResident {
		return Usage{}, fmt.Errorf("unexpected text in /proc: %q", data)
	}
	number := func(i int) float64 {
		n, _ := strconv.ParseFloat(fields[i], 64)
		return n
	}
	return Usage{
		User:      (number(statUser) + number(statChildrenUser)) / ticks,
		System:    (number(statSystem) + number(statChildrenSystem)) / ticks,
		PeakBytes: int64(number(statResident)) * int64(os.Getpagesize()),
	}, nil
}
