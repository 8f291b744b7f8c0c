// Package tvscache is what Cisco Trust Verification Service of a node knows: the certificate it loaded, and its two
// caches, of the certificate table and of the CTL file, which notice a change some time after it happened. It answers
// from the caches, whatever the node holds meanwhile.
package tvscache

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"time"

	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// ttl is the lifetime TVS gives its answers: 86400 s in the trace of tech note 213407.
const ttl = 24 * time.Hour

// Service is the running service. It is a value: what happens to it gives another one.
type Service struct {
	Certificate *pki.Certificate // what it presents
	table       store.Table
	tableDue    time.Time // when the cache of the table will notice a change; the zero time = nothing to notice
	ctl         *list.File
	ctlDue      time.Time
	database    string    // what the trace calls the cache of the table; "" for tvs.DBCache
	now         time.Time // certificates that are not valid then are not known; the zero time = dates are not looked at
}

// At returns the service as it answers at a time where it looks at validity dates; at the zero time it does not.
func (s Service) At(now time.Time) Service {
	s.now = now
	return s
}

// Calling returns the service as its trace calls the cache of the table.
func (s Service) Calling(database string) Service {
	s.database = database
	return s
}

// Start returns the service as it is after its start, with what the node holds: ctl is nil without a CTL file.
func Start(certificate *pki.Certificate, table store.Table, ctl *list.File) Service {
	return Service{Certificate: certificate, table: table, ctl: ctl}
}

// TableChanged says that the node's copy of the table changed: the cache notices at the latest at due.
func (s Service) TableChanged(due time.Time) Service {
	if s.tableDue.IsZero() {
		s.tableDue = due
	}
	return s
}

// CTLChanged says that the node's CTL file changed: the cache notices at the latest at due.
func (s Service) CTLChanged(due time.Time) Service {
	if s.ctlDue.IsZero() {
		s.ctlDue = due
	}
	return s
}

// Due returns when the caches will notice something, the zero time for never.
func (s Service) Due() (table, ctl time.Time) { return s.tableDue, s.ctlDue }

// Settle lets the caches notice what they were due to notice by now, which is what the node holds; noticed are the lines
// of the service's trace, by cache.
func (s Service) Settle(now time.Time, table store.Table, ctl *list.File) (settled Service, noticed [][]string) {
	if !s.tableDue.IsZero() && !now.Before(s.tableDue) {
		s.table, s.tableDue = table, time.Time{}
		noticed = append(noticed, []string{tvs.CacheRefreshed})
	}
	if !s.ctlDue.IsZero() && !now.Before(s.ctlDue) {
		s.ctl, s.ctlDue = ctl, time.Time{}
		noticed = append(noticed, append([]string{tvs.CTLModified}, tvs.Recached(s.records())...))
	}
	return s, noticed
}

// Verify implements tvs.Authority: issuer and serial find the certificate, which must then be equal as a whole
// (tech note 118699).
func (s Service) Verify(certificate []byte) (tvs.Answer, bool) {
	return s.find(s.fromTable(func(c *pki.Certificate) bool { return bytes.Equal(c.DER, certificate) }),
		s.fromCTL(func(r *trustlist.Record) bool { return bytes.Equal(r.Certificate, certificate) }))
}

// Query implements tvs.Authority: the lookup key is serial and issuer name. The cache of the table answers first, then that of
// the CTL (traces in tech notes 118893 and 213407).
func (s Service) Query(_, issuer string, serial []byte) (tvs.Answer, bool) {
	return s.find(s.named(issuer, serial), s.fromCTL(func(r *trustlist.Record) bool { return r.Issuer == issuer && bytes.Equal(r.Serial, serial) }))
}

// InDatabase implements tvs.Source. eTokens are missed in the cache of the table and found in that of the CTL, though they were
// uploaded as Phone-SAST-trust (trace in tech note 118893): the line about filling that cache speaks of SQL, so that it
// seems to hold both.
func (s Service) InDatabase(issuer string, serial []byte) bool {
	_, known := s.named(issuer, serial)()
	return known && !tvs.TokenName(issuer)
}

// DatabaseCache implements tvs.Source.
func (s Service) DatabaseCache() string { return cmp.Or(s.database, tvs.DBCache) }

// place is one of the caches, asked about a certificate.
type place func() (tvs.Answer, bool)

func (s Service) named(issuer string, serial []byte) place {
	return s.fromTable(func(c *pki.Certificate) bool { return c.Issuer == issuer && bytes.Equal(c.Serial, serial) })
}

// find answers with what the first place knows that knows something, unless the certificate is outside its validity where that
// counts; whether CUCM looks at dates is unknown.
func (s Service) find(places ...place) (tvs.Answer, bool) {
	for _, look := range places {
		answer, known := look()
		if !known {
			continue
		}
		return answer, s.now.IsZero() || s.inTime(answer.Certificate)
	}
	return tvs.Answer{}, false
}

func (s Service) inTime(certificate []byte) bool {
	cert, err := x509.ParseCertificate(certificate)
	return err == nil && pki.ValidityOf(cert).Check(s.now) == nil
}

func (s Service) fromTable(is func(*pki.Certificate) bool) place {
	return func() (tvs.Answer, bool) {
		cert, roles := s.table.Lookup(is)
		if cert == nil {
			return tvs.Answer{}, false
		}
		return tvs.Answer{Certificate: cert.DER, Roles: roles, TTL: ttl}, true
	}
}

func (s Service) fromCTL(is func(*trustlist.Record) bool) place {
	return func() (answer tvs.Answer, known bool) {
		for i := range s.records() {
			if r := &s.records()[i]; len(r.Certificate) > 0 && is(r) {
				answer.Certificate, answer.TTL = r.Certificate, ttl
				answer.Roles = append(answer.Roles, r.Role)
			}
		}
		return answer, answer.Certificate != nil
	}
}

// records are those of the CTL that the service has read.
func (s Service) records() []trustlist.Record {
	if s.ctl == nil || s.ctl.List == nil {
		return nil
	}
	return s.ctl.List.Records
}
