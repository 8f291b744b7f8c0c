package phone

import (
	"time"

	"tvslab/setting"
	"tvslab/trustlist"
)

// Settings are the points on which no document says what a phone does, or on
// which documents differ. Every field has a row of the table of settings,
// which says what it means and on what its default rests.
type Settings struct {
	TFTPFailoverOnNotFound           bool
	TFTPRetransmit                   []time.Duration // for the network side, as the next three
	HTTPTimeout                      time.Duration
	TVSConnectTimeout                time.Duration
	TVSAnswerTimeout                 time.Duration
	TVSFailoverOnTLSFailure          bool
	TVSFailoverOnUnknown             bool
	TVSForListSigners                bool
	TVSSignerQuestion                SignerQuestion
	ITLOlderThanStored               OlderITL
	CheckValidityOf                  []string // the Dated words
	LongKeys                         LongKeys
	ITLSignerRolesInCTL              []string // "SAST", "CCM+TFTP"
	BlankITLWithCTL                  BlankITL
	ITLForCCMTLS                     bool
	TVSForCCMTLS                     bool
	NonSBDStaleCTLBlocksRegistration bool
	BadITLBlocksRegistration         bool
	ApplyConfigFetchesLists          bool
	CertHashAlgorithm                string // "MD5", "SHA-1"
	ShortConfigAfterDecryptFailure   bool
	TypedKeyIgnoresSignature         bool
	XMLDefaultAfterSgnNotFound       bool
	TVSCacheSurvivesRestart          bool
	RetryWithoutConfig               time.Duration
	RetryWithoutTFTP                 time.Duration // for phones that live by a clock, as the next five
	RetryCallManagers                time.Duration
	RetryRejected                    time.Duration
	KeepaliveSIP                     time.Duration
	KeepaliveSCCP                    time.Duration
	FallBackAfter                    time.Duration
	TFTPAsCallManager                TFTPFallback
	Firmware                         Firmware
}

// OlderITL is a value of Settings.ITLOlderThanStored.
type OlderITL string

// SignerQuestion is a value of Settings.TVSSignerQuestion.
type SignerQuestion string

// BlankITL is a value of Settings.BlankITLWithCTL.
type BlankITL string

// LongKeys is a value of Settings.LongKeys.
type LongKeys string

// Firmware is a value of Settings.Firmware.
type Firmware string

// TFTPFallback is a value of Settings.TFTPAsCallManager.
type TFTPFallback string

// The values of the settings with a choice.
const (
	LongKeysByModel LongKeys = "by-model"
	LongKeysAccept  LongKeys = "accept" // every model can

	TFTPByModel  TFTPFallback = "by-model"  // the 7900 series as with TFTPNoAnswer, others as with TFTPNoMember
	TFTPNoAnswer TFTPFallback = "no-answer" // also when none that the configuration names resolves or answers
	TFTPNoMember TFTPFallback = "no-member" // only when the configuration names none

	FirmwareByName Firmware = "by-name" // the name of a load is all that changes
	FirmwareFetch  Firmware = "fetch"   // the file is fetched and verified, and the phone resets

	SignerQuery  SignerQuestion = "query"
	SignerVerify SignerQuestion = "verify"

	OlderAccept OlderITL = "accept"
	OlderReject OlderITL = "reject"

	DatedSigners      = "signers"
	DatedCallManagers = "call-managers"
	DatedTVS          = "tvs"
	DatedCAPF         = "capf"
	DatedHTTPS        = "https"

	BlankCTLDecides BlankITL = "ctl-decides" // tech note 213407
	BlankAccept     BlankITL = "accept"      // the blank ITL lets any ITL in
)

var signerRoles = map[string]trustlist.Role{"SAST": trustlist.RoleSAST, "CCM+TFTP": trustlist.RoleCCMTFTP}

// DefaultSettings returns the settings with their defaults.
func DefaultSettings() Settings { return settings.Defaults() }

// SettingRows returns the settings of phones, one row each. They are shared
// and must not be changed.
func SettingRows() setting.Table[Settings] { return settings }

// Check reports the first setting with a value that means nothing.
func (s *Settings) Check() error { return settings.Check(s) }

