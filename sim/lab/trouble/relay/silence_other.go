//go:build !linux

package relay

import "net"

// Silent is a port that says nothing.
type Silent struct{ net.Listener }

// Silence opens a port at host:port that takes connections into its queue and says nothing: what this system does with a full
// queue is not known.
func Silence(address string) (*Silent, error) {
	l, err := net.Listen("tcp4", address)
	if err != nil {
		return nil, err
	}
	return &Silent{l}, nil
}

// Address is host:port.
func (s *Silent) Address() string { return s.Addr().String() }
