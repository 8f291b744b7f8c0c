package cucm

import (
	"time"

	"tvslab/setting"
)

// Settings decide what the sources leave open about the cluster. Every field has a row of the table of settings, which
// says what it means and on what its default rests.
type Settings struct {
	TVSDatabaseRefresh   time.Duration
	TVSCTLPoll           time.Duration
	CTLServed            string
	TokenNeedsTrust      bool
	ITLOtherTFTP         bool
	ResetScope           string
	KeyPickup            string
	TVSAutoRestart       string
	CAPFAutoRestart      string
	CallManagerPickup    string
	AutoReset            bool
	BlankRecords         string
	ResetSurvivesRestart bool
	AddressRenews        bool
	BackupOmits          bool
	BackupKey            string
	TomcatResets         bool
	RecoveryReset        string
	RollbackReset        string
	TrustDeletion        string
	DeleteResets         bool
	DeletionActs         string
	TrustKeepsOld        bool
	MixedModeLicence     bool
	AutoRegistration     bool
	RegenKeyLength       string
	RecoveryOwner        string
	RecoveryKeyBits      string
	LSCYears             int
	LSCHash              string
	LSCKeyBits           int // 0 = the release's
	LSCKeyOrder          string
	OperationDays        int
	CertHash             string
	TVSTraceDBCache      string
	ServiceNode          string
	CheckValidityOf      []string // the Dated words
}

// While what phones are served the CTL that lies on a node.
const (
	CTLByPublisher = "provider_on_publisher" // Cisco CTL Provider of the publisher runs
	CTLByNode      = "provider_on_node"      // that of the node itself
	CTLAlways      = "always"
)

// Whose certificates the cluster does not accept outside their validity.
const (
	DatedPhones = "phones" // LSC or MIC of a phone that registers over TLS, and its issuer
	DatedCAPF   = "capf"   // CAPF's own: no LSC is issued
	DatedDRS    = "drs"    // what DRF Master presents to DRF Local
	DatedTVS    = "tvs"    // those that TVS is asked about
)

// SettingRows returns the settings of the cluster, one row each. They are shared and must not be changed.
func SettingRows() setting.Table[Settings] { return settings }

// Validate names the first setting with an impossible value.
func (s Settings) Validate() error { return settings.Check(&s) }

