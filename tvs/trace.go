package tvs

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"tvslab/trustlist"
)

// Source is an [Authority] that says which of its caches answers, as CUCM's trace does.
type Source interface {
	Authority
	// InDatabase reports whether the certificate with this issuer and serial number is in the cache of the database;
	// what is known and not there comes from the CTL file.
	InDatabase(issuer string, serial []byte) bool
}

// Names of the two caches in the trace (tech notes 118893 and 213407).
const (
	databaseCache = "CertificateDBCache"
	ctlCache      = "CertificateCTLCache"
)

// Trace returns the lines that the trace of Cisco Trust Verification Service has for an exchange: type and session
// of the request, the lookup in one cache after the other by serial number and issuer, the roles, and request and
// answer in hex. What a cache found or did not find is literal (tech notes 118893, 118699 and 213407); how it was looked
// for and the single roles are recalled; the other lines carry the facts of those traces in words of this lab.
func Trace(at time.Time, a Authority, r *Request, answer *Response) []string {
	t := tracer{at: at}
	t.add("MsgType : %s", messageType(r.Command))
	t.add("Device : %s, session id : %d", r.Device, r.Session)
	issuer, serial := r.lookup()
	t.add("%s::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : %s", databaseCache, LookupKey(issuer, serial))
	t.caches(a, issuer, serial, answer)
	t.bytes("request", r.Marshal)
	t.bytes("response", answer.Marshal)
	return t.lines
}

// CacheRefreshed is the line about a changed database, CTLModified that about a changed CTL file (tech notes 212051
// and 118893).
const (
	CacheRefreshed = "updateLocalDBCache : Refreshing the local DB certificate cache"
	CTLModified    = "CertificateCache::localCTLCacheMonitor - CTLFile.tlv has been modified. Recaching CTL Certificate Cache"
)

// TraceLine puts a text into the form of a trace line.
func TraceLine(at time.Time, text string) string {
	return at.Format("15:04:05.000") + " |   debug " + text
}

// LookupKey is the key of CUCM's caches: the serial number in upper-case hex and the issuer, with nothing between.
func LookupKey(issuer string, serial []byte) string {
	return strings.ToUpper(hex.EncodeToString(serial)) + issuer
}

type tracer struct {
	at    time.Time
	lines []string
}

func (t *tracer) add(format string, args ...any) {
	t.lines = append(t.lines, TraceLine(t.at, fmt.Sprintf(format, args...)))
}

// caches writes where the certificate was found, or that it was not.
func (t *tracer) caches(a Authority, issuer string, serial []byte, answer *Response) {
	source, ok := a.(Source)
	inDatabase := answer.Found() && (!ok || source.InDatabase(issuer, serial))
	if inDatabase {
		t.found(databaseCache, answer.Roles)
		return
	}
	t.missing(databaseCache)
	t.add("%s::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : %s", ctlCache, LookupKey(issuer, serial))
	if answer.Found() {
		t.found(ctlCache, answer.Roles)
		return
	}
	t.missing(ctlCache)
	t.add("getCertificateInformation(cert) : certificate not found")
}

func (t *tracer) found(cache string, roles []trustlist.Role) {
	t.add("%s::getCertificateInformation - Found entry {rolecount : %d}", cache, len(roles))
	for _, role := range roles {
		t.add("%s::getCertificateInformation - {role : %d}", cache, role)
	}
}

func (t *tracer) missing(cache string) {
	t.add("ERROR:%s::getCertificateInformation - Cannot find the certificate in the cache", cache)
}

// traceWidth is how many bytes of a message a line shows.
const traceWidth = 16

func (t *tracer) bytes(what string, marshal func() ([]byte, error)) {
	data, err := marshal()
	if err != nil {
		t.add("%s : %v", what, err)
		return
	}
	t.add("%s, %d bytes", what, len(data))
	for len(data) > 0 {
		n := min(traceWidth, len(data))
		t.add("% x", data[:n])
		data = data[n:]
	}
}

// messageType is the name CUCM's trace gives the request.
func messageType(c Command) string {
	if c == VerifyRequest {
		return "TVS_MSG_CERT_VERIFICATION_REQ"
	}
	return "TVS_MSG_QUERY_CERT_REQ"
}

// lookup returns issuer and serial number of the certificate that a request is about; both are empty if it does not
// parse.
func (r *Request) lookup() (issuer string, serial []byte) {
	if r.Command != VerifyRequest {
		return r.Issuer, bytes.TrimLeft(r.Serial, "\x00")
	}
	cert, err := x509.ParseCertificate(r.Certificate)
	if err != nil {
		return "", nil
	}
	return trustlist.Name(cert.RawIssuer), cert.SerialNumber.Bytes()
}
