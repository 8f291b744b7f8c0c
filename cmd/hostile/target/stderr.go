package target

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// Stderr takes what a process writes to its standard error, and keeps the lines that tell of a crash and those that would make
// a terminal do something.
type Stderr struct {
	mutex sync.Mutex
	rest  []byte   // a line that has not ended
	crash int      // lines of a crash that are still to be kept
	kept  []string // lines of crashes
	raw   string   // first line that would control a terminal
	last  string
}

const (
	mostLine  = 64 << 10
	mostCrash = 25 // lines
)

// crashes begin with one of these (package runtime, race detector).
var crashes = []string{"panic:", "fatal error:", "WARNING: DATA RACE", "runtime: ", "SIGSEGV", "unexpected fault address"}

// Write implements io.Writer.
func (s *Stderr) Write(b []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.rest = append(s.rest, b...)
	for {
		end := bytes.IndexByte(s.rest, '\n')
		if end < 0 && len(s.rest) < mostLine {
			return len(b), nil
		}
		if end < 0 {
			end = len(s.rest) - 1 // a line without an end loses its last byte
		}
		s.line(s.rest[:end])
		s.rest = append(s.rest[:0], s.rest[end+1:]...)
	}
}

func (s *Stderr) line(line []byte) {
	if s.raw == "" && controls(line) {
		s.raw = fmt.Sprintf("%.200q", line)
	}
	text := string(line)
	s.last = text
	for _, begin := range crashes {
		if s.crash == 0 && strings.HasPrefix(text, begin) {
			s.crash = mostCrash
		}
	}
	if s.crash > 0 && len(s.kept) < 4*mostCrash {
		s.crash--
		s.kept = append(s.kept, text)
	}
}

// controls reports whether a terminal would take something in the line as a command: C0 but the tabulator, DEL, C1 in UTF-8
// and as a byte of its own.
func controls(line []byte) bool {
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError && size == 1 && line[0] >= 0x80 && line[0] < 0xa0 {
			return true
		}
		line = line[size:]
	}
	return false
}

// Crash returns the lines of a crash, "" where there was none.
func (s *Stderr) Crash() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return strings.Join(s.kept, "\n")
}

// Controls returns the first line that would control a terminal, quoted; "" where there was none.
func (s *Stderr) Controls() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.raw
}

// Last returns the last whole line.
func (s *Stderr) Last() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.last
}
