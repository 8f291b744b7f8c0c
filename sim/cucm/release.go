package cucm

import (
	"fmt"
	"slices"
	"strings"
)

// Release is one CUCM release the simulator knows, with the rules it follows.
type Release struct {
	name  string
	order int
	rules *Rules
}

// releases lists every release name in order of age; several share the rules of one profile.
var releases = []struct {
	name    string
	profile string
}{
	{"8.0", "8"}, {"8.5", "8"}, {"8.6", "8"},
	{"9.0", "9"}, {"9.1", "9"},
	{"10.0", "10.0"}, {"10.5(1)", "10.5(1)"}, {"10.5", "10.5"}, {"10.5(2)", "10.5"},
	{"11.0", "11.0"}, {"11.5", "11"},
	{"12.0", "12.0"}, {"12.5", "12.5"}, {"12.5SU3", "12.5SU3"},
	{"14", "14"}, {"14SU1", "14SU1"}, {"14SU2", "14SU2"}, {"14SU3", "14SU3"}, {"14SU4", "14SU3"},
	{"15", "15"},
}

// aliases are other spellings of release names; the profile names of the release matrix are among them.
var aliases = map[string]string{
	"8": "8.6", "9": "9.1", "10": "10.5", "11": "11.5", "12": "12.5", "14.0": "14", "15.0": "15",
	"10.0(1)": "10.0", "8.0(1)": "8.0", "11.5(1)": "11.5", "12.0(1)": "12.0", "12.5(1)": "12.5",
	"12.5SU1": "12.5", "12.5SU2": "12.5", "12.5SU4": "12.5SU3", "12.5SU5": "12.5SU3", "12.5SU6": "12.5SU3",
	"12.5SU7": "12.5SU3", "12.5SU8": "12.5SU3", "12.5SU9": "12.5SU3",
}

// ParseRelease returns the release called name, for example "11.5", "10.5(2)" or "14SU3".
func ParseRelease(name string) (Release, error) {
	want := strings.TrimSpace(name)
	if full, ok := aliases[want]; ok {
		want = full
	}
	for i, r := range releases {
		if strings.EqualFold(r.name, want) {
			return Release{name: r.name, order: i, rules: profiles[r.profile]}, nil
		}
	}
	return Release{}, fmt.Errorf("release %q is not known; known are %s", name, strings.Join(ReleaseNames(), ", "))
}

// ReleaseNames returns the names of all known releases, oldest first.
func ReleaseNames() []string {
	names := make([]string, len(releases))
	for i, r := range releases {
		names[i] = r.name
	}
	return names
}

// String returns the release's name, for example "11.5".
func (r Release) String() string { return r.name }

// Compare returns a negative number if r is older than other, zero if they are the same, else a positive one.
// "10.5" and "10.5(2)" are the same release.
func (r Release) Compare(other Release) int {
	a, b := r.order, other.order
	if r.profile() == "10.5" && other.profile() == "10.5" {
		return 0
	}
	return a - b
}

func (r Release) profile() string {
	if r.rules == nil {
		return ""
	}
	return r.rules.Profile
}

// IsZero reports whether r is no release.
func (r Release) IsZero() bool { return r.rules == nil }

// Rules returns the table entry that r follows. The value is shared and must not be changed.
func (r Release) Rules() *Rules { return r.rules }

