package phone

import (
	"fmt"
	"slices"
	"time"

	"tvslab/trustlist"
)

// Settings are the points on which no document says what a phone does, or on
// which documents differ. The names in JSON and YAML are stable.
type Settings struct {
	// TFTPFailoverOnNotFound also asks the second TFTP server for a file that the first does not have.
	TFTPFailoverOnNotFound bool `json:"tftp_failover_on_not_found" yaml:"tftp_failover_on_not_found"`
	// TFTPRetransmit are the waits before a TFTP request is sent again, then given up. Only the first value was measured (214535). For the network side.
	TFTPRetransmit []Duration `json:"tftp_retransmit" yaml:"tftp_retransmit"`
	// HTTPTimeout is the time for one file over HTTP. For the network side.
	HTTPTimeout Duration `json:"http_timeout" yaml:"http_timeout"`
	// TVSConnectTimeout is the time for TCP and TLS to a TVS server. For the network side.
	TVSConnectTimeout Duration `json:"tvs_connect_timeout" yaml:"tvs_connect_timeout"`
	// TVSAnswerTimeout is the time from request to answer. For the network side.
	TVSAnswerTimeout Duration `json:"tvs_answer_timeout" yaml:"tvs_answer_timeout"`
	// TVSFailoverOnTLSFailure asks the next TVS server when one presents a certificate that the stored ITL does not hold.
	TVSFailoverOnTLSFailure bool `json:"tvs_failover_on_tls_failure" yaml:"tvs_failover_on_tls_failure"`
	// TVSFailoverOnUnknown asks the next TVS server when one answers that it does not know the certificate, or not for the role.
	TVSFailoverOnUnknown bool `json:"tvs_failover_on_unknown" yaml:"tvs_failover_on_unknown"`
	// TVSForListSigners asks TVS about signers of CTL and ITL files.
	TVSForListSigners bool `json:"tvs_for_list_signers" yaml:"tvs_for_list_signers"`
	// ITLOlderThanStored is what happens to an ITL with an older time stamp than the stored one.
	ITLOlderThanStored OlderITL `json:"itl_older_than_stored" yaml:"itl_older_than_stored"`
	// CheckSignerValidityDates refuses signers whose certificate has expired or is not yet valid.
	CheckSignerValidityDates bool `json:"check_signer_validity_dates" yaml:"check_signer_validity_dates"`
	// LongKeys says who can use RSA keys above 2048 bits, of signers and of TLS servers (Security Guide 14: some models cannot).
	LongKeys LongKeys `json:"long_keys" yaml:"long_keys"`
	// ITLSignerRolesInCTL are the roles that a signer of an ITL may have in the CTL: "SAST", "CCM+TFTP".
	ITLSignerRolesInCTL []string `json:"itl_signer_roles_in_ctl" yaml:"itl_signer_roles_in_ctl"`
	// BlankITLWithCTL says who decides about a new ITL when the stored ITL is blank and there is a CTL that names servers.
	BlankITLWithCTL BlankITL `json:"blank_itl_with_ctl" yaml:"blank_itl_with_ctl"`
	// ITLForCCMTLS lets the stored ITL vouch for the certificate of a call manager too. The guides say that a CTL which was not updated keeps secure phones from registering, although their ITL lists the new certificate.
	ITLForCCMTLS bool `json:"itl_for_ccm_tls" yaml:"itl_for_ccm_tls"`
	// TVSForCCMTLS lets TVS vouch for the certificate of a call manager.
	TVSForCCMTLS bool `json:"tvs_for_ccm_tls" yaml:"tvs_for_ccm_tls"`
	// NonSBDStaleCTLBlocksRegistration keeps a phone without ITL from registering while it refuses the served CTL.
	NonSBDStaleCTLBlocksRegistration bool `json:"non_sbd_stale_ctl_blocks_registration" yaml:"non_sbd_stale_ctl_blocks_registration"`
	// ApplyConfigFetchesLists fetches CTL and ITL on Apply Config too.
	ApplyConfigFetchesLists bool `json:"apply_config_fetches_lists" yaml:"apply_config_fetches_lists"`
	// CertHashAlgorithm is the hash of the element certHash, "MD5" or "SHA-1".
	CertHashAlgorithm string `json:"cert_hash_algorithm" yaml:"cert_hash_algorithm"`
	// XMLDefaultAfterSgnNotFound asks for the signed default file when the phone's own is missing and none is stored.
	XMLDefaultAfterSgnNotFound bool `json:"xmldefault_after_sgn_not_found" yaml:"xmldefault_after_sgn_not_found"`
	// TVSCacheSurvivesRestart keeps the TVS cache over a Restart (never over a Reset or power cycle).
	TVSCacheSurvivesRestart bool `json:"tvs_cache_survives_restart" yaml:"tvs_cache_survives_restart"`
	// RetryWithoutConfig is the time after which a phone without any usable configuration boots again.
	RetryWithoutConfig Duration `json:"retry_without_config" yaml:"retry_without_config"`
}

