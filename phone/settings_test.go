package phone

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestEverySettingHasARow: every field one, with a basis and a source.
func TestEverySettingHasARow(t *testing.T) {
	var s Settings
	v, rows := reflect.ValueOf(&s).Elem(), map[uintptr]string{}
	for _, r := range settings {
		at := reflect.ValueOf(r.Value(&s)).FieldByName("field").Pointer()
		require.Empty(t, rows[at], r.Name)
		require.NotEmpty(t, r.Meaning, r.Name)
		require.True(t, r.Basis.Known(), r.Name)
		require.NotEmpty(t, r.Source, r.Name)
		rows[at] = r.Name
	}
	for i := range v.NumField() {
		require.NotEmpty(t, rows[v.Field(i).Addr().Pointer()], "Settings.%s has no row", v.Type().Field(i).Name)
	}
}

// TestSettingNames: they are stable, scenario files use them.
func TestSettingNames(t *testing.T) {
	require.ElementsMatch(t, []string{
		"tftp_failover_on_not_found", "tftp_retransmit", "http_timeout", "tvs_connect_timeout", "tvs_answer_timeout",
		"tvs_failover_on_tls_failure", "tvs_failover_on_unknown", "tvs_for_list_signers", "tvs_signer_question", "itl_older_than_stored",
		"check_validity_of", "itl_signer_roles_in_ctl", "blank_itl_with_ctl", "itl_for_ccm_tls", "tvs_for_ccm_tls",
		"non_sbd_stale_ctl_blocks_registration", "bad_itl_blocks_registration", "apply_config_fetches_lists", "cert_hash_algorithm",
		"long_keys", "short_config_after_decrypt_failure", "typed_key_ignores_signature",
		"xmldefault_after_sgn_not_found", "tvs_cache_survives_restart", "retry_without_config", "retry_without_tftp", "retry_call_managers",
		"retry_rejected", "keepalive_sip", "keepalive_sccp", "fall_back_after", "tftp_as_call_manager", "firmware",
	}, SettingRows().Names())
}

// TestSettingsWithAChoice: the words of a row are the constants of its type, and signers have roles.
func TestSettingsWithAChoice(t *testing.T) {
	for name, want := range map[string][]string{
		"itl_older_than_stored": {string(OlderAccept), string(OlderReject)},
		"blank_itl_with_ctl":    {string(BlankCTLDecides), string(BlankAccept)},
		"tvs_signer_question":   {string(SignerQuery), string(SignerVerify)},
		"long_keys":             {string(LongKeysByModel), string(LongKeysAccept)},
		"tftp_as_call_manager":  {string(TFTPByModel), string(TFTPNoAnswer), string(TFTPNoMember)},
	} {
		row, ok := SettingRows().Row(name)
		require.True(t, ok)
		require.Equal(t, want, row.Words)
	}
	row, _ := SettingRows().Row("itl_signer_roles_in_ctl")
	require.Len(t, row.Words, len(signerRoles))
	for _, w := range row.Words {
		require.Contains(t, signerRoles, w)
	}
}

func TestSettingsCheck(t *testing.T) {
	for name, spoil := range map[string]func(*Settings){
		"itl_older_than_stored":   func(s *Settings) { s.ITLOlderThanStored = "maybe" },
		"blank_itl_with_ctl":      func(s *Settings) { s.BlankITLWithCTL = "" },
		"long_keys":               func(s *Settings) { s.LongKeys = "none" },
		"cert_hash_algorithm":     func(s *Settings) { s.CertHashAlgorithm = "CRC" },
		"itl_signer_roles_in_ctl": func(s *Settings) { s.ITLSignerRolesInCTL = []string{"TVS"} },
		"tftp_retransmit":         func(s *Settings) { s.TFTPRetransmit = []time.Duration{0} },
		"http_timeout":            func(s *Settings) { s.HTTPTimeout = 0 },
		"retry_without_config":    func(s *Settings) { s.RetryWithoutConfig = -1 },
	} {
		s := DefaultSettings()
		require.NoError(t, s.Check())
		spoil(&s)
		require.ErrorContains(t, s.Check(), "setting "+name+": ")
	}
}
