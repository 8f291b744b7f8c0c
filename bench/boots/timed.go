package boots

import (
	"context"

	"tvslab/phone"
	"tvslab/phone/sockets"
)

// traced returns the network for one boot that tells its steps. Where it does not tell them itself, a question to TVS is one
// answer: there is no connection that could be told apart.
func traced(n phone.Network, trace func(sockets.Step)) phone.Network {
	if s, ok := n.(*sockets.Network); ok {
		return s.Traced(trace)
	}
	return phone.Around(n, func(_ context.Context, c phone.Call, next func() error) error {
		s := sockets.StepOf(c, next)
		trace(s)
		return s.Err
	})
}
