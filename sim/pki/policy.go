package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/sim/cucm"
)

// Policy is what a release makes of certificates if nobody chooses, and what an administrator can choose.
type Policy struct {
	Release cucm.Release
	Rules   *cucm.Rules // of Release under the settings
}

// curveBits are the elliptic curves OS Administration offers (security guide 14).
var curveBits = []int{256, 384}

// KeyBits is the key length a certificate gets if nobody chooses one, in place of old or, if that is nil, the first
// time: TVS has 2048 bits in every release (tech note 116232), ITLRecovery follows CallManager, a regeneration may keep
// the old length (row 22). ITLRecovery never stays at 1024 where lengths are kept: regenerating it is the documented way
// out of a key too short to recover with.
func (p Policy) KeyBits(s cucm.Store, old *Certificate) int {
	switch {
	case s.Elliptic() && old != nil:
		return old.Bits()
	case s.Elliptic():
		return 384
	case old == nil:
		return p.installedBits(s)
	case p.Rules.RegenBits == 0 && s == cucm.ITLRecovery:
		return max(old.Bits(), 2048)
	case p.Rules.RegenBits == 0:
		return old.Bits()
	case s == cucm.TVS:
		return 2048
	}
	return p.Rules.RegenBits
}

func (p Policy) installedBits(s cucm.Store) int {
	switch s {
	case cucm.TVS:
		return 2048
	case cucm.ITLRecovery:
		return p.Rules.RecoveryBits
	}
	return p.Rules.KeyBits
}

// ChooseBits checks a key length that the administrator chose; 0 chooses what the release would.
func (p Policy) ChooseBits(s cucm.Store, bits int) (int, error) {
	allowed := p.Rules.KeyLengths
	if s.Elliptic() {
		allowed = curveBits
	}
	if bits == 0 {
		return max(p.KeyBits(s, nil), allowed[0]), nil
	}
	if !slices.Contains(allowed, bits) {
		return 0, fmt.Errorf("key length %d: a %s key on release %s can have %s bits", bits, s, p.Release, alternatives(allowed))
	}
	return bits, nil
}

// alternatives lists what may be chosen, "2048, 3072, 4096".
func alternatives[T any](list []T) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), ", "), "[]")
}

// hashes by the names the pages of OS Administration use, with what they are called for RSA and for EC keys.
var hashes = map[string]struct {
	rsa, ec x509.SignatureAlgorithm
	bits    int
}{
	"SHA1":   {x509.SHA1WithRSA, x509.ECDSAWithSHA1, 160},
	"SHA256": {x509.SHA256WithRSA, x509.ECDSAWithSHA256, 256},
	"SHA384": {x509.SHA384WithRSA, x509.ECDSAWithSHA384, 384},
	"SHA512": {x509.SHA512WithRSA, x509.ECDSAWithSHA512, 512},
}

func signatureAlgorithm(key crypto.Signer, hash string) x509.SignatureAlgorithm {
	if _, ec := key.(*ecdsa.PrivateKey); ec {
		return hashes[hash].ec
	}
	return hashes[hash].rsa
}

// ChooseHash checks a hash that the administrator chose, with or without hyphen; "" chooses the release's. For an
// elliptic curve key it must be as strong as the curve (security guide 14).
func (p Policy) ChooseHash(s cucm.Store, bits int, hash string) (string, error) {
	hash = strings.ToUpper(strings.ReplaceAll(hash, "-", ""))
	if hash == "" {
		return p.Hash(s, bits, true), nil
	}
	h, known := hashes[hash]
	switch {
	case !known:
		return "", fmt.Errorf("hash %q is not one of SHA1, SHA256, SHA384, SHA512", hash)
	case s.Elliptic() && h.bits < bits:
		return "", fmt.Errorf("hash %q is weaker than the %d-bit curve", hash, bits)
	case !s.Elliptic() && !slices.Contains(p.Rules.Hashes, hash):
		return "", fmt.Errorf("hash %q: a %s certificate on release %s can have %s", hash, s, p.Release, alternatives(p.Rules.Hashes))
	}
	return hash, nil
}

// Hash is the hash nobody chose: row 22, and for curves the one of the same strength. again says that there was a
// certificate before.
func (p Policy) Hash(s cucm.Store, bits int, again bool) string {
	switch {
	case s.Elliptic():
		return fmt.Sprintf("SHA%d", bits)
	case again && p.Rules.RegenSHA256, !again && p.Rules.SHA256:
		return "SHA256"
	}
	return "SHA1"
}

// CheckYears refuses a validity that cannot be chosen, in years; 0 leaves it to the release.
func (p Policy) CheckYears(years int) error {
	allowed := p.Rules.Years
	switch {
	case years == 0 || slices.Contains(allowed, years):
		return nil
	case allowed == nil:
		return fmt.Errorf("validity of %d years: it cannot be chosen on release %s (14 and later)", years, p.Release)
	}
	return fmt.Errorf("validity of %d years: it can be %s", years, alternatives(allowed))
}

// Until is the end of a self-signed certificate that is valid for these years from a time on: so many calendar years, or 365
// days for each, less a second.
func (p Policy) Until(from time.Time, years int) time.Time {
	if p.Rules.CalendarYears {
		return from.AddDate(years, 0, 0)
	}
	return from.Add(time.Duration(years)*365*24*time.Hour - time.Second)
}

// Years is the validity nobody chose: 5 years but for ITLRecovery on some releases (row 10).
func (p Policy) Years(s cucm.Store) int {
	if s == cucm.ITLRecovery {
		return p.Rules.RecoveryYears
	}
	return 5
}

// CheckCSR refuses a store that takes no CA-signed certificates.
func (p Policy) CheckCSR(s cucm.Store) error {
	if !slices.Contains(p.Rules.CSRStores, s) {
		return fmt.Errorf("store %q takes no CA-signed certificate on release %s; these do: %q", s, p.Release, p.Rules.CSRStores)
	}
	return nil
}

// CheckMultiCSR and CheckMultiSelf refuse stores for which the release has no multi-server requests (rows 26 to 28) or
// no self-signed multi-server certificates (row 28).
func (p Policy) CheckMultiCSR(s cucm.Store) error {
	return p.checkMultiServer(s, p.Rules.MultiCSR, "certificate signing requests")
}

// CheckMultiSelf refuses stores that have no self-signed multi-server certificates.
func (p Policy) CheckMultiSelf(s cucm.Store) error {
	return p.checkMultiServer(s, p.Rules.MultiSelf, "self-signed certificates")
}

func (p Policy) checkMultiServer(s cucm.Store, stores []cucm.Store, what string) error {
	if slices.Contains(stores, s) {
		return nil
	}
	if len(stores) == 0 {
		return fmt.Errorf("store %q: release %s has no multi-server %s", s, p.Release, what)
	}
	return fmt.Errorf("store %q: release %s has multi-server %s for %q only", s, p.Release, what, stores)
}