// settings is every setting of the cluster, in the order in which they are listed. Those that override a rule are named
// by the rule's row of the matrix.
var settings = setting.Table[Settings]{
	{
		Name: "tvs_db_refresh", Default: "8s",
		Meaning: "until TVS notices a changed certificate row",
		Here:    "the database cache is 8 s behind",
		Basis:   setting.Document, Source: "about 8 s in the trace of tech note 212051",
		Value: func(s *Settings) setting.Value { return setting.Time(&s.TVSDatabaseRefresh) },
	},
	{
		Name: "tvs_ctl_poll", Default: "180s",
		Meaning: "until TVS notices a changed CTL file, at most",
		Here:    "the CTL cache is at most 180 s behind",
		Basis:   setting.Guess, Source: "2 min 43 s in the trace of tech note 118893; the period is a guess",
		Value: func(s *Settings) setting.Value { return setting.Time(&s.TVSCTLPoll) },
	},
	{
		Name: "tvs_trace_db_cache", Default: "CertificateDBCACHE", Words: []string{"CertificateDBCACHE", "CertificateDBCache"},
		Meaning: "what traces of TVS call the cache of the database",
		Here:    "CertificateDBCACHE",
		Basis:   setting.Document, Source: "tech note 118893 in French, whose translation is a machine's; its English edition and the traces in " +
			"118699 and 213407 have the other spelling",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.TVSTraceDBCache) },
	},
	{
		Name: "ctl_served", Default: CTLByPublisher, Words: []string{CTLByPublisher, CTLByNode, CTLAlways},
		Meaning: "when phones get the CTL that lies on a node: while Cisco CTL Provider runs on the publisher " +
			"(`provider_on_publisher`) or on that node (`provider_on_node`), or `always`",
		Here:  "only while Cisco CTL Provider runs on the publisher; the file stays on disk",
		Basis: setting.Document,
		Source: "tech note 214231: the CTL is provided to endpoints if the service runs; 117299 activates it on the publisher, 118892 " +
			"wants it on every TFTP server; that Cisco Tftp serves what lies on its disk whatever the other service does is what security guides read like",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CTLServed) },
	},
	{
		Name: "token_needs_phone_sast_trust", Default: "true",
		Meaning: "the CTL client refuses to update a CTL with tokens that are not in Phone-SAST-trust of the publisher, where it puts them itself " +
			"when it writes the file",
		Here:  "without its certificate there an earlier token cannot update the CTL",
		Basis: setting.Document,
		Source: "tech note 117299, impact by store; that the client fills the store: inferred, or that could not be. Tech note 118893 " +
			"uploads tokens by hand, for TVS",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TokenNeedsTrust) },
	},
	{
		Name: "itl_contains_other_tftp", Default: "false",
		Meaning: "each ITL also lists the CallManager certificates of the other TFTP nodes, as SAST and as TFTP",
		Here:    "they are not in the ITL",
		Basis:   setting.Inferred, Source: "security guide 14: the certificate of \"the\" TFTP server beside all of TVS; Preferred Architecture 12.x: each node with the TFTP service has an ITL file of its own, though a table of it has a plural",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.ITLOtherTFTP) },
	},
	{
		Name: "reset_localkey_scope", Default: "per_node", Words: []string{"per_node", "publisher_copy"},
		Meaning: "what `utils itl reset localkey` serves on further TFTP nodes: `per_node` (own records, signed " +
			"anew) or `publisher_copy`",
		Here:  "own records per node",
		Basis: setting.Guess, Source: "guess; the command's output, taken literally, says the copy",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.ResetScope) },
	},
	{
		Name: "tftp_key_pickup", Default: "by_release", Words: []string{"by_release", "on_restart", "immediate"},
		Meaning: "when Cisco Tftp signs with a regenerated key: `by_release` (from 14 at once, before at " +
			"restart), `on_restart`, `immediate`",
		Here:  "from 14 at once, before at the restart",
		Basis: setting.Inferred, Source: "restart tables of the regeneration guides; inferred",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.KeyPickup) },
	},
	{
		Name: "tvs_auto_restart", Default: "by_release", Words: []string{"by_release", "on", "off"},
		Meaning: "whether TVS restarts when its certificate is regenerated: `by_release` (from 14), `on`, `off`",
		Here:    "by itself from 14, by hand before",
		Basis:   setting.Document, Source: "security guide 14; for 12.5 guides differ",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.TVSAutoRestart) },
	},
	{
		Name: "auto_reset", Default: "true",
		Meaning: "regeneration resets phones by itself",
		Here:    "after CallManager, CallManager-ECDSA, CAPF and TVS, from 14 ITLRecovery; not after tomcat",
		Basis:   setting.Document,
		Source:  "security guides; which stores exactly differs between guides: itlrecovery_resets_phones, tomcat_resets_phones",
		Value:   func(s *Settings) setting.Value { return setting.Truth(&s.AutoReset) },
	},
	{
		Name: "blank_itl_records", Default: "empty", Words: []string{"empty", "left_out"},
		Meaning: "TFTP and TVS records of the blank ITL of the rollback parameter: `empty` (they keep name and " +
			"function) or `left_out`",
		Here:  "SAST and CAPF stay; TFTP and TVS keep name and function only",
		Basis: setting.Document, Source: "security guides 12.5(1)SU6 and 15: empty entries where the old TVS and TFTP servers were; the bytes are not published; phones accept both",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.BlankRecords) },
	},
	{
		Name: "regenerated_key_length", Default: "by_release", Words: []string{"by_release", "keep", "2048"},
		Meaning: "RSA length after a regeneration: `by_release`, `keep` or `2048`",
		Here:    "kept from 12.0 on; 2048 from 10.5(1) to 11.5, 1024 before",
		Basis:   setting.Document, Source: "security guide 14 says kept, one certificate seen on 10.5(1) went from 1024 to 2048",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RegenKeyLength) },
	},
	{
		Name: "itlrecovery_owner", Default: "by_release", Words: []string{"by_release", "publisher", "node"},
		Meaning: "who has an ITLRecovery certificate: `by_release` (up to 12.0 each node its own, from 12.5 the publisher one " +
			"for the cluster), the `publisher`, each `node`",
		Here:  "each node its own up to 12.0, one of the publisher from 12.5",
		Basis: setting.Inferred, Source: "tech note 214231: from 12.5 a single one of the publisher, which implies the rest; security " +
			"guide 14 says node-based before 14; `utils itl reset` of the publisher alone would speak for one on every release",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RecoveryOwner) },
	},
	{
		Name: "itlrecovery_key_bits", Default: "by_release", Words: []string{"by_release", "1024", "2048"},
		Meaning: "RSA length of the ITLRecovery key made at installation: `by_release`, `1024` or `2048`",
		Here:    "1024 up to 10.0, 2048 from 10.5(1); a key of 1024 bits becomes 2048 when regenerated where lengths are kept",
		Basis:   setting.Inferred,
		Source: "1024 beside longer keys is what an upgrade from an old release leaves (tech note 214231); the " +
			"guide offers regeneration as the cure: inferred",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RecoveryKeyBits) },
	},
	{
		Name: "itl_reset_survives_restart", Default: "false",
		Meaning: "the signer of `utils itl reset localkey` survives a restart of Cisco Tftp",
		Here:    "the restart undoes it",
		Basis:   setting.Guess, Source: "false on 12.0 and later: security guide 14; before: guess",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.ResetSurvivesRestart) },
	},
	{
		Name: "capf_auto_restart", Default: "by_release", Words: []string{"by_release", "on", "off"},
		Meaning: "whether the CAPF service restarts when its certificate is regenerated: `by_release` (from 14), `on`, `off`",
		Here:    "by itself from 14, by hand before",
		Basis:   setting.Document, Source: "security guide 14; for 12.5 guides differ",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CAPFAutoRestart) },
	},
	{
		Name: "callmanager_key_pickup", Default: "by_release", Words: []string{"by_release", "on_restart", "immediate"},
		Meaning: "when CallManager and CTIManager present a regenerated RSA certificate: `by_release` (from " +
			"14SU1 at once, before at restart), `on_restart`, `immediate`; ECDSA always needs the restart",
		Here:  "without a restart from 14SU1",
		Basis: setting.Document, Source: "security guide 14; tech note 214231 restarts on every release",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CallManagerPickup) },
	},
	{
		Name: "tomcat_resets_phones", Default: "false",
		Meaning: "regeneration of tomcat rebuilds the ITL files and resets phones too; as no ITL lists a tomcat certificate, the files stay " +
			"as they are",
		Here:  "it does neither",
		Basis: setting.Document, Source: "tech note 117299 says that it \"can\"",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TomcatResets) },
	},
	{
		Name: "itlrecovery_resets_phones", Default: "by_release", Words: []string{"by_release", "on", "off"},
		Meaning: "regeneration of ITLRecovery resets phones too: `by_release` (from 14), `on`, `off`",
		Here:    "from 14",
		Basis:   setting.Document, Source: "tech note 221070 for 14; the guides of 12.5 name CallManager, CAPF and TVS",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RecoveryReset) },
	},
	{
		Name: "rollback_resets_phones", Default: "always", Words: []string{"always", "by_release"},
		Meaning: "a changed rollback parameter resets phones: `always` or `by_release` (from 10.5(2))",
		Here:    "on all releases",
		Basis:   setting.Document, Source: "tech note 117299: always; security guides: from 10.5(2). Before 10.5 they differ",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RollbackReset) },
	},
	{
		Name: "trust_deletion", Default: "by_release", Words: []string{"by_release", "per_node", "cluster"},
		Meaning: "what deleting a trust certificate acts on: `by_release` (the node up to 10.5(2), the cluster from " +
			"11.0), `per_node`, `cluster`",
		Here:  "on the node up to 10.5(2), in the cluster from 11.0",
		Basis: setting.Document, Source: "tech note 211300, security guides; tech note 214231 differs",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.TrustDeletion) },
	},
	{
		Name: "trust_deletion_acts", Default: "on_restart", Words: []string{"on_restart", "immediate"},
		Meaning: "when services that go by a trust store take on a deletion: `on_restart` of the service, or `immediate`; TVS always " +
			"within seconds, by the database",
		Here:  "when the service is restarted: CallManager and CTIManager, CAPF, Tomcat, DRF and others, each for its store",
		Basis: setting.Document, Source: "tech notes 117299 and 214231, after a deletion; nothing speaks for an immediate effect",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.DeletionActs) },
	},
	{
		Name: "delete_trust_resets_phones", Default: "false",
		Meaning: "bug CSCut58407: deleting from CAPF-, CallManager- or TVS-trust resets all devices",
		Here:    "no",
		Basis:   setting.Document, Source: "tech note 117299; the sources contradict themselves",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.DeleteResets) },
	},
	{
		Name: "trust_store_keeps_old", Default: "false",
		Meaning: "a trust store keeps a certificate when another with the same subject arrives",
		Here:    "the new one replaces the old; so the old signer is forgotten",
		Basis:   setting.Inferred, Source: "security guides 12.5(1)SU3 and 14 forbid two, and let the later start win; the replacement at a regeneration is inferred",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TrustKeepsOld) },
	},
	{
		Name: "mixed_mode_licence", Default: "true",
		Meaning: "the cluster may use mixed mode (asked from 11.5 on: an encryption licence, from 12.0 " +
			"export-controlled functionality of the smart account)",
		Here:  "allowed; without it mixed mode is refused, with a text of our own",
		Basis: setting.Document, Source: "tech note 118893 (11.5(1)SU3), security guide 12.5; the text is unknown",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.MixedModeLicence) },
	},
	{
		Name: "ip_change_regenerates", Default: "false",
		Meaning: "a new IP address makes a node's certificates anew",
		Here:    "certificates stay",
		Basis:   setting.Document, Source: "administration guide 12.5(1)SU4 says both, in one chapter",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.AddressRenews) },
	},
	{
		Name: "drs_omits_certificates", Default: "false",
		Meaning: "bug CSCtn50405: backups lack the certificates",
		Here:    "certificates and keys are included",
		Basis:   setting.Document, Source: "tech note 117299; bug CSCtn50405",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.BackupOmits) },
	},
	{
		Name: "drs_saves_tftp_key", Default: "always", Words: []string{"always", "by_release"},
		Meaning: "backups hold the CallManager keys that sign files: `always` or `by_release` (from 10.0)",
		Here:    "included, on 8 and 9 too",
		Basis:   setting.Document,
		Source:  "tech note 117299 counts on a restore, on 9.1; security guides say \"from 10.0\"",
		Value:   func(s *Settings) setting.Value { return setting.Word(&s.BackupKey) },
	},
	{
		Name: "auto_registration", Default: "false",
		Meaning: "the box \"Auto-registration Enabled\" is empty or not at the installation: phones that no database knows, and those " +
			"without a configuration of their own, register where release, mode and model allow it, else they are rejected",
		Here: "phones have to be in the database; one box for the cluster, in CUCM it is on the page of each Unified CM; no device is made: " +
			"the phone stays on the default configuration",
		Basis: setting.Simplified, Source: "tech note 200716; system configuration guide 12.5(1)SU4, Autoregistration",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.AutoRegistration) },
	},
	{
		Name: "lsc_years", Default: "5",
		Meaning: "validity of an LSC in years",
		Here:    "5 years",
		Basis:   setting.Document, Source: "\"Duration of Certificate Validity\"",
		Value: func(s *Settings) setting.Value { return setting.Number(&s.LSCYears, 1) },
	},
	{
		Name: "lsc_hash", Default: "by_release", Words: []string{"by_release", "SHA-1", "SHA-256"},
		Meaning: "hash of LSC signatures: `by_release` (SHA-256 from 11.5(1)SU1), `SHA-1`, `SHA-256`",
		Here:    "SHA-256 from 11.5(1)SU1",
		Basis:   setting.Document, Source: "tech note 214231",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.LSCHash) },
	},
	{
		Name: "lsc_key_bits", Default: "0", Words: []string{"0", "512", "1024", "2048", "3072", "4096"},
		Meaning: "\"Key Size\" of a certificate operation; 0 is the release's",
		Here:    "1024 up to 11.5, 2048 from 12.0",
		Basis:   setting.Document, Source: "CCMAdmin",
		Value: func(s *Settings) setting.Value { return setting.Number(&s.LSCKeyBits, 0) },
	},
	{
		Name: "lsc_key_order", Default: "rsa_only", Words: []string{"rsa_only", "ec_only"},
		Meaning: "\"Key Order\" of a certificate operation: `rsa_only` or `ec_only` (11.0 and later; needs a " +
			"model with EC keys and, on the phone, an ITL with signer version 1.1)",
		Here:  "RSA",
		Basis: setting.Document, Source: "CCMAdmin",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.LSCKeyOrder) },
	},
	{
		Name: "capf_operation_days", Default: "10",
		Meaning: "days until a certificate operation that was not done lapses (\"Operation Completes By\")",
		Here:    "ten days",
		Basis:   setting.Recalled, Source: "recalled: CUCM proposes ten days",
		Value: func(s *Settings) setting.Value { return setting.Number(&s.OperationDays, 1) },
	},
	{
		Name: "cert_hash", Default: "MD5", Words: []string{"MD5", "SHA-1"},
		Meaning: "hash in the element certHash: `MD5` or `SHA-1`",
		Here:    "of the LSC; in memory one per profile",
		Basis:   setting.Document, Source: "security guide 12.5; sources differ on the hash; one per profile: simplified",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CertHash) },
	},
	{
		Name: "phone_service_node", Default: "first_of_group", Words: []string{"first_of_group", "registered"},
		Meaning: "the node on which a phone uses HTTPS services and Extension Mobility: `first_of_group` (what its " +
			"configuration names) or `registered` (where it is registered, if it is)",
		Here:  "the first node of the CallManager group",
		Basis: setting.Guess, Source: "the configuration has the URL of one node; guides speak of \"the CUCM node\" that hosts the service",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.ServiceNode) },
	},
	{
		Name: "check_validity_of", Default: "phones, capf, drs", Words: []string{DatedPhones, DatedCAPF, DatedDRS, DatedTVS},
		Meaning: "whose certificates the cluster does not accept outside their validity: `phones` that register over TLS, `capf` " +
			"(issues no LSC), `drs` (no backup, no restore), `tvs` (does not vouch for them); or `none`",
		Here:  "an expired CAPF certificate issues nothing, its LSCs are refused, DRS needs a valid certificate; TVS vouches for expired ones",
		Basis: setting.Document, Source: "tech notes 117299 and 214231, effects of invalid or expired certificates; what TVS does is not documented",
		Value: func(s *Settings) setting.Value { return setting.Subset(&s.CheckValidityOf) },
	},
}
