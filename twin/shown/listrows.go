package shown

import (
	"bytes"
	"crypto/sha1"
	"strings"

	"tvslab/trustlist"
)

// headerRows and recordRows say where the value of a row goes. Rows that are not there say nothing that anybody needs.
var headerRows = map[string]func(*List, *openRow){
	"SIGNERNAME":   func(l *List, r *openRow) { l.Signer = ParseName(r.value) },
	"CANAME":       func(l *List, r *openRow) { l.SignerCA = ParseName(r.value) },
	"SERIALNUMBER": func(l *List, r *openRow) { l.Serial = serial(r.value) },
	"SIGNATURE":    func(l *List, r *openRow) { l.Bits = 8 * max(0, r.length) },
}

var recordRows = map[string]func(*Record, *openRow){
	"RECORDLENGTH": func(rec *Record, r *openRow) { rec.Length = number(strings.TrimSpace(r.value)) },
	"DNSNAME":      func(rec *Record, r *openRow) { rec.Host = r.value },
	"SUBJECTNAME":  func(rec *Record, r *openRow) { rec.Subject = ParseName(r.value) },
	"ISSUERNAME":   func(rec *Record, r *openRow) { rec.Issuer = ParseName(r.value) },
	"ISSUERNAM":    func(rec *Record, r *openRow) { rec.Issuer = ParseName(r.value) }, // a copying error of published lists
	"SERIALNUMBER": func(rec *Record, r *openRow) { rec.Serial = serial(r.value) },
	"PUBLICKEY":    func(rec *Record, r *openRow) { rec.Bits, rec.Curve = keys[r.length].bits, keys[r.length].curve },
	"CERTIFICATE":  func(rec *Record, r *openRow) { rec.SHA1 = hash(r.value) },
	"CERTHASH":     func(rec *Record, r *openRow) { rec.SHA1, rec.ByHash = hash(r.value), true },
	"FUNCTION": func(rec *Record, r *openRow) {
		if role, ok := roles[r.value]; ok {
			rec.Role = &role
		}
	},
}

func hash(text string) []byte { return serial(hexOfHash.FindString(text)) }

// closeRow takes the value of the last row, which is complete.
func (t *listText) closeRow() {
	r := t.row
	t.row = nil
	switch {
	case r == nil:
	case t.record == nil:
		if read := headerRows[r.name]; read != nil {
			read(t.list, r)
			t.compare(r)
		}
	default:
		if read := recordRows[r.name]; read != nil {
			read(t.record, r)
			t.compare(r)
		}
	}
}

// compare looks whether the value is what its length says. Blanks do not count: web editions and terminals lose some.
func (t *listText) compare(r *openRow) {
	switch {
	case textRows[r.name] && r.length > len(r.value)+1 && !strings.Contains(r.value, `"`) && r.value != "":
		t.file.wrong(r.line, "%s is cut: it has %d bytes, expected are %d", r.name, len(r.value), r.length-1)
	case r.name == "SERIALNUMBER" && len(serial(r.value)) != r.length && r.length >= 0:
		t.file.wrong(r.line, "SERIALNUMBER %.60q does not have the %d bytes that stand before it", r.value, r.length)
	case hashRows[r.name] && len(hash(r.value)) < sha1.Size:
		t.file.wrong(r.line, "%s is cut; expected is a hash of %d bytes", r.name, sha1.Size)
	case r.name == "FUNCTION" && t.record.Role == nil:
		t.file.wrong(r.line, "FUNCTION %.40q is not known; expected is one such as TFTP or System Administrator Security Token", r.value)
	}
}

// finish notes what is missing in the list.
func (t *listText) finish(ended bool) {
	l := t.list
	if t.signer != nil && len(l.Serial) == 0 { // the header is left out in many documents
		l.Signer, l.SignerCA, l.Serial, l.Bits = t.signer.Subject, t.signer.Issuer, t.signer.Serial, t.signer.Bits
	}
	if l.Missing || l.Length == 0 && ended {
		l.Missing = len(l.Records) == 0
		return
	}
	for i := range l.Records {
		t.whole(&l.Records[i])
	}
	sum := t.header
	for i := range l.Records {
		sum += l.Records[i].Length
	}
	switch {
	case !ended:
		t.file.wrong(t.last(), "the %s that begins in line %d is cut; expected is %q", l.Kind, t.begun, "The "+l.Kind+" file was verified successfully.")
	case !l.Verified:
		t.file.wrong(t.begun, "the node could not verify this %s; expected is one that it serves", l.Kind)
	case t.header > 0 && l.Length > 0 && sum != l.Length:
		t.file.wrong(t.begun, "header and records of the %s have %d bytes, expected are %d: records are missing", l.Kind, sum, l.Length)
	case t.header == 0 || l.Length == 0:
		t.file.wrong(t.begun, "the %s has no header or no length: whether records are missing cannot be said", l.Kind)
	}
}

// whole notes what a record lacks. Records of a cluster that went back to non-secure have neither name nor certificate.
func (t *listText) whole(r *Record) {
	switch {
	case r.Role == nil:
		t.file.wrong(r.Line, "record %d of the %s has no FUNCTION that is known", r.Number, t.list.Kind)
	case r.Length > 0 && r.Length < 100 || bytes.Equal(r.Serial, nil) && r.Subject == (Name{}) && r.Length == 0:
	case len(r.Serial) == 0 && !r.emptied():
		t.file.wrong(r.Line, "record %d of the %s (%s) has no SERIALNUMBER; expected is that of its certificate", r.Number, t.list.Kind, r.Role)
	}
}

// emptied reports whether the record has no certificate by design.
func (r *Record) emptied() bool {
	return r.Subject == (Name{}) && (r.Is(trustlist.RoleCCMTFTP) || r.Is(trustlist.RoleTFTP) || r.Is(trustlist.RoleTVS))
}
