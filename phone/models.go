package phone

import (
	"crypto/tls"
	"strings"

	"tvslab/devices"
)

// capability is something that a model can do, or several of these.
type capability uint

const (
	sbd capability = 1 << iota
	signedConfig
	http
	httpsConfig
	sha512
	ec
	mic
	longKeys
	userCertificate
)

// capabilities says what each of them is, in the order in which they are shown.
var capabilities = []struct {
	is    capability
	word  string // as Family.Can names it
	means string
	field func(*Model) *bool // nil for longKeys, which is a number
}{
	{sbd, "SBD", "Security By Default: requests an ITL, asks TVS", func(m *Model) *bool { return &m.SBD }},
	{signedConfig, "signed configuration", "verifies .sgn files", func(m *Model) *bool { return &m.SignedConfig }},
	{http, "HTTP", "tries HTTP 6970 before TFTP 69, file by file", func(m *Model) *bool { return &m.HTTP }},
	{httpsConfig, "HTTPS", "could fetch its configuration from 6971", func(m *Model) *bool { return &m.HTTPSConfig }},
	{sha512, "SHA-512", "verifies files signed with SHA-512", func(m *Model) *bool { return &m.SHA512 }},
	{ec, "EC", "uses elliptic curve keys", func(m *Model) *bool { return &m.EC }},
	{mic, "MIC", "has a manufacturer installed certificate", func(m *Model) *bool { return &m.MIC }},
	{longKeys, "long keys", "uses RSA keys above 2048 bits", nil},
	{userCertificate, "user certificate", "takes a certificate of a third-party CA, for EAP-TLS in a wireless network",
		func(m *Model) *bool { return &m.UserCertificate }},
}

// shortKeys are the longest RSA keys, in bits, that models without longKeys use.
const shortKeys = 2048

// family is one row of the table: models that differ in name and number only.
type family struct {
	names      string // with blanks between them
	signalling string // the same
	can        capability
	tls        uint16
	enc        Encryption
	sum        string
	ui         UI
	source     string
}

// classic is what every phone with a signed configuration and Security By Default can do.
const classic = sbd | signedConfig | mic

// current is what the 7800 and 8800 series can do.
const current = classic | http | httpsConfig | sha512 | ec | longKeys