// settings is every setting of phones, in the order in which they are listed.
var settings = setting.Table[Settings]{
	{
		Name: "tftp_failover_on_not_found", Default: "false",
		Meaning: "asks the second TFTP server for a file that the first does not have",
		Here:    "for a missing file the second TFTP server is not tried",
		Basis:   setting.Inferred, Source: "help of the phones: the backup server is for a primary that is unavailable; nothing speaks of a missing file",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TFTPFailoverOnNotFound) },
	},
	{
		Name: "tftp_retransmit", Default: "0.5, 1, 2, 4",
		Meaning: "waits before a TFTP request is repeated, then given up; seconds (sockets only)",
		Basis:   setting.Guess, Source: "first value measured (tech note 214535), others guesses",
		Value: func(s *Settings) setting.Value { return setting.PositiveTimes(&s.TFTPRetransmit) },
	},
	{
		Name: "http_timeout", Default: "5s",
		Meaning: "for one file over HTTP (sockets only)",
		Basis:   setting.Guess, Source: "guess",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.HTTPTimeout) },
	},
	{
		Name: "tvs_connect_timeout", Default: "5s",
		Meaning: "TCP to a TVS server (sockets only)",
		Basis:   setting.Guess, Source: "guess",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.TVSConnectTimeout) },
	},
	{
		Name: "tvs_answer_timeout", Default: "5s",
		Meaning: "handshake, request and answer (sockets only)",
		Basis:   setting.Guess, Source: "guess",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.TVSAnswerTimeout) },
	},
	{
		Name: "tvs_failover_on_tls_failure", Default: "true",
		Meaning: "asks the next TVS when one shows a certificate that the ITL does not hold",
		Here:    "the next TVS server is asked after no connection or a wrong certificate",
		Basis:   setting.Guess, Source: "after no connection: address and host name guide 12.5(1), Preferred Architecture 12.x; after a wrong certificate: guess",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TVSFailoverOnTLSFailure) },
	},
	{
		Name: "tvs_failover_on_unknown", Default: "false",
		Meaning: "asks the next TVS when one does not know the certificate, or not for the role",
		Here:    "not after \"unknown\"",
		Basis:   setting.Guess, Source: "guess",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TVSFailoverOnUnknown) },
	},
	{
		Name: "tvs_for_list_signers", Default: "true",
		Meaning: "asks TVS about signers of CTL and ITL",
		Here:    "asked",
		Basis:   setting.Document, Source: "mechanism of tech note 118699; some guides warn as if it were false",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TVSForListSigners) },
	},
	{
		Name: "tvs_signer_question", Default: string(SignerQuery), Words: []string{string(SignerQuery), string(SignerVerify)},
		Meaning: "how phones ask TVS about the signer of a list: `query` (by name), or `verify` (with the certificate, where the list " +
			"holds it: for tvsd of usecallmanager.nz, which knows no QUERY)",
		Here:  "by name, with QUERY",
		Basis: setting.Document, Source: "a trace in tech note 213407; that any phone verifies signers: guess",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.TVSSignerQuestion) },
	},
	{
		Name: "itl_older_than_stored", Default: "accept", Words: []string{"accept", "reject"},
		Meaning: "an ITL with an older time stamp: `accept` or `reject`",
		Here:    "time stamps are not looked at",
		Basis:   setting.Guess, Source: "guess",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.ITLOlderThanStored) },
	},
	{
		Name: "check_validity_of", Default: "signers, call-managers, tvs, capf, https",
		Words: []string{DatedSigners, DatedCallManagers, DatedTVS, DatedCAPF, DatedHTTPS}, Former: "check_signer_validity_dates",
		Meaning: "whose certificates phones do not believe outside their validity: `signers` of lists and configurations, " +
			"`call-managers` over TLS, `tvs`, `capf`, `https` services; or `none`",
		Here:  "an expired or not yet valid certificate is not believed",
		Basis: setting.Document,
		Source: "tech notes 117299 and 214231, effects of invalid or expired certificates; no firmware text or log shows such a " +
			"refusal, and a phone that has just started has no time of its own: `none` is the other reading",
		Value: func(s *Settings) setting.Value { return setting.Subset(&s.CheckValidityOf) },
	},
	{
		Name: "long_keys", Default: "by-model", Words: []string{"by-model", "accept"},
		Meaning: "who can use RSA keys above 2048 bits, of signers and of TLS servers: `by-model`, or `accept` for all",
		Here:    "the older series cannot, in files or in TLS",
		Basis:   setting.Guess, Source: "security guide 14: \"some models\" fail to register; which, and files: guess",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.LongKeys) },
	},
	{
		Name: "itl_signer_roles_in_ctl", Default: "SAST, CCM+TFTP", Words: []string{"SAST", "CCM+TFTP"},
		Meaning: "roles that a signer of an ITL may have in the CTL",
		Here:    "SAST or CCM+TFTP",
		Basis:   setting.Recalled, Source: "sources differ: tech note 116232, usecallmanager.nz",
		Value: func(s *Settings) setting.Value { return setting.Words(&s.ITLSignerRolesInCTL) },
	},
	{
		Name: "blank_itl_with_ctl", Default: "ctl-decides", Words: []string{"ctl-decides", "accept"},
		Meaning: "new ITL while the stored one is blank and a CTL that names servers is stored: `ctl-decides` or `accept`",
		Here:    "the CTL decides",
		Basis:   setting.Document, Source: "tech note 213407; the renewal guides differ",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.BlankITLWithCTL) },
	},
	{
		Name: "itl_for_ccm_tls", Default: "false",
		Meaning: "the ITL may vouch for a call manager's certificate, not the CTL alone",
		Here:    "the CTL alone counts",
		Basis:   setting.Inferred,
		Source: "the guides' \"CTL must be updated\": secure phones do not register although their ITL lists " +
			"the new certificate; the general search order would say true, and usecallmanager.nz builds an ITL with call managers and no CTL",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.ITLForCCMTLS) },
	},
	{
		Name: "tvs_for_ccm_tls", Default: "false",
		Meaning: "TVS may vouch for a call manager's certificate",
		Here:    "the CTL alone counts",
		Basis:   setting.Inferred, Source: "the guides as above; usecallmanager.nz says that TVS gives the role of a call manager too",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TVSForCCMTLS) },
	},
	{
		Name: "non_sbd_stale_ctl_blocks_registration", Default: "true",
		Meaning: "a phone without ITL does not register while it refuses the served CTL",
		Here: "with broken trust, non-secure registration works on SBD phones, not on models without ITL that " +
			"refuse the served CTL",
		Basis: setting.Document, Source: "tech notes 118893 and 117598",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.NonSBDStaleCTLBlocksRegistration) },
	},
	{
		Name: "bad_itl_blocks_registration", Default: "false",
		Meaning: "a phone that refuses the served ITL does not register again until its ITL is deleted, or it accepts one",
		Here:    "it registers with what it has, in non-secure mode at least",
		Basis:   setting.Document, Source: "tech note 214231 says that such phones do not register again until it is deleted, and elsewhere that " +
			"they can have problems; in non-secure mode lists do not matter for registration (tech note 117598)",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.BadITLBlocksRegistration) },
	},
	{
		Name: "apply_config_fetches_lists", Default: "false",
		Meaning: "fetches lists on Apply Config too",
		Here:    "Apply Config fetches the configuration only",
		Basis:   setting.Inferred, Source: "security guide 14: phones download the ITL during a reset, a restart, or after downloading the CTL",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.ApplyConfigFetchesLists) },
	},
	{
		Name: "cert_hash_algorithm", Default: "MD5", Words: []string{"MD5", "SHA-1"},
		Meaning: "hash of the element certHash with which phones compare their certificate's: `MD5` or `SHA-1`",
		Basis:   setting.Document, Source: "security guide 12.5; the soft client's code takes up to 160 bits",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CertHashAlgorithm) },
	},
	{
		Name: "short_config_after_decrypt_failure", Default: "false",
		Meaning: "a phone that could not decrypt its configuration asks for the short one next time, and so comes to CAPF",
		Here:    "it asks for the encrypted one again",
		Basis:   setting.Inferred, Source: "security guide 12.5: the configuration is not applied; soft clients go to CAPF " +
			"(DECRYPT_FILE_FAILED)",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.ShortConfigAfterDecryptFailure) },
	},
	{
		Name: "typed_key_ignores_signature", Default: "true",
		Meaning: "a phone with a typed symmetric key takes what the key opens, whoever signed it; else it looks for the signer as usual",
		Here:    "the signature is not looked at",
		Basis:   setting.Inferred, Source: "security guide 12.5: not all phone types validate the signature, and the note on the 7900 series models with typed keys",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TypedKeyIgnoresSignature) },
	},
	{
		Name: "xmldefault_after_sgn_not_found", Default: "true",
		Meaning: "asks for the signed default file when its own is missing and none is stored",
		Here:    "with a stored configuration it does not take the default file",
		Basis:   setting.Inferred, Source: "inferred",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.XMLDefaultAfterSgnNotFound) },
	},
	{
		Name: "tvs_cache_survives_restart", Default: "true",
		Meaning: "keeps the TVS cache over a restart (never over a reset or power cycle)",
		Here:    "dropped at a reset, kept over a restart",
		Basis:   setting.Guess, Source: "guess",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TVSCacheSurvivesRestart) },
	},
	{
		Name: "retry_without_config", Default: "45s",
		Meaning: "when a phone without configuration boots again; phones of `tvslab serve` and of fleets act on it, in a scenario it is reported",
		Here:    "in a scenario it does not boot again by itself; the report says when it would",
		Basis:   setting.Guess, Source: "about 45 s in notes of a lab on an 8851, for other models a guess; that it does not boot again in a scenario is simplified",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.RetryWithoutConfig) },
	},
	{
		Name: "retry_without_tftp", Default: "30s",
		Meaning: "when a phone without configuration boots again to which no TFTP server answers (`tvslab serve` only)",
		Basis:   setting.Guess, Source: "that it begins again with DHCP: notes of a lab on a 7961; the time: guess",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.RetryWithoutTFTP) },
	},
	{
		Name: "retry_call_managers", Default: "30s",
		Meaning: "when a phone tries its call managers again where none answers or TLS fails with each (`tvslab serve` only)",
		Basis:   setting.Guess, Source: "that it tries the next one and then begins again: inferred; the time: guess",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.RetryCallManagers) },
	},
	{
		Name: "retry_rejected", Default: "1m",
		Meaning: "when a phone resets that a call manager rejected (`tvslab serve` only)",
		Basis:   setting.Guess, Source: "that it resets and tries again: inferred; the time: guess",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.RetryRejected) },
	},
	{
		Name: "keepalive_sip", Default: "120s",
		Meaning: "after which time a SIP phone misses its call manager that answers no more (`tvslab serve` only)",
		Basis:   setting.Inferred, Source: "tech note 214535: registrations are granted for 120 s; that a phone notices with the next one: inferred",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.KeepaliveSIP) },
	},
	{
		Name: "keepalive_sccp", Default: "30s",
		Meaning: "after which time an SCCP phone misses its call manager that answers no more (`tvslab serve` only)",
		Basis:   setting.Recalled, Source: "default of the service parameter Station KeepAlive Interval, recalled; that one lost answer is enough: simplified",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.KeepaliveSCCP) },
	},
	{
		Name: "fall_back_after", Default: "120s",
		Meaning: "how long a better call manager must be back before a phone goes back to it (`tvslab serve` only)",
		Basis:   setting.Guess, Source: "default of Connection Monitor Duration, recalled, which is about the way back from SRST; that it holds between call managers: guess",
		Value: func(s *Settings) setting.Value { return setting.PositiveTime(&s.FallBackAfter) },
	},
	{
		Name: "tftp_as_call_manager", Default: string(TFTPByModel), Words: []string{string(TFTPByModel), string(TFTPNoAnswer), string(TFTPNoMember)},
		Meaning: "when a phone takes its TFTP servers for call managers: `no-member` (the configuration names none), `no-answer` (or none " +
			"that it names resolves or answers), or `by-model` (`no-answer` for the 7900 series, `no-member` for others)",
		Here:  "phones of the 7900 series whose call managers do not resolve or answer go to their TFTP servers, others do not",
		Basis: setting.Inferred,
		Source: "community ta-p/3108501 and a 7945 console, \"No Valid Unified CMs. Defaulting to TFTP Server\"; reports of an 8945 " +
			"(community m-p/2064222) and a 7821 that stay unregistered with a TFTP server at hand; that the second TFTP server is " +
			"tried too: guess",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.TFTPAsCallManager) },
	},
	{
		Name: "firmware", Default: string(FirmwareByName), Words: []string{string(FirmwareByName), string(FirmwareFetch)},
		Meaning: "what a phone does with a firmware load that its configuration names and that it does not run: it runs it at once " +
			"(`by-name`), or fetches its file, verifies it with the key that it has built in, and resets (`fetch`)",
		Here:  "the name is all that changes",
		Basis: setting.Simplified, Source: "8800 administration guide; usecallmanager.nz: phones fetch, verify and reset",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.Firmware) },
	},
}
