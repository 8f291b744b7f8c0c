package roll_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/sim/lab/roll"
)

// TestRoll follows a phone from call manager to call manager.
func TestRoll(t *testing.T) {
	r, at := roll.New(), time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	p, ok := devices.Parse("SEP0A0101000001")
	require.True(t, ok)
	minute := func(n int) time.Time { return at.Add(time.Duration(n) * time.Minute) }
	stands := func(node string, now int) roll.Mark {
		m, _ := r.At(p, node, minute(now))
		return m
	}
	_, known := r.At(p, "pub", at)
	require.False(t, known)

	require.Empty(t, r.Register(p, "pub", at))
	require.Empty(t, r.Register(p, "pub", minute(1)), "again with the same")
	require.Equal(t, roll.Mark{Node: "pub", State: roll.Registered, Since: minute(1), Registered: minute(1)}, stands("pub", 9))

	require.Equal(t, "pub", r.Leave(p, roll.CallManagerReset, minute(2)))
	require.Empty(t, r.Leave(p, roll.CallManagerReset, minute(2)))
	require.Equal(t, roll.Mark{Node: "pub", State: roll.Unregistered, Reason: roll.CallManagerReset, Since: minute(2), Registered: minute(1)}, stands("pub", 9))

	require.Empty(t, r.Register(p, "sub", minute(3)))
	require.Equal(t, "sub", r.Register(p, "pub", minute(4)), "it goes back")
	require.Equal(t, roll.FallbackInitiated, stands("sub", 9).Reason)

	require.True(t, r.Reject(p, "sub", roll.NoEntryInDatabase, minute(5)))
	require.False(t, r.Reject(p, "sub", roll.NoEntryInDatabase, minute(6)), "nothing new")
	require.Equal(t, roll.Mark{Node: "sub", State: roll.Rejected, Reason: roll.NoEntryInDatabase, Since: minute(5), Registered: minute(3)}, stands("sub", 9))

	r.End("pub", roll.CallManagerRestart, minute(7))
	require.Equal(t, roll.Unregistered, stands("pub", 9).State)
	_, known = r.At(p, "pub", minute(6))
	require.False(t, known, "the lab has gone back")
}
