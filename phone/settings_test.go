package phone

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// settingNames are stable: scenario files use them.
var settingNames = []string{
	"tftp_failover_on_not_found", "tftp_retransmit", "http_timeout", "tvs_connect_timeout", "tvs_answer_timeout",
	"tvs_failover_on_tls_failure", "tvs_failover_on_unknown", "tvs_for_list_signers", "itl_older_than_stored",
	"check_signer_validity_dates", "itl_signer_roles_in_ctl", "blank_itl_with_ctl", "itl_for_ccm_tls", "tvs_for_ccm_tls",
	"non_sbd_stale_ctl_blocks_registration", "apply_config_fetches_lists", "cert_hash_algorithm",
	"long_keys",
	"xmldefault_after_sgn_not_found", "tvs_cache_survives_restart", "retry_without_config",
}

func TestSettingNames(t *testing.T) {
	for name, format := range map[string]struct {
		marshal   func(any) ([]byte, error)
		unmarshal func([]byte, any) error
	}{
		"JSON": {json.Marshal, json.Unmarshal},
		"YAML": {func(v any) ([]byte, error) { return yaml.Marshal(v) }, func(b []byte, v any) error { return yaml.Unmarshal(b, v) }},
	} {
		t.Run(name, func(t *testing.T) {
			settings := DefaultSettings()
			require.NoError(t, settings.Check())
			data, err := format.marshal(settings)
			require.NoError(t, err)
			var names map[string]any
			require.NoError(t, format.unmarshal(data, &names))
			require.Len(t, names, len(settingNames))
			for _, n := range settingNames {
				require.Contains(t, names, n)
			}
			var back Settings
			require.NoError(t, format.unmarshal(data, &back))
			require.Equal(t, settings, back)
		})
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{"0.5": 500 * time.Millisecond, "2": 2 * time.Second, "1m30s": 90 * time.Second} {
		t.Run(text, func(t *testing.T) {
			var s Settings
			require.NoError(t, yaml.Unmarshal([]byte("http_timeout: "+text), &s))
			require.Equal(t, want, s.HTTPTimeout.duration())
			require.NoError(t, json.Unmarshal([]byte(`{"http_timeout":"`+text+`"}`), &s))
			require.Equal(t, want, s.HTTPTimeout.duration())
		})
	}
	var s Settings
	require.NoError(t, json.Unmarshal([]byte(`{"tftp_retransmit":[0.5,1]}`), &s))
	require.Equal(t, []Duration{Duration(500 * time.Millisecond), Duration(time.Second)}, s.TFTPRetransmit)
	for _, bad := range []string{`"soon"`, `""`, `"NaN"`, `1e300`, `true`} {
		require.Error(t, json.Unmarshal([]byte(`{"http_timeout":`+bad+`}`), &s), bad)
	}
}

func TestSettingsCheck(t *testing.T) {
	for name, spoil := range map[string]func(*Settings){
		"itl_older_than_stored":   func(s *Settings) { s.ITLOlderThanStored = "maybe" },
		"blank_itl_with_ctl":      func(s *Settings) { s.BlankITLWithCTL = "" },
		"cert_hash_algorithm":     func(s *Settings) { s.CertHashAlgorithm = "CRC" },
		"itl_signer_roles_in_ctl": func(s *Settings) { s.ITLSignerRolesInCTL = []string{"TVS"} },
		"positive":                func(s *Settings) { s.TFTPRetransmit = []Duration{0} },
	} {
		s := DefaultSettings()
		spoil(&s)
		require.ErrorContains(t, s.Check(), name)
	}
}