// Rules is what differs between releases. Each field names the row of the release matrix it answers; "u" marks
// a value for which no source was found and a default was chosen (docs/fidelity.md).
type Rules struct {
	Profile string // column of the matrix

	ITLSigner         Store   // row 1: whose key signs the ITL
	ITLSAST           []Store // row 2: SAST records of the ITL, in file order
	ITLHashes         bool    // row 4: TVS and CAPF records carry a certificate hash (10.0, 10.5: u)
	ECDSA             bool    // rows 5 and 29: CallManager-ECDSA exists and is listed in the ITL
	ITLStatus         bool    // row 8: phones report the hash of their ITL, and CCMAdmin finds them by ITL File Status
	KeyAtOnce         bool    // row 7: TFTP signs with a new key without a restart
	ITLRecovery       bool    // row 9
	RecoveryYears     int     // row 10: validity of a new ITLRecovery certificate, years
	ITLReset          Store   // row 12: signer after `utils itl reset localkey`; "" = no such command
	ResetRestarts     bool    // row 13: that command restarts Cisco Tftp itself
	CTLSigner         Store   // row 14: tokenless CTL signer; "" = no tokenless CTL
	CTLSecond         Store   // row 15: further SAST record of a tokenless CTL; "" = none
	Tokens            bool    // row 16: USB tokens supported
	TokenExtra        []Store // row 16: SAST records of a token CTL beside the tokens
	CTLReset          Store   // row 19: signer after `utils ctl reset localkey`; "" = no such command
	CTLAdvice         string  // row 20: what the CTL commands tell the administrator to do
	KeyBits           int     // row 22: RSA bits of a CallManager or CAPF key made at installation
	RecoveryBits      int     // row 22: RSA bits of an ITLRecovery key made at installation: as CallManager
	RegenBits         int     // row 22: RSA bits after regeneration; 0 = keeps the old length
	SHA256            bool    // row 22: certificates made at installation are signed with SHA-256
	RegenSHA256       bool    // row 22: regenerated ones are
	LSCBits           int     // section 7 of the CAPF facts: default key size of an LSC
	LSCSHA256         bool    // row 25: LSCs are signed with SHA-256; on 11.5 since its SU1
	CAPFEverywhere    bool    // row 23: CAPF identity certificate on subscribers too
	ResetParameter    bool    // row 30: parameter "Phone Interaction on Certificate Update" exists
	Licence           string  // row 21: what mixed mode needs; "" = nothing
	RollbackResets    bool    // row 31: the rollback parameter resets phones by itself, by the security guides
	CallManagerAtOnce bool    // rows 32 and 33: CallManager and CTIManager take a new RSA certificate without a restart
	ILS               bool    // Cisco Intercluster Lookup Service exists (u)
	LBM               bool    // Cisco Location Bandwidth Manager exists (u)
	SSOTomcat         bool    // Cisco SSOSP Tomcat exists (u)
	HAProxy           bool    // row 34: Cisco HAProxy exists
	TVSRestarts       bool    // row 35: TVS restarts by itself when its certificate is regenerated
	CAPFRestarts      bool    // row 36: CAPF does
	Resurrects        bool    // row 39: change notification brings deleted trust certificates back
	DeletesEverywhere bool    // row 41: deleting a trust certificate acts on the whole cluster
	DRFStores         []Store // row 46: certificates of the DRS transport
	SerialInFileName  bool    // trust file names hold the serial number (u: from 10.0)
	ExpiredAlarms     bool    // alarms CertExpired and CertValidLessThanADay, longer expiry text (u: from 10.0)
	BackupTFTPKey     bool    // row 47: a DRS backup holds the CallManager key of a TFTP node (8, 9: u)
	RefreshRenews     bool    // row 52: a refresh upgrade to this release regenerates ITLRecovery (FN70613)
	SHA512            bool    // row 49: "TFTP File Signature Algorithm" offers SHA-512 (11.5: u)
	Checksums         bool    // row 51: `show itl` begins with checksums
	RecoveryWarn      bool    // `set cert regen ITLRecovery` has a warning of its own (command line guide of 12.x)
	CLISingleSAN      bool    // `set cert import` refuses multi-SAN certificates (security guide 14)
	SerialBytes       int     // serial number length: 8 on 8.x, 16 later (dumps in tech notes 116232 and 118893)

	// What administrators can choose for certificates.
	RecoveryByNode bool     // row 11: sources disagree whether every node has its own ITLRecovery (setting itlrecovery_owner)
	KeyLengths     []int    // row 22: RSA bits that can be chosen for CSRs and self-signed certificates (u below 12.5)
	Hashes         []string // hashes that can be chosen for RSA (u)
	Years          []int    // row 10: validities in years that can be chosen; nil = none
	CSRStores      []Store  // identity stores that take CA-signed certificates (TVS: S003 and row 26)
	MultiCSR       []Store  // rows 26 to 28: stores with multi-server CSRs
	MultiSelf      []Store  // row 28: stores with self-signed multi-server certificates
	ReuseTomcat    bool     // row 28: a multi-server tomcat certificate can serve CallManager too
}

const (
	adviceTFTP = "Please Restart the TFTP and Cisco CallManager services on all nodes in the cluster that run these services"
	adviceCTI  = "Please Restart the Cisco CallManager and Cisco CTIManager services on all nodes in the cluster that run these services"
	adviceNew  = "You must reset all phones to ensure they received the updated CTL file.\n" +
		"You must restart Cisco CTIManager services on all the nodes in the cluster that have the service activated."
)

// profiles is the release matrix. A later profile repeats the earlier one except where derive changes it.
var profiles = buildProfiles()

