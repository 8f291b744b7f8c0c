package cucm

import (
	"slices"
	"time"

	"tvslab/setting"
	"tvslab/trustlist"
)

// Settings decide what the sources leave open about the cluster. Every field has a row of the table of settings, which
// says what it means and on what its default rests.
type Settings struct {
	TVSDatabaseRefresh   time.Duration
	TVSCTLPoll           time.Duration
	CTLServed            string
	ITLSignerVersion     string
	Configuration        string
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
	LSCCurve             string   // of elliptic keys: "256", "384", "521"
	CAPFExtras           []string // the Extra words
	CAPFEndReason        string   // recorded, codes
	OperationDays        int
	ProofOfOther         string // accept, refuse
	CertHash             string
	TVSTraceDBCache      string
	ServiceNode          string
	CheckValidityOf      []string // the Dated words
}

// What configurations of phones say.
const (
	ConfigurationFull  = "full"
	ConfigurationBrief = "brief" // what matters for trust and registration
)

// While what phones are served the CTL that lies on a node.
const (
	CTLByPublisher = "provider_on_publisher" // Cisco CTL Provider of the publisher runs
	CTLByNode      = "provider_on_node"      // that of the node itself
	CTLAlways      = "always"
)

// Signer versions that the header of an ITL can have.
const (
	SignerVersionNone = "none"
	SignerVersion10   = "1.0"
	SignerVersion11   = "1.1" // phones that can fetch their configuration over HTTPS
)

// SignerVersion is that of the header of ITL files; zero for none.
func (s Settings) SignerVersion() trustlist.Version {
	return map[string]trustlist.Version{SignerVersion10: {Major: 1}, SignerVersion11: {Major: 1, Minor: 1}}[s.ITLSignerVersion]
}

// Whose certificates the cluster does not accept outside their validity.
const (
	DatedPhones  = "phones"  // LSC or MIC of a phone that registers over TLS, and its issuer
	ExtraEncrypt = "encrypt" // CAPF: the phone encrypts with its new key
	ExtraSign    = "sign"    // CAPF: the phone signs a certificate request
	ExtraAbort   = "abort"   // CAPF breaks off an operation that is pending no more

	KeyRSAOnly     = "rsa_only"
	KeyECOnly      = "ec_only"
	KeyECPreferred = "ec_preferred"

	EndCodes = "codes" // END SESSION of CAPF has the codes of log files

	DatedCAPF = "capf" // CAPF's own: no LSC is issued
	DatedDRS  = "drs"  // what DRF Master presents to DRF Local
	DatedTVS  = "tvs"  // those that TVS is asked about
)

// SettingRows returns the settings of the cluster, one row each. They are shared and must not be changed.
func SettingRows() setting.Table[Settings] { return settings }

// Validate names the first setting with an impossible value.
func (s Settings) Validate() error { return settings.Check(&s) }

// settings is every setting of the cluster, in the order in which they are listed. Those that override a rule are named
// by the rule's row of the matrix.
var settings = slices.Concat(listSettings, serviceSettings, storeSettings)
