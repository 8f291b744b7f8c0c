package phone

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/trust"
)

func TestMenus(t *testing.T) {
	for _, row := range menus {
		require.Equal(t, row.Path == "", row.Source == "", "%v: what is said has a source", row)
		for _, name := range strings.Fields(row.models) {
			m, ok := ModelByName(name)
			require.True(t, ok && m.Name == name && m.UI == row.ui, name)
		}
	}
	for _, tt := range []struct {
		model string
		deed  Deed
		want  string
	}{
		{"7975", DeedLSC, "Settings > (6) Security Configuration > (4) LSC > **# > Update > Submit"},
		{"8945", DeedDelete, "Reset Security Settings"},
		{"8841", DeedDelete, "Applications > Admin settings > Reset settings > Security"},
		{"7940", DeedDelete, "Settings > Security Configuration > CTL File > **# > more > Erase"},
		{"6941", DeedFactory, "hold # while the power comes back, then 123456789*0#"},
		{"CSF", DeedDelete, ""}, {"DX80", DeedFactory, ""}, {"7925", DeedLSC, ""}, {"8945", DeedLSC, ""},
	} {
		m, _ := ModelByName(tt.model)
		menu, known := m.ByHand(tt.deed)
		require.Equal(t, tt.want != "", known, "%s %s", tt.model, tt.deed)
		require.Equal(t, tt.want, menu.Path)
	}
}

func TestListsDeletedAlone(t *testing.T) {
	m, _ := ModelByName("8945")
	require.EqualError(t, m.CanDelete(trust.ITL), `model 8945 cannot delete its ITL alone: "Reset Security Settings" deletes both lists`)
	require.NoError(t, m.CanDelete(trust.CTL, trust.ITL))
	m, _ = ModelByName("8841")
	require.NoError(t, m.CanDelete(trust.ITL))
	menu, _ := m.ByHand(DeedDelete)
	require.Contains(t, menu.Keys(trust.ITL), "Trust list > CTL file or ITL file")
	require.Contains(t, menu.Keys(trust.CTL, trust.ITL), "Reset settings > Security")
}

func TestFeatures(t *testing.T) {
	for model, want := range map[string][]string{
		"7940": {"sip", "sccp", "encrypted-configuration", "signed-configuration"},
		"CIPC": {"sccp", "signed-configuration", "http"},
		"8841": {"sip", "encrypted-configuration", "sbd", "signed-configuration", "http", "https", "sha-512", "ec", "mic", "long-keys"},
	} {
		m, _ := ModelByName(model)
		require.Equal(t, want, m.Features(), model)
		require.NotEmpty(t, m.Source())
	}
}
