package bench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
	p, err := linux{}.process(os.Getpid())
	if err != nil {
		return 0
	}
	return p.resident
}

// linux is the procfs of Linux.
type linux struct{}

func systemProcesses() procfs { return linux{} }

// process implements procfs.
func (linux) process(pid int) (process, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return process{}, err
	}
	p, _, err := parseStat(data)
	p.ignores = ignoresChildren(pid)
	return p, err
}

// children implements procfs. Not every kernel lists children by parent; then all processes are looked through.
func (linux) children(of []int) (list []int) {
	for _, pid := range of {
		files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
		if len(files) == 0 {
			return childrenByParent(of)
		}
		for _, name := range files {
			data, _ := os.ReadFile(name)
			for _, field := range strings.Fields(string(data)) {
				if child, err := strconv.Atoi(field); err == nil {
					list = append(list, child)
				}
			}
		}
	}
	return list
}

func childrenByParent(of []int) (list []int) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		data, _ := os.ReadFile("/proc/" + e.Name() + "/stat")
		if _, parent, err := parseStat(data); err == nil && slices.Contains(of, parent) {
			list = append(list, pid)
		}
	}
	return list
}

// ignoresChildren reads whether a process ignores SIGCHLD: the times of its children go nowhere then (wait(2)).
func ignoresChildren(pid int) bool {
	text := field(fmt.Sprintf("/proc/%d/status", pid), "SigIgn")
	mask, err := strconv.ParseUint(text, 16, 64)
	return err == nil && mask&(1<<(uint(syscall.SIGCHLD)-1)) != 0
}

// Fields of /proc/PID/stat behind the name of the program, from the state on (proc(5) counts it as 3).
const (
	statParent = 4 - 3
	statUser   = 14 - 3 + iota - 1
	statSystem
	statChildrenUser
	statChildrenSystem
	statStart    = 22 - 3
	statResident = 24 - 3
)

func parseStat(data []byte) (p process, parent int, err error) {
	end := bytes.LastIndexByte(data, ')') // the name may hold anything, blanks and parentheses too
	fields := strings.Fields(string(data[end+1:]))
	if end < 0 || len(fields) <= statResident {
		return p, 0, fmt.Errorf("unexpected text in /proc: %q", data)
	}
	number := func(i int) float64 {
		n, _ := strconv.ParseFloat(fields[i], 64)
		return n
	}
	p.start, _ = strconv.ParseUint(fields[statStart], 10, 64)
	p.own = cpuTime{number(statUser) / ticks, number(statSystem) / ticks}
	p.waited = cpuTime{number(statChildrenUser) / ticks, number(statChildrenSystem) / ticks}
	p.resident = int64(number(statResident)) * int64(os.Getpagesize())
	return p, int(number(statParent)), nil
}
