package bench

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Limits is what the machine allows one process. A field is 0 where the system does not tell.
type Limits struct {
	Descriptors     int           // RLIMIT_NOFILE; Go raises the soft limit to the hard one at its start
	Ports           int           // ephemeral ports of one source address
	PortHold        time.Duration // how long a closed TCP connection keeps its port
	AvailableMemory int64         // bytes
}

// Need is what a benchmark asks of the machine.
type Need struct {
	Workers    int
	PerBoot    int     // descriptors of one boot in progress: a UDP socket, which is kept, and a TCP connection; those of the servers too where they are in the same process
	TCPPerBoot int     // TCP connections of one boot: HTTP requests, TVS, registration
	Rate       float64 // boots per second at most; 0 where nobody knows
	Sources    int     // source addresses of the phones; 0 where the kernel chooses one
	Local      bool    // client and server are on this machine
	Phones     int
	PhoneBytes int // memory of one phone at rest
}

// Warning is a limit that a benchmark meets.
type Warning struct {
	Limit string `json:"limit"` // "descriptors", "ports" or "memory"
	Text  string `json:"text"`
	Mend  string `json:"mend"`
}

// reserved descriptors are for files, listeners, the runtime and the connections of metrics.
const reserved = 256

// Workers returns how many of the wanted boots may be in progress without running out of descriptors or, with one socket
// each, of ports: at least one.
func (l Limits) Workers(n Need) int {
	workers := n.Workers
	if l.Descriptors > 0 {
		workers = min(workers, (l.Descriptors-reserved)/max(n.PerBoot, 1))
	}
	if l.Ports > 0 {
		workers = min(workers, l.Ports*max(n.Sources, 1)*9/10) // other programs have ports too
	}
	return max(workers, 1)
}

// Check says which limits the benchmark meets, and what to do about each.
func (l Limits) Check(n Need) []Warning {
	list := []Warning{}
	for _, check := range []func(Need) (Warning, bool){l.descriptors, l.ports, l.heldPorts, l.memory} {
		if w, met := check(n); met {
			list = append(list, w)
		}
	}
	return list
}

func (l Limits) descriptors(n Need) (Warning, bool) {
	need := n.Workers*max(n.PerBoot, 1) + reserved
	if l.Descriptors == 0 || need <= l.Descriptors {
		return Warning{}, false
	}
	return Warning{"descriptors",
		fmt.Sprintf("%d boots at a time need %d descriptors, the limit is %d: %d boot at a time, the others wait, which counts as lateness",
			n.Workers, need, l.Descriptors, l.Workers(n)),
		fmt.Sprintf("ulimit -n %d, or more shards with --shard", need)}, true
}

func (l Limits) ports(n Need) (Warning, bool) {
	room := l.Ports * max(n.Sources, 1) * 9 / 10
	if l.Ports == 0 || n.Workers <= room {
		return Warning{}, false
	}
	return Warning{"ports",
		fmt.Sprintf("%d boots at a time from %s: each has %d ports, so %d boot at a time", n.Workers, addresses(n.Sources), l.Ports, room),
		moreSources(n.Workers*10/9/l.Ports + 1)}, true
}

// heldPorts looks at TCP: a closed connection keeps its port from the next one to the same server for a while.
func (l Limits) heldPorts(n Need) (Warning, bool) {
	hold := l.PortHold
	if n.Local {
		hold = min(hold, time.Second) // Linux lets loopback connections have such ports again after a second
	}
	need := int(n.Rate * float64(n.TCPPerBoot) * hold.Seconds())
	if l.Ports == 0 || need <= l.Ports*max(n.Sources, 1) {
		return Warning{}, false
	}
	return Warning{"ports",
		fmt.Sprintf("%.0f boots per second with %d TCP connections each, whose ports are held for %s, need %d ports; %s has %d",
			n.Rate, n.TCPPerBoot, hold, need, addresses(n.Sources), l.Ports*max(n.Sources, 1)),
		moreSources(need/l.Ports + 1)}, true
}

func (l Limits) memory(n Need) (Warning, bool) {
	need := int64(n.Phones)*int64(n.PhoneBytes) + int64(n.Workers)*workerBytes
	if l.AvailableMemory == 0 || need <= l.AvailableMemory {
		return Warning{}, false
	}
	return Warning{"memory",
		fmt.Sprintf("%d phones and %d boots at a time need about %d MB, %d MB are available", n.Phones, n.Workers, need>>20, l.AvailableMemory>>20),
		"fewer --workers, or shards on several machines with --shard"}, true
}

// workerBytes is a goroutine with its stack, and the buffers and objects of a boot in progress.
const workerBytes = 64 << 10

func addresses(n int) string {
	if n <= 1 {
		return "one source address"
	}
	return strconv.Itoa(n) + " source addresses"
}

func moreSources(n int) string {
	return fmt.Sprintf("give phones %d source addresses, for example --source 127.80.0.1-127.80.%d.%d where servers are on this machine", n, n>>8, n&0xff)
}

// kilobytes reads "24683092 kB" as bytes.
func kilobytes(text string) int64 {
	number, _, _ := strings.Cut(text, " ")
	n, _ := strconv.ParseInt(number, 10, 64)
	return n << 10
}
