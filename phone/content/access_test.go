package content

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAccess: the nearest section that says something counts.
func TestAccess(t *testing.T) {
	for text, want := range map[string]struct {
		web      WebAccess
		settings SettingsAccess
		has      bool
	}{
		``: {},
		`<vendorConfig><webAccess>0</webAccess><settingsAccess>0</settingsAccess></vendorConfig>`:                            {WebEnabled, SettingsDisabled, true},
		`<vendorConfig><webAccess> 2 </webAccess><settingsAccess>2</settingsAccess></vendorConfig>`:                          {WebReadOnly, SettingsRestricted, true},
		`<commonConfig><webAccess>1</webAccess></commonConfig><enterpriseConfig><webAccess>0</webAccess></enterpriseConfig>`: {WebDisabled, "", false},
		`<enterpriseConfig><webAccess>0</webAccess></enterpriseConfig>`:                                                      {WebEnabled, "", true},
		`<vendorConfig><webAccess>yes</webAccess></vendorConfig><commonConfig><webAccess>0</webAccess></commonConfig>`:       {WebEnabled, "", true},
		`<vendorConfig><webAccess>0</webAccess></vendorConfig><commonConfig><webAccess>1</webAccess></commonConfig>`:         {WebEnabled, "", true},
	} {
		c, err := ParseConfig([]byte("<device>" + text + "</device>"))
		require.NoError(t, err)
		require.Equal(t, want.web, c.WebAccess, text)
		require.Equal(t, want.settings, c.SettingsAccess, text)
		require.Equal(t, want.has, c.HasWeb(), text)
	}
	require.False(t, (*Config)(nil).HasWeb())
}
