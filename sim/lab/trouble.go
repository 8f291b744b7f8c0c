package lab

import (
	"fmt"
	"runtime/debug"

	"tvslab/accept"
)

// Kinds of trouble beside those of package accept.
const (
	Ended accept.Kind = "server ended"         // for good; the others go on
	Few   accept.Kind = "few file descriptors" // for what the lab has to serve
)

// tell reports trouble to whoever wants to hear of it.
func (s *servers) tell(t accept.Trouble) {
	if s.trouble != nil {
		s.trouble(t)
	}
}

// recover keeps a panic of what a server calls from taking the process with it; it must be deferred.
func (s *servers) recover() {
	if v := recover(); v != nil {
		s.tell(accept.Trouble{Kind: accept.Panicked, Err: fmt.Errorf("panic: %v", v), Stack: debug.Stack(), Times: 1})
	}
}