// OlderITL is a value of Settings.ITLOlderThanStored.
type OlderITL string

// BlankITL is a value of Settings.BlankITLWithCTL.
type BlankITL string

// LongKeys is a value of Settings.LongKeys.
type LongKeys string

// The values of the settings with a choice.
const (
	LongKeysByModel LongKeys = "by-model"
	LongKeysAccept  LongKeys = "accept" // every model can

	OlderAccept OlderITL = "accept"
	OlderReject OlderITL = "reject"

	BlankCTLDecides BlankITL = "ctl-decides" // tech note 213407
	BlankAccept     BlankITL = "accept"      // the blank ITL lets any ITL in
)

var signerRoles = map[string]trustlist.Role{"SAST": trustlist.RoleSAST, "CCM+TFTP": trustlist.RoleCCMTFTP}

// DefaultSettings returns the defaults; all are guesses except those whose
// field names a source.
func DefaultSettings() Settings {
	seconds := func(s float64) Duration { return Duration(s * float64(time.Second)) }
	return Settings{
		TFTPRetransmit:                   []Duration{seconds(0.5), seconds(1), seconds(2), seconds(4)},
		HTTPTimeout:                      seconds(5),
		TVSConnectTimeout:                seconds(5),
		TVSAnswerTimeout:                 seconds(5),
		TVSFailoverOnTLSFailure:          true,
		TVSForListSigners:                true,
		ITLOlderThanStored:               OlderAccept,
		LongKeys:                         LongKeysByModel,
		ITLSignerRolesInCTL:              []string{"SAST", "CCM+TFTP"},
		BlankITLWithCTL:                  BlankCTLDecides,
		NonSBDStaleCTLBlocksRegistration: true,
		CertHashAlgorithm:                "MD5",
		XMLDefaultAfterSgnNotFound:       true,
		TVSCacheSurvivesRestart:          true,
		RetryWithoutConfig:               seconds(45),
	}
}

// Check reports the first setting with a value that means nothing.
func (s *Settings) Check() error {
	if s.ITLOlderThanStored != OlderAccept && s.ITLOlderThanStored != OlderReject {
		return fmt.Errorf("itl_older_than_stored: %q is not %q or %q", s.ITLOlderThanStored, OlderAccept, OlderReject)
	}
	if s.BlankITLWithCTL != BlankCTLDecides && s.BlankITLWithCTL != BlankAccept {
		return fmt.Errorf("blank_itl_with_ctl: %q is not %q or %q", s.BlankITLWithCTL, BlankCTLDecides, BlankAccept)
	}
	if s.LongKeys != LongKeysByModel && s.LongKeys != LongKeysAccept {
		return fmt.Errorf("long_keys: %q is not %q or %q", s.LongKeys, LongKeysByModel, LongKeysAccept)
	}
	if s.CertHashAlgorithm != "MD5" && s.CertHashAlgorithm != "SHA-1" {
		return fmt.Errorf("cert_hash_algorithm: %q is not \"MD5\" or \"SHA-1\"", s.CertHashAlgorithm)
	}
	for _, name := range s.ITLSignerRolesInCTL {
		if _, ok := signerRoles[name]; !ok {
			return fmt.Errorf("itl_signer_roles_in_ctl: %q is not \"SAST\" or \"CCM+TFTP\"", name)
		}
	}
	return s.checkTimes()
}

func (s *Settings) checkTimes() error {
	times := append(slices.Clone(s.TFTPRetransmit), s.HTTPTimeout, s.TVSConnectTimeout, s.TVSAnswerTimeout, s.RetryWithoutConfig)
	for _, d := range times {
		if d <= 0 {
			return fmt.Errorf("times of phone settings must be positive, got %q", time.Duration(d))
		}
	}
	return nil
}
