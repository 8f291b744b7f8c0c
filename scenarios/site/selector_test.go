package site

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/scenarios/file"
)

// offices has groups of these many phones: desks are 8841, the lobby's 7945, the hall's 7965.
func offices(counts ...int) *Site {
	s := &Site{}
	names, models := []string{"desk-a", "desk-b", "lobby", "hall"}, []string{"8841", "8841", "7945", "7965"}
	for i, n := range counts {
		s.Phones = append(s.Phones, Group{Name: file.Name{Value: names[i]}, Model: file.Name{Value: models[i]}, Count: n})
	}
	return s
}

func TestPhonesOf(t *testing.T) {
	s := offices(20, 10, 300, 1)
	whole := func(i int) devices.Set { return s.group(i, 1, s.Phones[i].Count) }
	for name, want := range map[string]devices.Set{
		"all": devices.Union(whole(0), whole(1), whole(2), whole(3)), "desk-a": whole(0), "desk-a[2..3]": s.group(0, 2, 3),
		"desk*": devices.Union(whole(0), whole(1)), "*": devices.Union(whole(0), whole(1), whole(2), whole(3)), "????": whole(3),
		"desk*[2]": devices.Union(s.group(0, 2, 2), s.group(1, 2, 2)), "desk*[11..15]": s.group(0, 11, 15),
		"SEP0A0102*": whole(1), "SEP*12C": s.group(2, 0x12c, 0x12c), "SEP0A0104000001": whole(3), "SEP0B*": nil,
		"model 8841": devices.Union(whole(0), whole(1)), "model Cisco IP Phone 7965G": whole(3), "model 79*": devices.Union(whole(2), whole(3)),
		"100% of lobby": whole(2), "other": nil,
	} {
		require.Equal(t, want, s.PhonesOf(ParsePhoneRef(name), 7), name)
	}
}

// TestShares: a share has so many phones, of each group its part, the same ones with the same seed, and those of a smaller share.
func TestShares(t *testing.T) {
	s := offices(200, 100, 300, 1)
	of := func(percent any, what string, seed uint64) devices.Set {
		return s.PhonesOf(ParsePhoneRef(fmt.Sprintf("%v%% of %s", percent, what)), seed)
	}
	require.Equal(t, 8, of(4, "desk-a", 1).Len())
	require.Equal(t, 1, of(0.5, "desk-a", 1).Len())
	require.Zero(t, of(0.2, "desk-a", 1).Len())
	require.Equal(t, of(4, "desk-a", 1), of(4, "desk-a", 1))
	require.NotEqual(t, of(4, "desk-a", 1), of(4, "desk-a", 2))
	require.Equal(t, of(4, "desk-a", 1), of(4, "desk-a", 1).And(of(10, "desk-a", 1)))
	all := of(10, "all", 3)
	for i, n := range []int{20, 10, 30} {
		require.Equal(t, n, all.And(s.group(i, 1, s.Phones[i].Count)).Len())
	}
	many := offices(1_000_000)
	share := many.PhonesOf(ParsePhoneRef("4% of desk-a"), 5)
	require.Equal(t, 40_000, share.Len())
	require.LessOrEqual(t, len(share), 2, "neighbours are one span")
}

func TestSelectorsAreChecked(t *testing.T) {
	for name, want := range map[string]string{
		"desk-a": "", "desk*": "", "SEP*": "", "4% of all": "", "model 8841": "", "desk-a[10]": "", "all": "",
		"desc-a":          `unknown phone group "desc-a" (did you mean "desk-a"?)`,
		"4% of desc-a":    `unknown phone group "desc-a" (did you mean "desk-a"?)`,
		"flat*":           `"flat*" selects nothing (phone groups: desk-a, desk-b)`,
		"desk*[30]":       `"desk*[30]" selects nothing (phone groups: desk-a, desk-b)`,
		"desk-a[21]":      `"desk-a[21]" selects nothing (the phones of "desk-a" are 1 to 20)`,
		"desk-a[0]":       `"desk-a[0]" selects nothing (the phones of "desk-a" are 1 to 20)`,
		"SEP0B*":          `"SEP0B*" selects nothing (the first phone is SEP0A0101000001, the last SEP0A010200000A)`,
		"SEP0A0109000001": `"SEP0A0109000001" selects nothing (the first phone is SEP0A0101000001, the last SEP0A010200000A)`,
		"1% of desk-a":    `"1% of desk-a" selects nothing (1% of 20 is less than half a phone)`,
		"0% of desk-a":    `"0% of desk-a": a share is more than 0% and at most 100%`,
		"101% of desk-a":  `"101% of desk-a": a share is more than 0% and at most 100%`,
		"model 8842":      `unknown phone model "8842" (did you mean "8832"?)`,
		"model 7940":      `"model 7940" selects nothing (models: 8841)`,
		"model 77*":       `unknown phone model "77*"`,
	} {
		r := file.NewReport("f", nil, "scenario")
		c := NewChecker(r, offices(20, 10))
		got := c.Phone(file.Name{Value: name}, "phone group", c.Site.Phones.Names())
		if want == "" {
			require.NoError(t, r.Err(), name)
			require.Positive(t, got, name)
			continue
		}
		var problems file.Problems
		require.ErrorAs(t, r.Err(), &problems, name)
		require.Equal(t, "f: "+want, problems[0].Error())
	}
}

// TestNamesThatSelect: what selects phones by itself is no name of a group.
func TestNamesThatSelect(t *testing.T) {
	for _, name := range []string{"all", "desk*", "d?", "SEP0A0101000001", "SEP*", "4% of desk", "model 8841", "desk[1]"} {
		require.True(t, selects(name), name)
	}
	for _, name := range []string{"desk", "SEP0A", "4% desk", "model", "all of them"} {
		require.False(t, selects(name), name)
	}
}
