package trustlist

import "time"

// SignedTemplate describes a signed file to build.
type SignedTemplate struct {
	FileName  string    // stored name, usually that of the request: "SEP001122334455.cnf.xml.sgn"
	Timestamp time.Time // whole seconds are kept; zero: no time stamp, as in firmware
	Version   Version   // zero means 1.0; what CUCM writes is not published
	Digest    Digest    // 0 means SHA-1, the default of "TFTP File Signature Algorithm"
	Layout    Layout
	Payload   []byte // the file itself
}

func (t SignedTemplate) header(byDefault Version) headerTemplate {
	return headerTemplate{fileName: t.FileName, timestamp: t.Timestamp, version: either(t.Version, byDefault),
		digest: t.Digest, layout: t.Layout}
}

// Sign makes a .sgn file. The same input gives the same bytes. It fails when
// a value does not fit the format or the key cannot sign (see Signer).
func Sign(t SignedTemplate, s Signer) ([]byte, error) {
	return t.header(Version{1, 0}).seal(t.Payload, s)
}