// families is the capability table. Where no document was found the capability
// is left out: SBD of 7921 and 7985; HTTP of the 6900 series, 8831 and ATA;
// SHA-512 of 8821, 9971 and DX. That keys above 2048 bits are too long for the
// older series is a guess: Security Guide 14 says that some models fail to
// register and names none.
var families = []family{
	{"7905 7912", "SCCP SIP", 0, 0, encryptionManual, "", ui79,
		"recalled: Security Guide 12.5, key typed in; the rest inferred"},
	{"7920 7935 7936", "SCCP", 0, 0, encryptionNone, "", ui79,
		"tech note 213295: no SBD on the 7935 and 7936; the rest inferred"},
	{"7940 7960", "SCCP SIP", signedConfig, tls.VersionTLS10, encryptionManual, "md5", ui79,
		"tech notes 118893 and 213295 (no SBD); Security Guide 12.5 (encrypted configuration); md5 inferred"},
	{"7906 7911", "SCCP SIP", classic, tls.VersionTLS10, encryptionPKI, "md5", ui79,
		"administration guide; Security Guide 12.5 (encrypted configuration); md5 inferred"},
	{"7931", "SCCP SIP", classic, tls.VersionTLS10, encryptionPKI, "md5", ui79,
		"Security Guide 12.5 (encrypted configuration); the rest inferred"},
	{"7941 7961", "SCCP SIP", classic, tls.VersionTLS10, encryptionPKI, "md5", ui79,
		"Security Guide 12.5 (encrypted configuration); the rest inferred"},
	{"7942 7945 7962 7965 7975", "SCCP SIP", classic, tls.VersionTLS10, encryptionPKI, "md5", ui79,
		"tech note 118893 (md5 on 7975); Security Guide 12.5 (encrypted configuration); Cisco note on SHA-2; " +
			"usecallmanager.nz (TLS 1.0)"},
	{"7970 7971", "SCCP SIP", classic, tls.VersionTLS10, encryptionPKI, "md5", ui79,
		"inferred; encryption recalled"},
	{"7937 7985", "SCCP", signedConfig, tls.VersionTLS10, encryptionNone, "", ui79,
		"tech note 213295: no SBD on the 7937; the rest unknown"},
	{"7921", "SCCP", signedConfig | mic | userCertificate, tls.VersionTLS10, encryptionNone, "", ui79,
		"captures (order of files); SBD unknown; tech note 117299 (third-party CAs)"},
	{"7925 7925-EX 7926", "SCCP", classic | userCertificate, tls.VersionTLS10, encryptionPKI, "", ui79,
		"Security Guide 12.5 (encrypted configuration); SBD inferred; tech note 117299 (third-party CAs)"},
	{"6901 6911", "SCCP", signedConfig | mic, tls.VersionTLS10, encryptionPKI, "", ui69,
		"Security Guide 12.5 (no ITL request), administration guide; MIC inferred"},
	{"6921 6941 6945 6961", "SCCP SIP", classic, tls.VersionTLS10, encryptionPKI, "", ui69,
		"Security Guide 12.5 (encrypted configuration); SBD inferred"},
	{"8941 8945", "SCCP SIP", classic | http, tls.VersionTLS12, encryptionPKI, "", ui894,
		"texts of loads 9.3.4 and 9.4.2SR2 (TLS 1.0 and 1.2), console log; Security Guide 12.5 (encrypted configuration)"},
	{"8961 9951 9971", "SIP", classic | http, tls.VersionTLS10, encryptionPKI, "", ui8999,
		"tech note 118699; Security Guide 12.5 (encrypted configuration); Cisco note on SHA-2; TLS inferred"},
	{"7811 7821 7841 7861", "SIP", current, tls.VersionTLS12, encryptionPKI, "sha1", ui7888,
		"tech note 214535; Security Guide 12.5 (encrypted configuration); usecallmanager.nz (HTTPS); SHA-512 inferred"},
	{"7832 8832", "SIP", current, tls.VersionTLS12, encryptionPKI, "sha1", ui7888,
		"administration guide; Security Guide 12.5 (encrypted configuration); HTTPS, SHA-512 and sha1 inferred"},
	{"8811 8841 8845 8851 8851NR 8861 8865 8865NR", "SIP", current, tls.VersionTLS12, encryptionPKI, "sha1", ui7888,
		"tech notes 213407, 214528, 221657; administration guide; Security Guide 12.5 (encrypted configuration); " +
			"usecallmanager.nz (HTTPS); SHA-512 inferred"},
	{"8821", "SIP", classic | http | longKeys, tls.VersionTLS12, encryptionPKI, "sha1", ui7888,
		"Security Guide 12.5 (encrypted configuration); HTTP and sha1 inferred"},
	{"8831", "SIP", classic, tls.VersionTLS10, encryptionPKI, "md5", ui69,
		"administration guide; Security Guide 12.5 (encrypted configuration); TLS inferred"},
	{"DX650 DX70 DX80", "SIP", classic | http | longKeys, tls.VersionTLS12, encryptionNone, "", ui7888,
		"status texts; the rest inferred"},
	{"ATA190 ATA191", "SIP", classic, tls.VersionTLS12, encryptionPKI, "", uiSoft,
		"ATA 191 guide; SBD, TLS and MIC inferred"},
	{"VG", "SCCP", 0, 0, encryptionNone, "", uiSoft,
		"inferred"},
	{"CIPC", "SCCP", signedConfig | http, tls.VersionTLS10, encryptionNone, "", uiSoft,
		"tech note 117299 (no MIC); captures; no SBD inferred"},
	{"CSF", "SIP", signedConfig | http | longKeys, tls.VersionTLS12, encryptionPKI, "", uiSoft,
		"tech notes 117299 (no MIC) and 118893 (no SBD); usecallmanager.nz"},
	{telePresence, "SIP", signedConfig | longKeys, tls.VersionTLS12, encryptionNone, "", uiSoft,
		"tech note 118893: many have no SBD"},
}

var models = expand(families)

func expand(rows []family) []Model {
	var all []Model
	for _, f := range rows {
		for _, name := range strings.Fields(f.names) {
			all = append(all, f.model(name))
		}
	}
	return all
}

func (f family) model(name string) Model {
	m := Model{
		MaxKeyBits: shortKeys, Name: name, Signalling: strings.Fields(f.signalling),
		TLS: f.tls, Encryption: f.enc, Checksum: f.sum, UI: f.ui, Number: devices.ModelNumber(name),
	}
	if f.can&longKeys != 0 {
		m.MaxKeyBits = 4096
	}
	for _, c := range capabilities {
		if c.field != nil {
			*c.field(&m) = f.can&c.is != 0
		}
	}
	return m
}

// Capability is something that a model can do.
type Capability struct{ Word, Meaning string }

// Capabilities returns what models can do or not.
func Capabilities() []Capability {
	var all []Capability
	for _, c := range capabilities {
		all = append(all, Capability{c.word, c.means})
	}
	return all
}

// Family is models that differ in name and number only.
type Family struct {
	Models []Model
	Can    []string // what they can do; Capabilities explains the words
	Source string   // of what they can do
}

// Families returns the table of models, a family each.
func Families() []Family {
	var all []Family
	for _, f := range families {
		one := Family{Models: expand([]family{f}), Source: f.source}
		for _, c := range capabilities {
			if f.can&c.is != 0 {
				one.Can = append(one.Can, c.word)
			}
		}
		all = append(all, one)
	}
	return all
}
