package fleet

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tvslab/phone"
)

// Batches are committed when they are this large or this old: few enough transactions for ten thousands of boots a
// second, young enough that nobody waits.
const (
	batchRows = 2000
	batchAge  = 100 * time.Millisecond
)

// queue brings boots to the store, batch by batch, in one goroutine of its own.
type queue struct {
	fleet   *Fleet
	writer  *writer
	rows    chan row
	syncs   chan chan struct{}
	stop    chan struct{}
	stopped chan struct{}
	end     sync.Once

	mutex sync.Mutex
	err   error // of the first batch that failed: nothing is written after it
}

// row is the state of a phone after a boot.
type row struct {
	phone int
	record
	lsc    *phone.LSC
	newLSC bool // the boot changed it
}

func newQueue(f *Fleet, s *Store) *queue {
	q := &queue{fleet: f, writer: newWriter(f, s), rows: make(chan row, batchRows), syncs: make(chan chan struct{}),
		stop: make(chan struct{}), stopped: make(chan struct{})}
	go q.run()
	return q
}

// add waits while the queue is full. Its error is that of the store. What is added while the queue is being closed may be
// left out; it is never acknowledged then.
func (q *queue) add(r row) error {
	if err := q.failure(); err != nil {
		return err
	}
	select {
	case <-q.stop:
		return errClosed
	default:
	}
	select {
	case q.rows <- r:
		return nil
	case <-q.stop:
		return errClosed
	}
}

// sync waits until everything that was added before is committed.
func (q *queue) sync(ctx context.Context) error {
	done := make(chan struct{})
	select {
	case q.syncs <- done:
		<-done
		return q.failure()
	case <-q.stopped:
		return q.failure()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *queue) close() error {
	q.end.Do(func() { close(q.stop) })
	<-q.stopped
	return q.failure()
}

func (q *queue) failure() error {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.err
}

func (q *queue) run() {
	defer close(q.stopped)
	timer := time.NewTimer(batchAge)
	defer timer.Stop()
	batch := make([]row, 0, batchRows)
	commit := func() { batch = q.commit(batch) }
	for {
		select {
		case r := <-q.rows:
			if len(batch) == 0 {
				timer.Reset(batchAge)
			}
			if batch = append(batch, r); len(batch) == batchRows {
				commit()
			}
		case <-timer.C:
			commit()
		case done := <-q.syncs:
			batch = q.drain(batch)
			commit()
			close(done)
		case <-q.stop:
			batch = q.drain(batch)
			commit()
			return
		}
	}
}

// drain takes what waits in the queue.
func (q *queue) drain(batch []row) []row {
	for {
		select {
		case r := <-q.rows:
			if batch = append(batch, r); len(batch) == batchRows {
				batch = q.commit(batch)
			}
		default:
			return batch
		}
	}
}

// commit writes a batch and tells that it is safe. It returns the batch emptied.
func (q *queue) commit(batch []row) []row {
	if len(batch) == 0 || q.failure() != nil {
		return batch[:0]
	}
	if err := q.writer.write(batch); err != nil {
		q.mutex.Lock()
		q.err = fmt.Errorf("state %q: %w", q.writer.store.path, err)
		q.mutex.Unlock()
		return batch[:0]
	}
	if tell := q.fleet.config.Acknowledge; tell != nil {
		phones := make([]int, len(batch))
		for i, r := range batch {
			phones[i] = r.phone
		}
		tell(phones)
	}
	return batch[:0]
}
