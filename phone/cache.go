package phone

import (
	"bytes"
	"slices"
	"time"

	"tvslab/trustlist"
	"tvslab/tvs"
)

// defaultTTL is how long an answer without a lifetime is kept (console log of
// tech note 118699: "default time-to-live value: 86400 seconds").
const defaultTTL = 24 * time.Hour

// maxCache bounds the cache of one phone.
const maxCache = 32

// CacheEntry is a positive TVS answer that a phone remembers.
type CacheEntry struct {
	Issuer      string
	Serial      []byte // unsigned big-endian
	Certificate []byte // DER
	Roles       []trustlist.Role
	Expires     time.Time
}

// cacheEntry makes the entry for a positive answer.
func (b *boot) cacheEntry(q *question, answer *tvs.Response) *CacheEntry {
	_, issuer, serial := q.names()
	ttl := answer.TTL
	if ttl <= 0 {
		ttl = defaultTTL
	}
	e := &CacheEntry{Issuer: issuer, Serial: serial, Certificate: answer.Certificate, Roles: answer.Roles, Expires: b.now().Add(ttl)}
	if q.peer != nil {
		e.Certificate = q.peer.Raw
	}
	return e
}

// cached returns the unexpired entry that answers the question, nil when
// there is none.
func (b *boot) cached(q *question) *CacheEntry {
	_, issuer, serial := q.names()
	now := b.now()
	for i := range b.State.Cache {
		e := &b.State.Cache[i]
		if e.is(issuer, serial) && now.Before(e.Expires) && e.fits(q) {
			return e
		}
	}
	return nil
}

func (e *CacheEntry) is(issuer string, serial []byte) bool {
	return e.Issuer == issuer && bytes.Equal(e.Serial, serial)
}

func (e *CacheEntry) fits(q *question) bool {
	if q.peer != nil && !bytes.Equal(e.Certificate, q.peer.Raw) {
		return false
	}
	return slices.ContainsFunc(e.Roles, func(r trustlist.Role) bool { return slices.Contains(q.itlRoles, r) })
}

// remember adds an answer in place of an older one about the same
// certificate; expired and, beyond the bound, the oldest entries go.
func (b *boot) remember(e CacheEntry) {
	now := b.now()
	b.State.Cache = slices.DeleteFunc(b.State.Cache, func(old CacheEntry) bool {
		return old.is(e.Issuer, e.Serial) || !now.Before(old.Expires)
	})
	if len(b.State.Cache) >= maxCache {
		b.State.Cache = slices.Delete(b.State.Cache, 0, 1)
	}
	b.State.Cache = append(b.State.Cache, e)
}
