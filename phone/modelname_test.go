package phone

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestModelSpellings(t *testing.T) {
	for spelled, want := range map[string]string{
		"8841": "8841", "Cisco 8841": "8841", "CP-8841": "8841", "cp-8841-k9=": "8841", "Cisco IP Phone 8841": "8841",
		"CISCO UNIFIED IP PHONE 7965G": "7965", "7941G-GE": "7941", "Cisco Unified Wireless IP Phone 7925G-EX": "7925-EX",
		"8851 NR": "8851NR", "Cisco IP Conference Phone 8832": "8832", "ATA 191": "ATA191", "dx-650": "DX650",
		"Jabber": "CSF", "Cisco Jabber": "CSF", "Jabber for Windows": "CSF", "Cisco Unified Client Services Framework": "CSF", "csf": "CSF",
		"CIPC": "CIPC", "IP Communicator": "CIPC", "Cisco IP Communicator": "CIPC",
		"Cisco TelePresence": "TelePresence", "TelePresence MX200 G2": "TelePresence",
	} {
		m, ok := ModelByName(spelled)
		require.True(t, ok, spelled)
		require.Equal(t, want, m.Name, spelled)
	}
	for _, spelled := range []string{"", "Cisco", "8842", "IP Phone", "Jabber for Android", "8841G", "88*"} {
		_, ok := ModelByName(spelled)
		require.False(t, ok, spelled)
	}
}

func TestLoads(t *testing.T) {
	m, _ := ModelByName("7975")
	require.Equal(t, "SCCP", m.Protocol(), "tech note 118893")
	sip, err := m.Loaded("SIP")
	require.NoError(t, err)
	require.Equal(t, "SIP", sip.Protocol())
	require.ElementsMatch(t, m.Signalling, sip.Signalling)
	again, _ := ModelByName("7975")
	require.Equal(t, "SCCP", again.Protocol(), "the table is as it was")
	m, _ = ModelByName("9971")
	require.Equal(t, "SIP", m.Protocol())
	_, err = m.Loaded("SCCP")
	require.EqualError(t, err, "model 9971 has no protocol SCCP")
	require.Empty(t, Model{}.Protocol())
}

func TestModelsLike(t *testing.T) {
	for pattern, want := range map[string][]string{
		"78*": {"7811", "7821", "7841", "7861", "7832"}, "Cisco 885?*": {"8851", "8851NR"}, "cp-7965g": {"7965"}, "77*": nil, "[": nil,
		"7925*": {"7925", "7925-EX"},
	} {
		var got []string
		for _, m := range ModelsLike(pattern) {
			got = append(got, m.Name)
		}
		require.Equal(t, want, got, pattern)
	}
}
