package doctor

import (
	"context"
	"fmt"
	"strings"

	"tvslab/bench"
	"tvslab/bench/boots"
	"tvslab/tftpd"
)

const limitGroup = "Limits"

var limitChecks = []check{
	{"descriptors", limitGroup, "open files", "connections, transfers and phones at a time", append([]string{"phones"}, onSockets...), tryDescriptors},
	{"source-ports", limitGroup, "ports of clients", "connections of phones that boot", []string{"phones", "bench"}, ofBenchmark("ports", func(l bench.Limits) string {
		return fmt.Sprintf("%d a source address", l.Ports)
	})},
	{"memory", limitGroup, "memory", "phones, labs", everything, tryMemory},
	{"receive-buffer", limitGroup, "receive buffer", "TFTP requests of many phones that come at once", []string{"serve", "bench"}, tryBuffer},
	{"cores", limitGroup, "processors", "benchmarks: servers and phones at a time", []string{"bench"}, tryCores},
}

// fewDescriptors is what a lab of a few nodes wants for its servers.
const fewDescriptors = 1024

func tryDescriptors(_ context.Context, m *Machine, a Ask) Finding {
	l, need := m.Limits(), boots.Needs(a.Phones)
	if l.Descriptors == 0 {
		return Finding{OK, "no limit", ""}
	}
	found := fmt.Sprintf("%d (hard limit %d)", l.Descriptors, m.Hard())
	if w := met(l, need, "descriptors"); w != nil {
		return Finding{Limited, found + ": " + w.Text, w.Mend + moreDescriptors}
	}
	if l.Descriptors < fewDescriptors {
		return Finding{Limited, found + ", few for servers", fmt.Sprintf("ulimit -n %d%s", fewDescriptors, moreDescriptors)}
	}
	return Finding{OK, fmt.Sprintf("%s, enough for %d phones", found, a.Phones), ""}
}

// met is the warning that a benchmark of so many phones gives about a limit, nil for none.
func met(l bench.Limits, need bench.Need, limit string) *bench.Warning {
	for _, w := range l.Check(need) {
		if w.Limit == limit {
			return &w
		}
	}
	return nil
}

// ofBenchmark tries a limit of which benchmarks know when they meet it.
func ofBenchmark(limit string, found func(bench.Limits) string) func(context.Context, *Machine, Ask) Finding {
	return func(_ context.Context, m *Machine, a Ask) Finding {
		l := m.Limits()
		if w := met(l, boots.Needs(a.Phones), limit); w != nil {
			return Finding{Limited, w.Text, w.Mend}
		}
		if l.Ports == 0 {
			return Finding{OK, "the system does not tell", ""}
		}
		return Finding{OK, fmt.Sprintf("%s, enough for %d phones", found(l), a.Phones), ""}
	}
}

// littleMemory is what a plan of a few thousand phones and its conditions may take, bytes.
const littleMemory = 256 << 20

func tryMemory(_ context.Context, m *Machine, a Ask) Finding {
	l := m.Limits()
	l.AvailableMemory = lesser(l.AvailableMemory, cgroupMemory(m))
	found := size(l.AvailableMemory) + " available"
	if w := met(l, boots.Needs(a.Phones), "memory"); w != nil {
		return Finding{Limited, found + ": " + w.Text, w.Mend}
	}
	switch {
	case l.AvailableMemory == 0:
		return Finding{OK, "the system does not tell", ""}
	case l.AvailableMemory < littleMemory:
		return Finding{Limited, found, "end other programs, or give the container more than " + size(littleMemory)}
	}
	return Finding{OK, found, ""}
}

// cgroupMemory is what the control group of a container or a service still lets this process have, bytes; 0 for no bound.
func cgroupMemory(m *Machine) (rest int64) {
	const folder = "/sys/fs/cgroup/"
	most, err := number(m, folder+"memory.max")
	used, err2 := number(m, folder+"memory.current")
	if err != nil || err2 != nil {
		return 0
	}
	return max(most-used, 1)
}

// number reads a file that is one; "max" is none.
func number(m *Machine, file string) (n int64, err error) {
	text, err := m.Read(file)
	if err == nil {
		_, err = fmt.Sscan(string(text), &n)
	}
	return n, err
}

// lesser is the smaller of two bounds, of which 0 is none.
func lesser(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// size is a number of bytes in words.
func size(bytes int64) string {
	switch {
	case bytes >= 10<<30:
		return fmt.Sprintf("%d GB", bytes>>30)
	case bytes >= 10<<20:
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%d kB", bytes>>10)
}

// tryBuffer asks for what a TFTP server asks for.
func tryBuffer(_ context.Context, m *Machine, _ Ask) Finding {
	granted, err := m.Buffer()
	switch {
	case err != nil:
		return Finding{Limited, err.Error(), MendOf(err)}
	case granted < tftpd.ReceiveBuffer:
		mend := ""
		if m.System == "linux" {
			mend = fmt.Sprintf("sysctl -w net.core.rmem_max=%d", tftpd.ReceiveBuffer)
		}
		return Finding{Limited, fmt.Sprintf("%s of %s: more than about %d requests at once are lost, and come again", size(int64(granted)), size(tftpd.ReceiveBuffer), granted/requestBytes), mend}
	}
	return Finding{OK, size(int64(granted)), ""}
}

// requestBytes is what the kernel counts for a request in a receive buffer: the packet, and its own book-keeping (sk_buff truesize).
const requestBytes = 768 / 2

func tryCores(_ context.Context, m *Machine, _ Ask) Finding {
	if m.Cores == 1 {
		return Finding{Limited, "1: phones and servers on this machine wait for each other", "let servers run on another machine, and name them with --tftp and --tvs"}
	}
	return Finding{OK, strings.TrimSpace(fmt.Sprint(m.Cores)), ""}
}
