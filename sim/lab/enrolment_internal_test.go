package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
)

// TestOutcomesAreBounded: a device that comes again and again adds nothing, and the first outcome counts; a session that ends
// no operation is not kept. What was taken is gone.
func TestOutcomesAreBounded(t *testing.T) {
	o := outcomes{some: make(chan struct{}, 1)}
	o.add("cucm-pub", capf.Outcome{Device: "SEP000000000002", Kind: capf.Install, Refused: true})
	o.add("cucm-pub", capf.Outcome{Device: "SEP000000000002", Kind: capf.None})
	require.Empty(t, o.some)
	for i := range 9000 {
		o.add("cucm-pub", capf.Outcome{Device: "SEP000000000002", Kind: capf.Install, LSC: &capf.LSC{Serial: []byte{byte(i)}}})
	}
	o.add("cucm-pub", capf.Outcome{Device: "SEP000000000001", Kind: capf.Install})
	require.Len(t, o.some, 1)
	require.Equal(t, map[string][]capf.Outcome{"cucm-pub": {
		{Device: "SEP000000000001", Kind: capf.Install},
		{Device: "SEP000000000002", Kind: capf.Install, LSC: &capf.LSC{Serial: []byte{0}}},
	}}, o.take())
	require.Empty(t, o.take())
}

// TestEndedIsNotPending: an operation that was tried is over before the database has it, and pending again when it is given again
// after that.
func TestEndedIsNotPending(t *testing.T) {
	o := outcomes{some: make(chan struct{}, 1)}
	install := capf.Operation{Kind: capf.Install}
	pending := func(device string) capf.Kind { return o.pending("cucm-pub", device, install).Kind }
	o.add("cucm-pub", capf.Outcome{Device: "SEP000000000001", Kind: capf.Install, Reason: capf.ReasonSuccess})
	o.add("cucm-pub", capf.Outcome{Device: "SEP000000000002", Kind: capf.Delete, Reason: capf.ReasonSuccess})
	for range 2 {
		require.Equal(t, capf.None, pending("SEP000000000001"))
		require.Equal(t, capf.Install, pending("SEP000000000002"), "another operation")
		require.Equal(t, capf.Install, pending("SEP000000000003"))
		o.take()
	}
	o.written()
	require.Equal(t, capf.Install, pending("SEP000000000001"))
}

// TestWrongStringsAreCounted: however often a device comes, it is one outcome.
func TestWrongStringsAreCounted(t *testing.T) {
	o := outcomes{some: make(chan struct{}, 1)}
	wrong := capf.Outcome{Device: "SEP000000000002", Kind: capf.Install, Refused: true, Wrong: 1}
	for range 3 {
		o.add("cucm-pub", wrong)
	}
	o.add("cucm-pub", capf.Outcome{Device: "SEP000000000002", Kind: capf.Install})
	require.Len(t, o.some, 1)
	wrong.Wrong = 3
	require.Equal(t, map[string][]capf.Outcome{"cucm-pub": {{Device: "SEP000000000002", Kind: capf.Install}, wrong}}, o.take())
}
