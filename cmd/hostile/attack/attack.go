package attack

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tvslab/cmd/hostile/target"
)

// Attack is a row.
type Attack struct {
	Name string
	Does string        // in a sentence
	For  time.Duration // how long it goes on in the short form; 0: until all of it was done once
	Long time.Duration // in the long form; 0: ten times as long
	Lab  *target.Serve // the lab that is attacked; nil where the attack starts what it needs
	Both bool          // it is played against each TFTP engine
	Play func(ctx context.Context, f *Field) error
	Criteria
}

// Time is how long the attack goes on: 0 is the short form, 1 the long one, and what lies between and beyond lies on the line
// through both.
func (a Attack) Time(long float64) time.Duration {
	return a.For + time.Duration(long*float64(cmp.Or(a.Long, 10*a.For)-a.For))
}

// Criteria say when an attack was withstood. The zero value is that of most attacks.
type Criteria struct {
	// Excused names the honest clients that may fail, or wait for ever, while the attack goes on: those whose service is under siege.
	// The others may not fail.
	Excused []string
	// Wait is the longest that an honest client may wait for an answer meanwhile; 0 means as long as clients are patient.
	Wait time.Duration
	// Again is how soon after the attack all honest clients are served again, and descriptors and goroutines are back to what they
	// were; 0 means Again.
	Again time.Duration
	// Held says in words what Play holds the lab to beside.
	Held string
	// RSS bounds the resident memory at any time, bytes; 0 means RSS.
	RSS int64
}

// The usual criteria.
const (
	Again = 20 * time.Second
	RSS   = 256 << 20
)

// AgainOr is Again, or the usual.
func (c Criteria) AgainOr() time.Duration { return cmp.Or(c.Again, Again) }

// RSSOr is RSS, or the usual.
func (c Criteria) RSSOr() int64 { return cmp.Or(c.RSS, RSS) }

// Everybody excuses all honest clients.
var Everybody = []string{"tftp", "http", "tvs", "capf", "sip", "sccp", "sip/tls", "sccp/tls", "control", "cli", "boot"}

// Field is where an attack is played.
type Field struct {
	*target.Lab // nil where the attack has none
	Binary      *target.Binary
	Time        time.Duration // how long the attack goes on
	counts      counts
}

// Figures returns what the attack counted, "2,000 packets, 5 refused".
func (f *Field) Figures() string { return f.counts.String() }

// count returns a figure of the attack.
func (f *Field) count(what string) *atomic.Int64 { return f.counts.of(what) }

// counts are figures in the order in which they were first spoken of.
type counts struct {
	mutex sync.Mutex
	names []string
	found map[string]*atomic.Int64
}

func (c *counts) of(what string) *atomic.Int64 {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.found[what] == nil {
		if c.found == nil {
			c.found = map[string]*atomic.Int64{}
		}
		c.names = append(c.names, what)
		c.found[what] = &atomic.Int64{}
	}
	return c.found[what]
}

// String lists the figures.
func (c *counts) String() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var list []string
	for _, name := range c.names {
		list = append(list, fmt.Sprintf("%d %s", c.found[name].Load(), name))
	}
	return strings.Join(list, ", ")
}

// crew lets n attackers act until ctx ends; each has numbers of its own, and act returns often.
func crew(ctx context.Context, n int, act func(r *rand.Rand)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for ctx.Err() == nil {
				act(r)
			}
		})
	}
	all.Wait()
}
