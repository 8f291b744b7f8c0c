package trust

import (
	"bytes"
	"slices"
	"time"

	"tvslab/trustlist"
)

// defaultTTL is how long an answer without a lifetime is kept (console log of
// tech note 118699: "default time-to-live value: 86400 seconds").
const defaultTTL = 24 * time.Hour

// maxCache bounds the cache of one phone.
const maxCache = 32

// Cache holds the positive TVS answers that a phone remembers, oldest first.
type Cache []CacheEntry

// CacheEntry is a positive TVS answer.
type CacheEntry struct {
	Issuer      string
	Serial      []byte // unsigned big-endian
	Certificate []byte // DER
	Roles       []trustlist.Role
	Expires     time.Time
}

// Remember adds an answer that vouches in place of an older one about the same certificate; expired and, beyond the
// bound, the oldest entries go.
func (c Cache) Remember(q *Question, a *Answer, now time.Time) Cache {
	c = slices.DeleteFunc(c, func(old CacheEntry) bool { return old.is(q) || !now.Before(old.Expires) })
	if len(c) >= maxCache {
		c = slices.Delete(c, 0, 1)
	}
	ttl := a.TTL
	if ttl <= 0 {
		ttl = defaultTTL
	}
	return append(c, CacheEntry{Issuer: q.issuer, Serial: q.serial, Certificate: a.Certificate, Roles: a.Roles, Expires: now.Add(ttl)})
}

// answer returns the unexpired entry that answers the question, nil when
// there is none.
func (c Cache) answer(q *Question, now time.Time) *CacheEntry {
	for i := range c {
		if e := &c[i]; e.is(q) && now.Before(e.Expires) && e.fits(q) {
			return e
		}
	}
	return nil
}

func (e *CacheEntry) is(q *Question) bool {
	return e.Issuer == q.issuer && bytes.Equal(e.Serial, q.serial)
}

func (e *CacheEntry) fits(q *Question) bool {
	if q.peer != nil && !bytes.Equal(e.Certificate, q.peer.Raw) {
		return false
	}
	return slices.ContainsFunc(e.Roles, func(r trustlist.Role) bool { return slices.Contains(q.purpose.roles, r) })
}
