package site

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios/file"
)

func TestParsePhoneRef(t *testing.T) {
	for name, want := range map[string]PhoneRef{
		"desk": {Group: "desk"}, "desk[3]": {Group: "desk", First: 3, Last: 3}, "desk[1..30]": {Group: "desk", First: 1, Last: 30},
		"SEP0011223344AA": {Device: "SEP0011223344AA"}, "SEP00": {Group: "SEP00"}, "desk[": {Group: "desk["}, "desk[0]": {Group: "desk"},
		"desk[99999999]": {Group: "desk[99999999]"}, "all": {All: true}, "SEP0a*": {Device: "SEP0A*"}, "SEP*": {Device: "SEP*"},
		"SEPAL*": {Group: "SEPAL*"}, "desk*": {Group: "desk*"}, "desk*[2]": {Group: "desk*", First: 2, Last: 2},
		"model 8841": {Model: "8841"}, "model Cisco 88*": {Model: "Cisco 88*"}, "model": {Group: "model"},
		"4% of desk": {Share: "4", Group: "desk"}, "0.5 % of all": {Share: "0.5", All: true}, "4% of SEP0A*": {Share: "4", Device: "SEP0A*"},
		"4% of 4% of desk": {Group: "4% of 4% of desk"}, "4% desk": {Group: "4% desk"},
	} {
		require.Equal(t, want, ParsePhoneRef(name), name)
	}
}

func TestWhen(t *testing.T) {
	for _, tt := range []struct {
		span     string
		yes, not []string
	}{
		{"11.5", []string{"11.5"}, []string{"11.0", "12.0"}},
		{">=12.0", []string{"12.0", "15"}, []string{"11.5", "8.0"}},
		{">12.0", []string{"12.5"}, []string{"12.0", "11.5"}},
		{"<12.0", []string{"11.5", "8.0"}, []string{"12.0", "14"}},
		{"<= 12.0", []string{"11.5", "12.0"}, []string{"12.5"}},
		{"8.0..9.1", []string{"8.0", "8.6", "9.1"}, []string{"10.0", "15"}},
		{"14SU2 .. 15", []string{"14SU2", "14SU3", "15"}, []string{"14SU1", "12.5"}},
	} {
		t.Run(tt.span, func(t *testing.T) {
			r := file.NewReport("f", nil, "scenario")
			span, ok := parseSpan(r, file.Name{Value: tt.span})
			require.True(t, ok, "%v", r.Err())
			w := &When{Release: spans{span}}
			for _, release := range tt.yes {
				require.True(t, w.Holds(Cell{Release: release}), release)
			}
			for _, release := range tt.not {
				require.False(t, w.Holds(Cell{Release: release}), release)
			}
		})
	}
}

func TestWhenParts(t *testing.T) {
	w := &When{Mode: Modes{file.Names{{Value: "non-secure"}, {Value: "mixed-token"}}}, Model: file.Names{{Value: "8841"}}}
	require.True(t, w.Holds(Cell{"12.5", "mixed-token", "8841"}))
	require.False(t, w.Holds(Cell{"12.5", "mixed-tokenless", "8841"}))
	require.False(t, w.Holds(Cell{"12.5", "non-secure", "7940"}))
	require.True(t, (*When)(nil).Holds(Cell{}))
	require.False(t, (&When{Release: spans{{}}}).Holds(Cell{Release: "unheard of"}))
}
