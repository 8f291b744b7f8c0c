package bench

import (
	"os"
	"runtime"
	"strings"
)

// Machine says where a benchmark ran.
type Machine struct {
	Host        string `json:"host"`
	OS          string `json:"os"` // "linux/amd64"
	Kernel      string `json:"kernel"`
	Processor   string `json:"processor"`
	Processors  int    `json:"processors"` // that this process may use at a time
	MemoryBytes int64  `json:"memory_bytes"`
	Go          string `json:"go"`
	Version     string `json:"version"` // of tvslab
}

// ThisMachine describes this machine and the version of the program. What the system does not tell is empty.
func ThisMachine(version string) Machine {
	host, _ := os.Hostname()
	return Machine{
		Host: host, OS: runtime.GOOS + "/" + runtime.GOARCH, Kernel: firstLine("/proc/sys/kernel/osrelease"),
		Processor: field("/proc/cpuinfo", "model name"), Processors: runtime.GOMAXPROCS(0),
		MemoryBytes: kilobytes(field("/proc/meminfo", "MemTotal")), Go: runtime.Version(), Version: version,
	}
}

func firstLine(name string) string {
	data, _ := os.ReadFile(name)
	line, _, _ := strings.Cut(string(data), "\n")
	return strings.TrimSpace(line)
}

// field returns the value of the first "key : value" line of a file of /proc.
func field(name, key string) string {
	data, _ := os.ReadFile(name)
	for line := range strings.Lines(string(data)) {
		if k, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
