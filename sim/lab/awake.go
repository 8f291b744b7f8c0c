package lab

import (
	"crypto"
	"crypto/x509"
	"slices"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim/lab/population"
	"tvslab/sim/pki"
)

// awake is a phone that acts: what it is of a class, under its own name, with its MIC and its way to make keys.
type awake struct {
	*population.Class
	number devices.Number
	had    *phone.LSC // when it woke
	made   population.Key
}

// phoneKeys is where the numbers of phones' keys begin: far from those of clusters.
const phoneKeys = 1 << 42

// micBits is the size of a MIC's RSA key.
const micBits = 2048

// wake makes the phone of a class. Keys come from the lab's source by number; nothing is taken or computed before somebody
// wants to see it.
func (w *world) wake(c *population.Class, n devices.Number) *awake {
	p := &awake{Class: c.As(n, w.key), number: n}
	p.had, p.Now = p.State.LSC, w.Now
	p.NewKey = func(spec capf.KeySpec) (func() (crypto.Signer, error), error) {
		p.Keys++
		p.made = population.Key{Spec: spec, Number: p.Keys}
		key := p.made
		return func() (crypto.Signer, error) { return w.key(n, key) }, nil
	}
	if maker := w.clusters[0].Manufacturers().Firmware(); maker != nil {
		p.Maker = maker.Public()
	}
	if !p.Model.MIC {
		return p
	}
	mic, key := w.micOf(p.Class, n)
	p.MIC = &phone.Identity{
		Kind: phone.KindMIC, Issuer: mic.Issuer, NotBefore: mic.From, NotAfter: mic.To,
		Certificate: func() []byte { der, _ := mic.DER(); return der },
		Key:         func() crypto.Signer { k, _ := key(); return k },
	}
	return p
}

// micOf returns the manufacturer installed certificate of a phone of the class, with its key.
func (w *world) micOf(c *population.Class, n devices.Number) (*pki.MIC, func() (crypto.Signer, error)) {
	key := func() (crypto.Signer, error) { return w.keys.RSA(micBits, w.keyNumber(n, 0)) }
	return w.clusters[0].Manufacturers().MIC(c.Model.Name, n.Name(), c.Model.SHA512, pki.Validity{From: c.MICFrom, To: c.MICUntil}, key), key
}

// micsOf stands for the MICs of all phones of a class, as CAPF saw that of one of them.
func (w *world) micsOf(c *population.Class, device string) *capf.LSC {
	return capf.NewShown(device, mics{w, c.Model, pki.Validity{From: c.MICFrom, To: c.MICUntil}})
}

// mics are the MICs of phones of a model that were made at one time.
type mics struct {
	world *world `keep:"-"`
	model phone.Model
	valid pki.Validity
}

// Certificate implements capf.Shown.
func (m mics) Certificate(device string) ([]byte, error) {
	n, _ := devices.Parse(device)
	mic, _ := m.world.micOf(&population.Class{Phone: phone.Phone{Model: m.model}, MICFrom: m.valid.From, MICUntil: m.valid.To}, n)
	return mic.DER()
}

// copy returns the phone for a trial: nothing that happens to it happens to p.
func (p *awake) copy() *awake {
	c := *p.Class
	c.State.Cache, c.State.Status = slices.Clone(c.State.Cache), slices.Clone(c.State.Status)
	c.Observe = nil
	return &awake{Class: &c, number: p.number, had: p.had}
}

// rest makes the class of a phone that has acted. An LSC that it got in memory stands for those of all that got theirs alike.
func (w *world) rest(p *awake) *population.Class {
	c := *p.Class
	c.Observe, c.MIC, c.NewKey, c.Maker, c.Lives = nil, nil, nil, nil, false
	if c.State.AuthString == "" {
		c.OwnString = nil
	}
	if c.State.LSC != nil && c.State.LSC != p.had {
		w.nameIssuer(c.State.LSC)
		c.LSC = p.made
		c.State.LSC = &phone.LSC{LSC: c.State.LSC.LSC.Series(lscKeys{w, p.made}), Key: c.State.LSC.Key}
	}
	return &c
}

// nameIssuer says who signed an LSC that came over sockets from a CA: a phone knows no more than the CAPF server that it talked to.
func (w *world) nameIssuer(lsc *phone.LSC) {
	if lsc.Issuer != nil {
		return
	}
	der, err := lsc.DER()
	if err != nil {
		return
	}
	if cert, err := x509.ParseCertificate(der); err == nil {
		lsc.Issuer = capf.IssuerOf(cert, w.lscIssuers())
	}
}

// lscIssuers are who signs LSCs now, in all clusters.
func (w *world) lscIssuers() (issuers []*x509.Certificate) {
	for _, c := range w.clusters {
		if signer := c.LSCIssuer(c.Publisher().ID); signer != nil {
			issuers = append(issuers, signer.X509)
		}
	}
	return issuers
}

// lscKeys are the keys of the same number of all devices.
type lscKeys struct {
	world *world `keep:"-"`
	key   population.Key
}

// Public implements capf.Keys.
func (k lscKeys) Public(device string) (crypto.PublicKey, error) {
	n, _ := devices.Parse(device)
	key, err := k.world.key(n, k.key)
	if err != nil {
		return nil, err
	}
	return key.Public(), nil
}

// key takes the key of a phone's LSC from the source.
func (w *world) key(n devices.Number, k population.Key) (crypto.Signer, error) {
	if k.Spec.Curve != "" {
		return w.keys.Curve(k.Spec.Curve, w.keyNumber(n, k.Number))
	}
	return w.keys.RSA(k.Spec.Bits, w.keyNumber(n, k.Number))
}

// keyNumber is the number of a phone's key in the source, by its place and not by its name; 0 is that of its MIC.
func (w *world) keyNumber(n devices.Number, key int) uint64 {
	group, place, _ := w.people.Place(n)
	return phoneKeys + (uint64(group)<<20+uint64(place))<<8 + uint64(key)
}
