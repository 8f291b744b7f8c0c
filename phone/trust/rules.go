package trust

import "tvslab/trustlist"

// Rules are what a phone's model can do and the settings that no document decides, as far as they matter for trust.
type Rules struct {
	SBD        bool // Security By Default: the model has an ITL and asks TVS
	SHA512     bool // verifies files signed with SHA-512
	MaxKeyBits int  // longest RSA key of a signer or server that it can use, 0 for any
	MaxFile    int  // largest configuration in bytes

	TVSFailoverOnTLSFailure bool             // the next TVS server is asked when one presents a certificate that the phone does not believe
	TVSFailoverOnUnknown    bool             // ... when one does not know the certificate, or not for the role
	TVSForListSigners       bool             // TVS is asked about signers of lists
	TVSVerifiesSigners      bool             // ... with VERIFY, where the list holds the signer's certificate
	RefuseOlderITL          bool             // an ITL with an older time stamp than the stored one is refused
	Validity                Validity         // whose validity dates count
	ITLSignerRolesInCTL     []trustlist.Role // that a signer of an ITL may have in the CTL
	BlankITLAcceptsAny      bool             // the blank ITL lets any ITL in, whatever the CTL says
	ITLForCCMTLS            bool             // the ITL vouches for call managers too
	TVSForCCMTLS            bool             // TVS vouches for call managers
}

// maxList is the largest CTL or ITL in bytes that a phone loads (Security Guide 12.5).
const maxList = 64 * 1024
