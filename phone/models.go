package phone

import (
	"crypto/tls"
	"strings"
)

// family is one row of the table: models that differ in name and number only.
type family struct {
	names      []string
	signalling string
	can        string // letters: s SBD, g signed configuration, h HTTP, H HTTPS 6971, 5 SHA-512, e EC, m MIC, k keys above 2048 bits
	tls        uint16
	enc        Encryption
	sum        string
	ui         UI
}

// families is the capability table. Sources: Security Guide 12.5 (encrypted
// configuration, ITL), phone administration guides, tech notes 118699,
// 213407, 214528, 214535, the Cisco note on SHA-2 for 7900/8900/9900,
// usecallmanager.nz. Where no document was found the capability is left out:
// SBD of 7921, 7937, 7985; HTTP of the 6900 series, 8831 and ATA; SHA-512 of
// 8821, 9971 and DX. SHA-512 on the 7800 and 8800 series is inferred. Security
// Guide 14 says that some models fail to register with CallManager keys above
// 2048 bits and names none; that the older series are meant is a guess.
var families = []family{
	{[]string{"7905", "7912"}, "SCCP SIP", "", 0, EncryptionManual, "", UI79},
	{[]string{"7920", "7935", "7936"}, "SCCP", "", 0, EncryptionNone, "", UI79},
	{[]string{"7940", "7960"}, "SCCP SIP", "g", tls.VersionTLS10, EncryptionManual, "md5", UI79},
	{[]string{"7906", "7911"}, "SCCP SIP", "sgm", tls.VersionTLS10, EncryptionPKI, "md5", UI79},
	{[]string{"7931"}, "SCCP SIP", "sgm", tls.VersionTLS10, EncryptionPKI, "md5", UI79},
	{[]string{"7941", "7961"}, "SCCP SIP", "sgm", tls.VersionTLS10, EncryptionPKI, "md5", UI79},
	{[]string{"7942", "7945", "7962", "7965", "7975"}, "SCCP SIP", "sgm", tls.VersionTLS10, EncryptionPKI, "md5", UI79},
	{[]string{"7970", "7971"}, "SCCP SIP", "sgm", tls.VersionTLS10, EncryptionPKI, "md5", UI79},
	{[]string{"7937", "7985"}, "SCCP", "g", tls.VersionTLS10, EncryptionNone, "", UI79},
	{[]string{"7921"}, "SCCP", "gm", tls.VersionTLS10, EncryptionNone, "", UI79},
	{[]string{"7925", "7925-EX", "7926"}, "SCCP", "sgm", tls.VersionTLS10, EncryptionPKI, "", UI79},
	{[]string{"6901", "6911"}, "SCCP", "gm", tls.VersionTLS10, EncryptionPKI, "", UI69},
	{[]string{"6921", "6941", "6945", "6961"}, "SCCP SIP", "sgm", tls.VersionTLS10, EncryptionPKI, "", UI69},
	{[]string{"8941", "8945"}, "SCCP SIP", "sghm", tls.VersionTLS12, EncryptionPKI, "", UI894},
	{[]string{"8961", "9951", "9971"}, "SIP", "sghm", tls.VersionTLS10, EncryptionPKI, "", UI8999},
	{[]string{"7811", "7821", "7841", "7861"}, "SIP", "sghH5emk", tls.VersionTLS12, EncryptionPKI, "sha1", UI7888},
	{[]string{"7832", "8832"}, "SIP", "sghH5emk", tls.VersionTLS12, EncryptionPKI, "sha1", UI7888},
	{[]string{"8811", "8841", "8845", "8851", "8851NR", "8861", "8865", "8865NR"}, "SIP", "sghH5emk", tls.VersionTLS12, EncryptionPKI, "sha1", UI7888},
	{[]string{"8821"}, "SIP", "sghmk", tls.VersionTLS12, EncryptionPKI, "sha1", UI7888},
	{[]string{"8831"}, "SIP", "sgm", tls.VersionTLS10, EncryptionPKI, "md5", UI69},
	{[]string{"DX650", "DX70", "DX80"}, "SIP", "sghmk", tls.VersionTLS12, EncryptionNone, "", UI7888},
	{[]string{"ATA190", "ATA191"}, "SIP", "sgm", tls.VersionTLS12, EncryptionPKI, "", UISoft},
	{[]string{"VG"}, "SCCP", "", 0, EncryptionNone, "", UISoft},
	{[]string{"CIPC"}, "SCCP", "gh", tls.VersionTLS10, EncryptionNone, "", UISoft},
	{[]string{"CSF"}, "SIP", "ghk", tls.VersionTLS12, EncryptionPKI, "", UISoft},
	{[]string{"TelePresence"}, "SIP", "gk", tls.VersionTLS12, EncryptionNone, "", UISoft},
}

// numbers are the device types. 7821 stands in tech note 214535 and DX70 in
// the Camelot documentation; the others are remembered, not read.
var numbers = map[string]int{
	"7960": 7, "7940": 8, "7971": 119, "7941": 115, "7906": 369, "7911": 307, "7921": 365, "7925": 484,
	"7926": 577, "7931": 348, "7937": 431, "7942": 434, "7962": 404, "7945": 435, "7965": 436, "7975": 437,
	"7961": 30018, "7970": 30006, "CIPC": 30016, "CSF": 503, "6901": 547, "6911": 548, "6921": 495, "6941": 496,
	"6945": 564, "6961": 497, "8941": 586, "8945": 585, "8961": 540, "9951": 537, "9971": 493, "8831": 659,
	"7811": 36213, "7821": 621, "7841": 622, "7861": 623, "7832": 36247, "8811": 36217, "8841": 683,
	"8845": 36224, "8851": 684, "8861": 685, "8865": 36225, "8821": 36216, "8832": 36248, "DX70": 36241,
}

var models = expand(families)

func expand(rows []family) []Model {
	var all []Model
	for _, f := range rows {
		for _, name := range f.names {
			all = append(all, f.model(name))
		}
	}
	return all
}

func (f family) model(name string) Model {
	has := func(c byte) bool { return strings.IndexByte(f.can, c) >= 0 }
	bits := 2048
	if has('k') {
		bits = 4096
	}
	return Model{
		MaxKeyBits: bits, Name: name, Signalling: strings.Fields(f.signalling),
		SBD: has('s'), SignedConfig: has('g'), HTTP: has('h'), HTTPSConfig: has('H'),
		SHA512: has('5'), EC: has('e'), MIC: has('m'),
		TLS: f.tls, Encryption: f.enc, Checksum: f.sum, UI: f.ui, Number: numbers[name],
	}
}
