package api

// Bounds on what clients may hold at a time.
const (
	mostConnections = 64 // of a listener
	mostShells      = 16
	mostStreams     = 32
)

// places are what can be taken, and given back.
type places chan struct{}

// take takes a place, if there is one.
func (p places) take() bool {
	select {
	case p <- struct{}{}:
		return true
	default:
		return false
	}
}

func (p places) leave() { <-p }
