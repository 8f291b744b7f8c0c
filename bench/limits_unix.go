//go:build unix

package bench

import (
	"math"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// timeWait is how long Linux keeps the port of a closed TCP connection; it cannot be changed there.
const timeWait = 60 * time.Second

// ReadLimits reads the limits of this machine.
func ReadLimits() Limits {
	l := Limits{PortHold: timeWait, AvailableMemory: kilobytes(field("/proc/meminfo", "MemAvailable"))}
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) == nil {
		l.Descriptors = int(min(uint64(r.Cur), math.MaxInt32))
	}
	if low, high, ok := strings.Cut(firstLine("/proc/sys/net/ipv4/ip_local_port_range"), "\t"); ok {
		from, err := strconv.Atoi(low)
		to, err2 := strconv.Atoi(high)
		if err == nil && err2 == nil {
			l.Ports = max(to-from+1, 0)
		}
	}
	return l
}
