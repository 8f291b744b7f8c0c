package cucm

// Rules is what differs between releases. Every field has a row of the matrix, which says what it rests on.
type Rules struct {
	ITLSigner Store   // whose key signs the ITL
	ITLSAST   []Store // SAST records of the ITL, in file order
	ITLHashes bool    // TVS and CAPF records carry a certificate hash
	ITLStatus bool    // phones report the hash of their ITL, and CCMAdmin finds them by ITL File Status
	KeyAtOnce bool    // TFTP signs with a new key without a restart
	ITLReset  Store   // signer after `utils itl reset localkey`; "" = no such command

	ResetRestarts  bool    // that command restarts Cisco Tftp itself
	ITLRecovery    bool    // the certificate exists
	RecoveryYears  int     // validity of a new ITLRecovery certificate, years
	RecoveryByNode bool    // every node has an ITLRecovery certificate of its own
	CTLSigner      Store   // tokenless CTL signer; "" = no tokenless CTL
	CTLSecond      Store   // further SAST record of a tokenless CTL; "" = none
	Tokens         bool    // USB tokens are supported
	TokenExtra     []Store // SAST records of a token CTL beside the tokens
	CTLReset       Store   // signer after `utils ctl reset localkey`; "" = no such command
	CTLAdvice      string  // what the CTL commands tell the administrator to do
	Licence        string  // what mixed mode needs; "" = nothing

	ECDSA              bool     // CallManager-ECDSA exists and is listed in the ITL
	KeyBits            int      // RSA bits of a CallManager or CAPF key made at installation
	RecoveryBits       int      // RSA bits of an ITLRecovery key made at installation
	RegenBits          int      // RSA bits after a regeneration; 0 = keeps the old length
	SHA256             bool     // certificates made at installation are signed with SHA-256
	RegenSHA256        bool     // regenerated ones are
	SerialBytes        int      // length of serial numbers
	CAPFEverywhere     bool     // CAPF identity certificate on subscribers too
	KeyLengths         []int    // RSA bits that can be chosen for CSRs and self-signed certificates
	Hashes             []string // hashes that can be chosen for RSA
	Years              []int    // validities in years that can be chosen; nil = none
	CalendarYears      bool     // self-signed certificates are valid for calendar years, else for 365 days a year less a second
	CSRStores          []Store  // identity stores that take CA-signed certificates
	ServerCSREnciphers bool     // requests of CallManager and tomcat ask for keyEncipherment
	CAPFCSRClient      bool     // requests of CAPF ask for client authentication
	AsksForOU          bool     // requests are without OU unless the administrator wants it
	MultiCSR           []Store  // stores with multi-server CSRs
	MultiSelf          []Store  // stores with self-signed multi-server certificates
	ReuseTomcat        bool     // a multi-server tomcat certificate can serve CallManager too
	CLISingleSAN       bool     // `set cert import` refuses multi-SAN certificates
	RecoveryWarn       bool     // `set cert regen ITLRecovery` has a warning of its own
	LSCBits            int      // default key size of an LSC
	LSCSHA256          bool     // LSCs are signed with SHA-256
	SerialInFileName   bool     // trust file names hold the serial number
	FindsByExpiry      bool     // Certificate Management shows when certificates end, and finds them by it
	ReplicationGroups  bool     // `utils dbreplication runtimestate` names replication groups
	ProviderText       bool     // certificates are printed with the tags of the provider BCFIPS
	AdvisesBackup      bool     // the pop-up after an upload asks for a backup
	TwoDownloads       bool     // the page of a certificate has a button for .PEM and one for .DER

	CallManagerAtOnce  bool    // CallManager and CTIManager take a new RSA certificate without a restart
	TVSRestarts        bool    // TVS restarts by itself when its certificate is regenerated
	CAPFRestarts       bool    // CAPF does
	RecoveryResets     bool    // regenerating ITLRecovery resets phones by itself
	ResetParameter     bool    // parameter "Phone Interaction on Certificate Update" exists
	IssuerParameter    bool    // CAPF can have LSCs signed by an online or offline CA
	AutoRegistersMixed bool    // auto-registration works in mixed mode
	RollbackResets     bool    // the rollback parameter resets phones by itself
	SHA512             bool    // "TFTP File Signature Algorithm" offers SHA-512
	Resurrects         bool    // change notification brings deleted trust certificates back
	DeletesEverywhere  bool    // deleting a trust certificate acts on the whole cluster
	DRFStores          []Store // certificates of the DRS transport
	PresenceMaster     bool    // the publisher of IM and Presence has a DRF Master of its own
	BackupTFTPKey      bool    // a DRS backup holds the CallManager key of a TFTP node
	DropsExpired       bool    // an upgrade to this release leaves expired trust certificates behind
	RefreshRenews      bool    // a refresh upgrade to this release regenerates ITLRecovery
	Checksums          bool    // `show itl` begins with checksums
	ExpiredAlarms      bool    // alarms CertExpired and CertValidLessThanADay, longer expiry text
	FIPS               bool    // nodes can be put in FIPS mode
	FIPSApproved       bool    // FIPS mode allows no SHA-1 and no short keys in new certificates
	ILS                bool    // Cisco Intercluster Lookup Service exists
	LBM                bool    // Cisco Location Bandwidth Manager exists
	SSOTomcat          bool    // Cisco SSOSP Tomcat exists
	HAProxy            bool    // Cisco HAProxy exists
	HTTPSFiles         bool    // Cisco Tftp serves files over HTTPS too, on 6971 and 6972
	OwnTomcats         bool    // Extension Mobility and AXL present what they loaded themselves, not what Cisco Tomcat did
}

// rulesOf holds the rules of each release, in the order of releases.
var rulesOf = computeRules()

func computeRules() []*Rules {
	all := make([]*Rules, len(releases))
	var rules Rules
	for i, r := range releases {
		for _, line := range matrix {
			line.begin(&rules, r.name)
		}
		copied := rules
		all[i] = &copied
	}
	return all
}
