package tftpd

import (
	"sync"

	"tvslab/tftpd/internal/udp"
)

// opening is a file that is being opened for a delivery.
type opening struct {
	delivery *delivery // nil where it has ended meanwhile
	name     string
	packet   []byte // the request
	openers  *openers

	data    []byte // what came of it
	outcome string
	err     error
}

// openers open files for a loop and apart from it, so that transfers go on while a file is signed or waits for a lock.
// All but what a goroutine of it does belongs to the loop.
type openers struct {
	server  *Server
	loop    *udp.Loop
	free    int // goroutines that may be started
	queue   []*opening
	running sync.WaitGroup
}

// mostOpeners is how many files are opened at once: enough for the processors where some of them wait.
const mostOpeners = 16

func newOpeners(s *Server, loop *udp.Loop) openers {
	return openers{server: s, loop: loop, free: mostOpeners}
}

// open opens a file when its turn comes. What comes of it is the delivery's, in the loop.
func (o *openers) open(j *opening) {
	j.openers = o
	if o.free == 0 {
		o.queue = append(o.queue, j)
		return
	}
	o.free--
	o.running.Go(func() {
		j.data, j.outcome, j.err = o.server.open(j.name)
		o.loop.Post(j)
	})
}

// Run hands out an opened file and has the next one opened.
func (j *opening) Run() {
	o := j.openers
	o.free++
	for len(o.queue) > 0 && o.free > 0 {
		next := o.queue[0]
		o.queue = o.queue[1:]
		if next.delivery != nil {
			o.open(next)
		}
	}
	if j.delivery != nil {
		j.delivery.opened(j)
	}
}

// wait waits for what is being opened, of which nothing comes once the loop has ended.
func (o *openers) wait() { o.running.Wait() }
