package lab

import (
	"crypto"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/sim/pki"
)

// phoneKeys is where the numbers of phones' keys begin: far from those of clusters.
const phoneKeys = 1 << 42

// equip gives a phone its MIC and the way to make keys. Keys come from the lab's source by number; nothing is taken or
// computed before somebody wants to see it.
func (l *Lab) equip(p *Phone, number uint64) {
	p.NewKey = func(spec capf.KeySpec) (func() (crypto.Signer, error), error) {
		p.keys++
		n := phoneKeys + number<<8 + uint64(p.keys)
		return func() (crypto.Signer, error) { return newKey(l.keys, spec, n) }, nil
	}
	if !p.Model.MIC {
		return
	}
	key := func() (crypto.Signer, error) { return l.keys.RSA(micBits, phoneKeys+number<<8) }
	mic := l.clusters[0].Manufacturers().MIC(p.Model.Name, p.Name, p.Model.SHA512, key)
	p.MIC = &phone.Identity{
		Kind: phone.KindMIC, Issuer: mic.Issuer, NotBefore: mic.NotBefore, NotAfter: mic.NotAfter,
		Certificate: func() []byte { der, _ := mic.DER(); return der },
		Key:         func() crypto.Signer { k, _ := key(); return k },
	}
}

// micBits is the size of a MIC's RSA key.
const micBits = 2048

// newKey takes the key of an LSC from the source.
func newKey(keys pki.KeySource, spec capf.KeySpec, n uint64) (crypto.Signer, error) {
	if spec.Curve != "" {
		return keys.EC(n)
	}
	return keys.RSA(spec.Bits, n)
}