func buildProfiles() map[string]*Rules {
	p8 := Rules{
		Profile: "8", ITLSigner: CallManager, ITLSAST: []Store{CallManager}, ITLHashes: true, Tokens: true,
		KeyBits: 1024, RecoveryBits: 1024, RegenBits: 1024, LSCBits: 1024, CAPFEverywhere: true, SerialBytes: 8, Resurrects: true, DRFStores: []Store{IPsec},
		KeyLengths: []int{1024, 2048}, Hashes: []string{"SHA1"}, CSRStores: []Store{CallManager, CAPF, Tomcat, IPsec},
	}
	p9 := derive(p8, "9", func(r *Rules) {
		r.SerialBytes = 16
		r.ILS, r.LBM = true, true
	})
	p100 := derive(p9, "10.0", func(r *Rules) {
		r.ITLSAST = []Store{CallManager, ITLRecovery}
		r.ITLRecovery, r.RecoveryYears, r.ITLReset, r.ResetRestarts = true, 5, ITLRecovery, true
		r.CTLSigner, r.CTLAdvice = CallManager, adviceTFTP
		r.SerialInFileName, r.SSOTomcat = true, true
		r.Checksums, r.BackupTFTPKey, r.ExpiredAlarms = true, true, true
	})
	p1051 := derive(p100, "10.5(1)", func(r *Rules) {
		r.RegenBits, r.RegenSHA256, r.Hashes = 2048, true, []string{"SHA1", "SHA256"}
		r.MultiCSR = []Store{CallManager, Tomcat}
	})
	p105 := derive(p1051, "10.5", func(r *Rules) {
		r.CTLSecond, r.CTLReset, r.RollbackResets = ITLRecovery, ITLRecovery, true
	})
	p110 := derive(p105, "11.0", func(r *Rules) {
		r.ITLHashes, r.ECDSA = false, true
		r.TokenExtra = []Store{ITLRecovery, CallManager}
		r.KeyBits, r.RecoveryBits, r.SHA256 = 2048, 2048, true
		r.KeyLengths = []int{1024, 2048, 3072, 4096}
		r.CSRStores = append(slices.Clone(r.CSRStores), CallManagerECDSA, TomcatECDSA)
	})
	p11 := derive(p110, "11", func(r *Rules) {
		r.SHA512, r.LSCSHA256 = true, true
		r.Licence = "an encryption licence (11.5(1)SU3 and later)"
	})
	p120 := derive(p11, "12.0", func(r *Rules) {
		r.ITLSigner, r.ITLSAST = ITLRecovery, []Store{ITLRecovery, CallManager}
		r.ITLReset, r.ResetRestarts, r.RecoveryYears = CallManager, false, 20
		r.CTLSigner, r.CTLSecond, r.CTLReset, r.CTLAdvice = ITLRecovery, CallManager, CallManager, adviceCTI
		r.RegenBits, r.LSCBits, r.RecoveryWarn = 0, 2048, true
		r.Licence = "a smart account with export-controlled functionality"
		r.Resurrects, r.DeletesEverywhere = false, true
		r.RecoveryByNode = true
	})
	p125 := derive(p120, "12.5", func(r *Rules) { r.KeyLengths, r.RefreshRenews = []int{2048, 3072, 4096}, true })
	p125su3 := derive(p125, "12.5SU3", func(r *Rules) { r.RefreshRenews = false })
	p14 := derive(p125su3, "14", func(r *Rules) {
		r.ITLStatus, r.KeyAtOnce, r.RecoveryYears, r.CAPFEverywhere = true, true, 5, false
		r.RecoveryByNode, r.Years, r.ReuseTomcat = false, []int{5, 10, 15, 20}, true
		r.CSRStores = append(slices.Clone(r.CSRStores), TVS)
		r.MultiCSR = []Store{CallManager, CallManagerECDSA, Tomcat, TomcatECDSA, TVS}
		r.MultiSelf = r.MultiCSR
		r.ResetParameter, r.TVSRestarts, r.CAPFRestarts, r.CTLAdvice = true, true, true, adviceNew
		r.HAProxy = true
		r.DRFStores = []Store{IPsec, Tomcat}
	})
	p14su1 := derive(p14, "14SU1", func(r *Rules) { r.CallManagerAtOnce = true })
	p14su2 := derive(p14su1, "14SU2", func(r *Rules) { r.CLISingleSAN = true })
	p14su3 := derive(p14su2, "14SU3", func(r *Rules) {
		r.Tokens, r.TokenExtra, r.DRFStores = false, nil, []Store{Tomcat}
	})
	p15 := derive(p14su3, "15", func(r *Rules) { r.ITLStatus, r.DRFStores = false, []Store{Tomcat, IPsec} })
	all := map[string]*Rules{}
	for _, r := range []Rules{p8, p9, p100, p1051, p105, p110, p11, p120, p125, p125su3, p14, p14su1, p14su2, p14su3, p15} {
		all[r.Profile] = &r
	}
	return all
}

func derive(from Rules, profile string, change func(*Rules)) Rules {
	from.Profile = profile
	change(&from)
	return from
}
