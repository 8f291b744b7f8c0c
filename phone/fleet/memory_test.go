package fleet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/fleet"
)

// TestMillion: a million phones, some of which have booted, rest in a few tens of bytes each.
func TestMillion(t *testing.T) {
	const size = 1_000_000
	f := newFleet(t, mixed(size, newPromises()))
	var plan []fleet.Wake
	for i := 0; i < size; i += 97 {
		plan = append(plan, fleet.Wake{Phone: i})
	}
	require.NoError(t, f.Run(t.Context(), fleet.Run{Plan: plan}))
	m := f.Memory()
	require.Equal(t, size, m.Phones)
	require.Less(t, m.PerPhone, 64.0)
	require.Less(t, m.Heap, 512<<20)
	require.Equal(t, fleet.Accepted, f.Outcome(97).Verdict)
	require.Equal(t, fleet.NeverBooted, f.Outcome(98).Verdict)
}

// TestAllocations: waking a phone and laying it to rest costs little beside the boot itself.
func TestAllocations(t *testing.T) {
	net := newPromises()
	f := newFleet(t, mixed(100, net))
	bootAll(t, f)
	i := 0
	inFleet := testing.AllocsPerRun(500, func() {
		i = (i + 1) % f.Size()
		_, err := f.Boot(t.Context(), i, phone.Reset)
		require.NoError(t, err)
	})
	m, _ := phone.ModelByName("8841")
	p := &phone.Phone{Name: "SEP0A0101000001", Model: m, TFTP: []string{"pub"}}
	alone := testing.AllocsPerRun(500, func() { p.Boot(t.Context(), net, phone.Reset) })
	require.LessOrEqual(t, inFleet, alone+8)
}
