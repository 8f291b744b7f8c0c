package phoneweb

import (
	"slices"
	"sync"

	"tvslab/event"
	"tvslab/lru"
	"tvslab/sim/lab"
)

// Bounds of consoles.
const (
	mostLines    = 500      // of a phone; the oldest go first
	mostConsoles = 16 << 20 // bytes of all phones; those that have been silent for the longest time go first
)

// Consoles keeps what phones print on their consoles. It is safe for concurrent use.
type Consoles struct {
	mutex sync.Mutex
	lines *lru.Cache[string, []string]
}

// NewConsoles returns consoles on which nothing was printed.
func NewConsoles() *Consoles {
	const header = 16 // bytes of a string beside its text
	size := func(lines []string) (n int) {
		for _, l := range lines {
			n += len(l) + header
		}
		return n
	}
	return &Consoles{lines: lru.New[string](mostConsoles, size)}
}

// Add takes a line; those of nodes are left out. It is a Log of lab.Config.
func (c *Consoles) Add(line event.Event) {
	if line.What.Kind() != lab.LogConsole || line.Phone == "" {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	lines, _ := c.lines.Get(line.Phone)
	lines = append(lines, line.What.String())
	c.lines.Put(line.Phone, lines[max(0, len(lines)-mostLines):])
}

// Lines returns those of a phone, oldest first.
func (c *Consoles) Lines(phone string) []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	lines, _ := c.lines.Get(phone)
	return slices.Clone(lines)
}
