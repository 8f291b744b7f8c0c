package capture

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// DefaultLimit bounds a file, bytes: what Wireshark opens without trouble.
const DefaultLimit = 1 << 30

// ErrLimit says that a file has become as large as it may, and ends there.
var ErrLimit = errors.New("as large as it may become; what follows is not in it")

// Blocks are gathered before they are written: so many bytes, or for so long, so that who looks on sees them.
const (
	gathered = 64 << 10
	lateness = 200 * time.Millisecond
)

// file is the blocks of a pcapng file. What is on disk ends behind a whole block, however the process ends. The capture's mutex is
// held in all methods but flushLate.
type file struct {
	out    *os.File
	blocks bytes.Buffer // whole ones, that are not written yet
	ng     *pcapgo.NgWriter
	size   int64 // with those that are not written
	limit  int64
	tell   func(error)
	err    error       // why nothing is written any more
	later  *time.Timer // flushes; nil where there is nothing to
	lock   sync.Locker // the capture's, for that
}

// marks of interfaces: what the packets are worth.
const (
	tapped      = "payload as programs sent and received it; headers and TCP's own packets synthesised by tvslab"
	synthesised = "synthesised by tvslab: a lab in memory, nothing of this was on a wire"
)

func create(name string, o Options, lock sync.Locker) (*file, error) {
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	f := &file{out: out, limit: o.Limit, tell: o.Tell, lock: lock}
	if f.limit == 0 {
		f.limit = DefaultLimit
	}
	if err := errors.Join(f.begin(o), f.flush()); err != nil {
		return nil, errors.Join(err, out.Close())
	}
	return f, nil
}

// begin writes the section and its interface.
func (f *file) begin(o Options) (err error) {
	comment := tapped
	if o.Synthesised {
		comment = synthesised
	}
	f.ng, err = pcapgo.NewNgWriterInterface(&f.blocks,
		pcapgo.NgInterface{Name: "tvslab", Comment: comment, LinkType: layers.LinkTypeRaw, TimestampResolution: 9},
		pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Hardware: runtime.GOARCH, OS: runtime.GOOS, Application: "tvslab", Comment: comment}})
	if err != nil {
		return err
	}
	return f.ng.Flush()
}

// packet adds one, and reports whether there was room for it.
func (f *file) packet(at time.Time, data []byte, comment string) bool {
	var o pcapgo.NgPacketOptions
	if comment != "" {
		o.Comments = []string{comment}
	}
	about := gopacket.CaptureInfo{Timestamp: at, CaptureLength: len(data), Length: len(data)}
	return f.add(len(data)+len(comment), func() error { return f.ng.WritePacketWithOptions(about, data, o) })
}

func (f *file) secrets(lines []byte) {
	f.add(len(lines), func() error { return f.ng.WriteDecryptionSecretsBlock(pcapgo.DSB_SECRETS_TYPE_TLS, lines) })
}

// block adds one that is encoded already.
func (f *file) block(b []byte) {
	f.add(len(b), func() error {
		_, err := f.blocks.Write(b)
		return err
	})
}

// overhead is more than what a block has around its content, bytes.
const overhead = 64

// add adds a block of about that size, unless the file has ended.
func (f *file) add(size int, write func() error) (added bool) {
	if f.err != nil {
		return false
	}
	if f.size+int64(f.blocks.Len()+size+overhead) > f.limit {
		_ = f.flush()
		f.fail(ErrLimit)
		return false
	}
	if err := errors.Join(write(), f.ng.Flush()); err != nil {
		f.fail(err)
		return false
	}
	if f.blocks.Len() >= gathered {
		_ = f.flush()
	} else if f.later == nil {
		f.later = time.AfterFunc(lateness, f.flushLate)
	}
	return true
}

// flushLate is flush for who does not hold the mutex.
func (f *file) flushLate() {
	f.lock.Lock()
	defer f.lock.Unlock()
	_ = f.flush()
}

// flush writes what was gathered, in one piece.
func (f *file) flush() error {
	if f.later != nil {
		f.later.Stop()
		f.later = nil
	}
	if f.err != nil || f.blocks.Len() == 0 {
		return nil
	}
	n, err := f.out.Write(f.blocks.Bytes())
	f.blocks.Reset()
	if err != nil {
		_ = f.out.Truncate(f.size) // a block that is cut would make the file one that is broken; best effort
		f.fail(err)
		return err
	}
	f.size += int64(n)
	return nil
}

// fail ends the file where it is.
func (f *file) fail(err error) {
	f.err = fmt.Errorf("%s: %w", f.out.Name(), err)
	if f.tell != nil {
		f.tell(f.err)
	}
}

// close ends the file; what is added afterwards is left out. That it is as large as it may be is no error.
func (f *file) close() error {
	_ = f.flush()
	met, err := f.err, f.out.Close()
	f.err = os.ErrClosed
	if errors.Is(met, ErrLimit) {
		return err
	}
	return errors.Join(met, err)
}
