package tvs

import (
	"bytes"
	"slices"
	"strings"

	"tvslab/parsed"
	"tvslab/trustlist"
)

// CheckResponse checks an answer against its request: fitting command (T5), same
// session (T11), and a QUERY answer that carries the certificate that was asked for
// (T13). A negative answer, or one without a certificate, breaks no rule: see
// [Response.Found]. Errors are *Error.
func CheckResponse(req *Request, resp *Response) error {
	switch {
	case !req.Command.isRequest() || resp.Command != req.Command.response():
		return broken(RuleCommand, 2, "%v does not answer %v", resp.Command, req.Command)
	case resp.Session != req.Session:
		return broken(RuleSession, 4, "session %d, not %d", resp.Session, req.Session)
	case resp.Command == QueryResponse && resp.Found():
		return checkFound(req, resp.Certificate)
	}
	return nil
}

// checkFound is T13.
func checkFound(req *Request, der []byte) error {
	cert, err := parsed.Certificate(der)
	if err != nil {
		return broken(RuleMismatch, -1, "certificate of the answer does not parse").In(tagCertificate).Because(err)
	}
	mismatch := func(tag uint8, format string, args ...any) error {
		return broken(RuleMismatch, -1, format, args...).In(tag)
	}
	switch {
	case !sameName(req.Subject, cert.RawSubject):
		return mismatch(tagSubject, "answer is for subject %q, not %q", trustlist.Name(cert.RawSubject), req.Subject)
	case !sameName(req.Issuer, cert.RawIssuer):
		return mismatch(tagIssuer, "answer is for issuer %q, not %q", trustlist.Name(cert.RawIssuer), req.Issuer)
	case !bytes.Equal(bytes.TrimLeft(req.Serial, "\x00"), cert.SerialNumber.Bytes()):
		return mismatch(tagSerial, "answer is for serial %x, not %x", cert.SerialNumber.Bytes(), req.Serial)
	}
	return nil
}

// sameName reports whether a printed name stands for a DER name in one of the
// spellings of trust lists: Cisco's, the reference writer's, or that of the Windows
// CTL client with lower-case types and quotes.
func sameName(name string, raw []byte) bool {
	cisco := trustlist.Name(raw)
	return name == cisco || name == trustlist.RFC4514Name(raw) || slices.Equal(pieces(name), pieces(cisco))
}

// pieces splits a name at every separator, quoted or not, with quotes and
// backslashes removed and types in upper case, sorted.
func pieces(name string) []string {
	list := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(`,;+`, r) })
	for i, piece := range list {
		key, value, _ := strings.Cut(strings.NewReplacer(`"`, "", `\`, "").Replace(piece), "=")
		list[i] = strings.ToUpper(key) + "=" + value
	}
	slices.Sort(list)
	return list
}

// CheckServer is T14: the server's certificate (DER) must be that of a record with
// role 21 (TVS) in the phone's stored ITL, by full certificate or by its hash. No other
// role counts, no chain is built, dates are not looked at, and TVS itself is never
// asked (phone log "not using TVS for cert validation - role is TVS or SRST", tech note
// 213407). The error is an *Error that says how many such records there are. A nil list
// has none.
func CheckServer(itl *trustlist.List, certificate []byte) error {
	records := 0
	if itl != nil {
		for i := range itl.Records {
			r := &itl.Records[i]
			if !r.Is(trustlist.RoleTVS) || !r.Usable() {
				continue
			}
			if r.Matches(certificate) {
				return nil
			}
			records++
		}
	}
	return broken(RuleServer, -1, "certificate of the server is none of the %d TVS certificates in the ITL", records)
}
