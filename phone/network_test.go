package phone

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/service"
	"tvslab/tvs"
)

// oneNet answers every call with something of its own, and remembers the calls.
type oneNet struct {
	file   *content.File
	answer *tvs.Response
	calls  []Call
}

func (n *oneNet) Fetch(_ context.Context, c Call) (*content.File, error) {
	n.calls = append(n.calls, c)
	return n.file, nil
}

func (n *oneNet) Ask(_ context.Context, c Call, _ *tvs.Request) (*tvs.Response, error) {
	n.calls = append(n.calls, c)
	return n.answer, nil
}

func (n *oneNet) Register(_ context.Context, c Call, _ Identity) error {
	n.calls = append(n.calls, c)
	return outcome.UnknownCA
}

func (n *oneNet) Enrol(_ context.Context, c Call, _ capf.Session) (capf.Result, error) {
	n.calls = append(n.calls, c)
	return capf.Result{Kind: capf.Install}, outcome.BadAnswer
}

// all makes one call of each kind and returns what came.
func all(t *testing.T, n Network) (f *content.File, answer *tvs.Response, result capf.Result, errs [4]error) {
	ask := func(at service.Service) Call { return Call{Phone: phoneName, Service: at, Port: at.Port()} }
	f, errs[0] = n.Fetch(t.Context(), ask(service.HTTP))
	answer, errs[1] = n.Ask(t.Context(), ask(service.TVS), nil)
	errs[2] = n.Register(t.Context(), ask(service.SecureSIP), Identity{})
	result, errs[3] = n.Enrol(t.Context(), ask(service.CAPF), capf.Session{})
	return f, answer, result, errs
}

// TestAround: every call goes through the function with its results, which may keep it back or change its error.
func TestAround(t *testing.T) {
	inner := &oneNet{file: content.NewFile(nil), answer: &tvs.Response{}}
	var seen []Call
	var met []error
	f, answer, result, errs := all(t, Around(inner, func(_ context.Context, c Call, next func() error) error {
		err := next()
		seen, met = append(seen, c), append(met, err)
		return err
	}))
	require.Len(t, seen, 4)
	require.Equal(t, inner.calls, seen)
	require.Same(t, inner.file, f)
	require.Same(t, inner.answer, answer)
	require.Equal(t, capf.Install, result.Kind)
	require.Equal(t, [4]error{nil, nil, outcome.UnknownCA, outcome.BadAnswer}, errs)
	require.Equal(t, errs[:], met)

	why := errors.New("no network")
	f, answer, result, errs = all(t, Around(nil, func(context.Context, Call, func() error) error { return why }))
	require.Nil(t, f)
	require.Nil(t, answer)
	require.Zero(t, result)
	require.Equal(t, [4]error{why, why, why, why}, errs)
}
