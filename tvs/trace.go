package tvs

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strings"
	"time"

	"tvslab/trustlist"
)

// Source is an [Authority] that says which of its caches answers, as CUCM's trace does.
type Source interface {
	Authority
	// InDatabase reports whether the cache of the database answers about the certificate with this issuer and serial
	// number; what is known and not there comes from the CTL file.
	InDatabase(issuer string, serial []byte) bool
	// DatabaseCache is what the trace calls that cache.
	DatabaseCache() string
}

// Names of the two caches in the trace. The English edition of tech note 118893 and the traces in 118699 and 213407 write
// CertificateDBCache; the French edition, whose translation is a machine's, writes CertificateDBCACHE.
const (
	DBCache = "CertificateDBCache" // where no Source says otherwise

	ctlCache = "CertificateCTLCache"
)

// Trace returns the lines that the trace of Cisco Trust Verification Service has for an exchange: the request in hex and
// decoded, what it asks about, the lookup in one cache after the other by serial number and issuer, the roles, and the answer
// decoded and in hex. The lines are those of the traces in tech notes 118893, 213407 (QUERY) and 118699 (VERIFY). Of this lab
// are the device, where CUCM has the phone's address, and the lines about what is in no cache where no trace shows it.
func Trace(at time.Time, a Authority, r *Request, answer *Response) []string {
	t := tracer{at: at, database: DBCache}
	source, ok := a.(Source)
	if ok {
		t.database = source.DatabaseCache()
	}
	t.request(r)
	issuer, serial := r.lookup()
	t.asked(r, issuer, serial)
	inDatabase := answer.Found() && (!ok || source.InDatabase(issuer, serial))
	t.caches(r, inDatabase, LookupKey(issuer, serial), answer)
	t.response(r, answer)
	return t.lines
}

// Lines about a changed database (tech note 212051), and about a changed CTL file (tech note 118893).
const (
	CacheRefreshed = "updateLocalDBCache : Refreshing the local DB certificate cache"
	CTLModified    = "CertificateCache::localCTLCacheMonitor - CTLFile.tlv has been modified. Recaching CTL Certificate Cache"

	ctlRefreshed = "updateLocalCTLCache : Refreshing the local CTL certificate cache"
)

// Recached returns the lines that follow CTLModified: one for each record of the CTL that holds a certificate (tech note
// 118893).
func Recached(ctl []trustlist.Record) []string {
	lines := []string{ctlRefreshed}
	for i := range ctl {
		if r := &ctl[i]; len(r.Certificate) > 0 {
			key := LookupKey(r.Issuer, r.Serial)
			lines = append(lines, fmt.Sprintf("tvs_sql_get_all_CTL_certificate - Unique Key used for Caching :: %s, length : %d", key, len(key)))
		}
	}
	return lines
}

// TraceLine puts a text into the form of a trace line.
func TraceLine(at time.Time, text string) string {
	return at.Format("15:04:05.000") + " |   debug " + text
}

// TraceLines does that with several texts.
func TraceLines(at time.Time, texts []string) []string {
	lines := make([]string, len(texts))
	for i, text := range texts {
		lines[i] = TraceLine(at, text)
	}
	return lines
}

// LookupKey is the key of CUCM's caches: the serial number in upper-case hex and the issuer, with nothing between.
func LookupKey(issuer string, serial []byte) string { return upperHex(serial) + issuer }

func upperHex(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

type tracer struct {
	at       time.Time
	database string // name of the cache
	lines    []string
}

func (t *tracer) add(format string, args ...any) {
	t.lines = append(t.lines, TraceLine(t.at, fmt.Sprintf(format, args...)))
}

// asked writes what the request is about.
func (t *tracer) asked(r *Request, issuer string, serial []byte) {
	if r.Command == VerifyRequest {
		t.add("tvsGetIssuerNameFromX509 - issuerName : %s and Length: %d", issuer, len(issuer))
		t.add("tvsGetSerialNumberFromX509 - serialNumber : %s and Length: %d", upperHex(serial), len(serial))
		return
	}
	t.add("tvsHandleQueryCertReq")
	t.add("tvsHandleQueryCertReq : Subject Name is: %s", r.Subject)
	t.add("tvsHandleQueryCertReq : Issuer Name is: %s", issuer)
	if TokenName(issuer) {
		t.add("tvsHandleQueryCertReq :subjectName and issuerName matches for eToken certificate")
		t.add("tvsHandleQueryCertReq : SAST Issuer Name is: %s", issuer)
		t.add("tvsHandleQueryCertReq : This is SAST eToken cert")
	}
	t.add("tvsHandleQueryCertReq : Serial Number is: %s", upperHex(serial))
}

// TokenName reports whether a name is spelled as the CTL client writes those of the eTokens' certificates into the CTL, in
// lower case (dump in tech note 118892).
func TokenName(name string) bool { return strings.HasPrefix(name, "cn=") }

// caches writes where the certificate was found, or that it was not.
func (t *tracer) caches(r *Request, inDatabase bool, key string, answer *Response) {
	t.add("%s::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : %s", t.database, key)
	if inDatabase {
		t.found(t.database, r, key, answer.Roles)
		return
	}
	t.missing(t.database)
	t.add("%s::getCertificateInformation - Looking up the certificate cache using Unique MAP ID : %s, len : %d", ctlCache, key, len(key))
	if answer.Found() {
		t.found(ctlCache, r, key, answer.Roles)
		return
	}
	t.missing(ctlCache)
	t.add("getCertificateInformation(cert) : certificate not found")
}

// found writes what is known. The number behind convertX509ToDER is an address in the memory of the service; here it goes by
// what was looked up.
func (t *tracer) found(cache string, r *Request, key string, roles []trustlist.Role) {
	if r.Command == VerifyRequest {
		t.add("%s::getCertificateInformation - Certificate compare return =0", cache)
		t.add("%s::getCertificateInformation - Certificate found and equal", cache)
		return
	}
	t.add("%s::getCertificateInformation - Found entry {rolecount : %d}", cache, len(roles))
	for _, role := range roles {
		t.add("%s::getCertificateInformation - {role : %d}", cache, role)
	}
	t.add("convertX509ToDER -x509cert : %#x", crc32.ChecksumIEEE([]byte(key)))
}

func (t *tracer) missing(cache string) {
	t.add("ERROR:%s::getCertificateInformation - Cannot find the certificate in the cache", cache)
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
