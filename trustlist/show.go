package trustlist

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
)

// absent is what follows the length line when there is no file. The CTL text
// is published ("CUCM Mixed Mode with Tokenless CTL"); the ITL text is its
// analogue, a guess.
var absent = map[string]string{
	"CTL": "CTL File not found. Please run CTLClient plugin or run the CLI - utils ctl.. to generate the CTL file.\n",
	"ITL": "ITL File not found.\n",
}

// Show writes what the CUCM commands `show itl` and `show ctl` print about a
// file: kind is "ITL" or "CTL", data its bytes (nil: no file), modified its
// time of modification, printed in its own location, checksums whether MD5
// and SHA-1 come first, as from CUCM 10 on. Columns are separated by tabs.
//
// A file that cannot be parsed (Lenient) or verified is described in the
// output, as CUCM does; the lines around "Error parsing" are a guess. The
// error is one of writing or of an unknown kind.
func Show(w io.Writer, kind string, data []byte, modified time.Time, checksums bool) error {
	missing, ok := absent[kind]
	if !ok {
		return fmt.Errorf("trust list kind %q is neither %q nor %q", kind, "CTL", "ITL")
	}
	var b bytes.Buffer
	p := printer{&b, kind}
	switch {
	case len(data) == 0:
		p.printf("Length of %s file: 0\n%sError parsing the %s File.\n", kind, missing, kind)
	default:
		p.file(data, modified, checksums)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// printer prints one file.
type printer struct {
	b    *bytes.Buffer
	kind string
}

func (p printer) printf(format string, args ...any) { fmt.Fprintf(p.b, format, args...) }

func (p printer) file(data []byte, modified time.Time, checksums bool) {
	if checksums {
		p.printf("The checksum value of the %s file:\n%x(MD5)\n%x(SHA1)\n\n", p.kind, md5.Sum(data), sha1.Sum(data))
	}
	p.printf("Length of %s file: %d\n", p.kind, len(data))
	p.printf("The %s File was last modified on %s\n\n", p.kind, modified.Format("Mon Jan 02 15:04:05 MST 2006"))
	l, err := Parse(data, Lenient)
	if err != nil {
		p.printf("Error parsing the %s File.\n", p.kind)
		return
	}
	if l.Verify() != nil {
		p.printf("Verification of the %s file failed.\nError parsing the %s File.\n", p.kind, p.kind)
		return
	}
	p.header(&l.Header)
	for i := range l.Records {
		p.record(i+1, &l.Records[i], &l.Header)
	}
	p.printf("The %s file was verified successfully.\n", p.kind)
}

// columns are the titles above a table. BYTEPOS is really the tag.
const columns = "BYTEPOS\tTAG\t\tLENGTH\tVALUE\n-------\t---\t\t------\t-----\n"

// row is one kind of line of a table.
type row struct {
	tag   uint8
	label string
	value func(Element) string // nil: the length only
}

// textCell returns a text without the control characters with which a hostile
// file could drive a terminal.
func textCell(e Element) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, text(e.Value))
}

func serialCell(e Element) string { return hexPairs(e.Value, ":") }

// hexPairs returns upper-case hex pairs.
func hexPairs(b []byte, separator string) string {
	return strings.ReplaceAll(fmt.Sprintf("% X", b), " ", separator)
}

// headerRows have their published spelling.
var headerRows = []row{
	{TagSignerInfo, "SIGNERID", nil},
	{TagSignerName, "SIGNERNAME", textCell},
	{TagSignerSerial, "SERIALNUMBER", serialCell},
	{TagCAName, "CANAME", textCell},
	{TagSignatureInfo, "SIGNATUREINFO", nil},
	{TagDigest, "DIGESTALGORTITHM", nil},
	{TagSignatureAlgoInfo, "SIGNATUREALGOINFO", nil},
	{TagSignatureAlgorithm, "SIGNATUREALGORTITHM", nil},
	{TagModulus, "SIGNATUREMODULUS", nil},
	{TagSignature, "SIGNATURE", nil},
	{TagFileName, "FILENAME", nil},
	{TagTimestamp, "TIMESTAMP", nil},
}

var recordRows = []row{
	{TagRecordLength, "RECORDLENGTH", func(e Element) string { return fmt.Sprint(number(e.Value)) }},
	{TagDNSName, "DNSNAME", textCell},
	{TagSubject, "SUBJECTNAME", textCell},
	{TagRole, "FUNCTION", func(e Element) string { return Role(number(e.Value)).String() }},
	{TagIssuer, "ISSUERNAME", textCell},
	{TagSerial, "SERIALNUMBER", serialCell},
	{TagPublicKey, "PUBLICKEY", nil},
	{TagRecordSignature, "SIGNATURE", nil},
	{TagCertificate, "CERTIFICATE", func(e Element) string { return hexPairs(DigestSHA1.sum(e.Value), " ") + " (SHA1 Hash HEX)" }},
	{TagIPAddress, "IPADDRESS", nil},
	{TagCertHash, "CERTHASH", func(e Element) string { return hexPairs(e.Value, " ") }},
	{TagHashAlgorithm, "HASH ALGORITHM", func(e Element) string { return Digest(first(e.Value)).String() }},
}

// line prints one element: tag, label, length, value. Containers print 2, the
// size of their length field, and their length as value.
func (p printer) line(r row, e Element) {
	tabs := "\t"
	if len(r.label) < 8 {
		tabs = "\t\t"
	}
	length, value := e.Length, ""
	if e.Value == nil {
		length, value = 2, fmt.Sprint(e.Length)
	} else if r.value != nil {
		value = r.value(e)
	}
	p.printf("%s\n", strings.TrimRight(fmt.Sprintf("%d\t%s%s%d\t%s", r.tag, r.label, tabs, length, value), "\t"))
}

// table prints the rows for which there is an element, in the order of rows.
func (p printer) table(rows []row, elements []Element, after func(Element)) {
	p.printf(columns)
	for _, r := range rows {
		if e, ok := find(elements, r.tag); ok {
			p.line(r, e)
			after(e)
		}
	}
}

func (p printer) header(h *Header) {
	p.printf("\tParse %s File\n\t----------------\n\n", p.kind)
	p.printf("Version:\t%s\nHeaderLength:\t%d (BYTES)\n\n", h.Version, h.Length)
	p.table(headerRows, h.Elements, func(e Element) {
		if e.Tag == TagSignature {
			p.signature(e.Value)
		}
	})
	p.printf("\n")
}

// signature prints 8 bytes per line without leading zeros.
func (p printer) signature(value []byte) {
	for len(value) > 0 {
		n := min(8, len(value))
		cells := make([]string, n)
		for i, b := range value[:n] {
			cells[i] = fmt.Sprintf("%x", b)
		}
		p.printf("\t\t%s\n", strings.Join(cells, "  "))
		value = value[n:]
	}
}

func (p printer) record(n int, r *Record, h *Header) {
	p.printf("\t%s Record #:%d\n\t          ----\n", p.kind, n)
	p.table(recordRows, r.Elements, func(Element) {})
	if r.Is(RoleSAST) {
		not := "not "
		if bytes.Equal(r.Serial, h.Serial) && r.Issuer == h.CAName {
			not = ""
		}
		p.printf("This etoken was %sused to sign the %s file.\n", not, p.kind)
	}
	p.printf("\n")
}
