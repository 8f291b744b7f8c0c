package phone

import (
	"fmt"
	"slices"
)

// UI names a family of phones that share status texts, the length of the
// status list and the download limit.
type UI string

// The families.
const (
	ui79   UI = "79"    // 7900 series
	ui894  UI = "894"   // 8941, 8945
	ui8999 UI = "89_99" // 8961, 9951, 9971
	ui69   UI = "69"    // 6900 series, 8831
	ui7888 UI = "78_88" // 7800 and 8800 series, DX
	uiSoft UI = "soft"  // soft clients, ATA, TelePresence
)

// Encryption says how a model gets the key of an encrypted configuration.
type Encryption string

// The ways (Security Guide 12.5, "Encrypted Phone Configuration File Setup").
const (
	encryptionNone   Encryption = "none"
	encryptionPKI    Encryption = "pki"    // public key of the phone's certificate
	encryptionManual Encryption = "manual" // key typed in by the user
)

// Model is what a phone model can do. Unknown capabilities are false.
type Model struct {
	Name            string     // as printed on the phone, "8841"
	Signalling      []string   // "SCCP", "SIP"; that of the load in use first
	SBD             bool       // Security By Default: requests an ITL, asks TVS
	SignedConfig    bool       // verifies .sgn files
	HTTP            bool       // tries HTTP 6970 before TFTP 69, file by file
	HTTPSConfig     bool       // could fetch its configuration from 6971
	SHA512          bool       // verifies files signed with SHA-512
	EC              bool       // uses elliptic curve keys
	MaxKeyBits      int        // longest RSA key of a signer or server that it can use
	TLS             uint16     // highest TLS version offered, tls.VersionTLS10...; 0 none
	MIC             bool       // has a manufacturer installed certificate
	UserCertificate bool       // takes a certificate of a third-party CA for EAP-TLS
	Encryption      Encryption // of configuration files
	Checksum        string     // shown for CTL and ITL: "md5", "sha1", "" unknown
	UI              UI
	Number          int // device type ("model.ccm.cisco.com"), 0 unknown
}

// Protocol returns what the phone registers with where no configuration says it, "SIP" or "SCCP": that of the load that phones of
// the model usually have, or of the one chosen with Loaded.
func (m Model) Protocol() string {
	if len(m.Signalling) == 0 {
		return ""
	}
	return m.Signalling[0]
}

// Loaded returns the model with a load for the protocol, "SIP" or "SCCP", "" for the usual one. It is an error if there is no such
// load.
func (m Model) Loaded(protocol string) (Model, error) {
	i := slices.Index(m.Signalling, protocol)
	switch {
	case protocol == "" || i == 0:
		return m, nil
	case i < 0:
		return m, fmt.Errorf("model %s has no protocol %s", m.Name, protocol)
	}
	m.Signalling = append([]string{protocol}, slices.Delete(slices.Clone(m.Signalling), i, i+1)...)
	return m, nil
}

// Download limits in bytes, as the phones print them: "size limit of 550001"
// (7900 series), "limited to 2048 KB" (7800 series, tech note 214535). That
// the other families share the larger one is a guess.
const (
	limit79    = 550001
	limitOther = 2048 * 1024
)

// fileLimit returns the largest file in bytes that the model downloads.
func (m Model) fileLimit() int {
	if m.UI == ui79 {
		return limit79
	}
	return limitOther
}

// statusLines returns how many status messages the model keeps: 30 on the
// 7800 and 8800 series (8800 administration guide), 10 on older ones.
func (m Model) statusLines() int {
	if m.UI == ui7888 {
		return 30
	}
	return 10
}
