package capf

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1"   // digest of requests to sign
	_ "crypto/sha256" // likewise
	_ "crypto/sha512" // likewise
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Extras are what a server does beyond the sessions that were recorded. That CUCM does it is known from a client that Cisco wrote, whose
// states and failures name it; what these messages hold is not published, and a guess.
type Extras struct {
	Encrypt bool // the phone encrypts what it is sent with its new key, and so proves that it has it
	Sign    bool // the phone signs a certificate request for its new key
	Abort   bool // an operation that is pending no more when the key is there is aborted; else the LSC is issued all the same
	Codes   bool // END SESSION has the codes of log files, see Code; else the reasons that were recorded
}

// SignDigest is the digest of requests to sign (a sample of that client: SHA-384 with RSA 2048).
const SignDigest = crypto.SHA384

// digests by their values in element 19, which are a guess: 1 and 3 are those of parts of element 20.
var digests = map[int]crypto.Hash{1: crypto.SHA1, 2: crypto.SHA256, 3: crypto.SHA512, 4: crypto.SHA384}

func digestValue(h crypto.Hash) byte {
	for value, digest := range digests {
		if digest == h {
			return byte(value)
		}
	}
	return 0
}

// nonceSize is the length of what a phone is to encrypt, in bytes: it fits every key.
const nonceSize = 32

// oneMore is the next request of a server to a phone that has made its key, nil when there is none: to encrypt, then to sign.
func (d *dialogue) oneMore() *Message {
	switch extras := d.op.Extras; {
	case extras.Encrypt && d.nonce == nil:
		d.nonce = make([]byte, nonceSize)
		_, _ = rand.Read(d.nonce) // never fails (crypto/rand)
		return d.say(EncryptRequest, EncryptResponse).with(TagSigned, d.nonce...)
	case extras.Sign && d.request == nil:
		info, err := requestInfo(d.device, d.public)
		if err != nil {
			return d.refuse(err)
		}
		d.request = info
		return d.say(SignRequest, SignResponse).with(TagSigned, info...).with(TagDigest, digestValue(SignDigest))
	}
	return nil
}

// encrypted takes what the phone encrypted.
func (d *dialogue) encrypted(m *Message) *Message {
	if m.Has(TagReason) && !m.Has(TagSigned) {
		return d.done(ReasonInvalid, ReasonInvalid, nil)
	}
	if err := verify(d.public, d.nonce, m.value(TagSigned)); err != nil {
		return d.refuse(TagSigned.fault(RuleKey, -1, "what came was not encrypted with the new key: %v", err))
	}
	return d.certify()
}

// signed takes the phone's signature of its certificate request.
func (d *dialogue) signed(m *Message) *Message {
	if m.Has(TagReason) && !m.Has(TagSigned) {
		return d.done(ReasonInvalid, ReasonInvalid, nil)
	}
	request, err := assemble(d.request, m.value(TagSigned), d.public)
	if err == nil {
		err = request.CheckSignature()
	}
	if err != nil {
		return d.refuse(TagSigned.fault(RuleKey, -1, "certificate request: %v", err))
	}
	return d.certify()
}

// later tells the phone to come again: the server has no time for it now.
func (d *dialogue) later(after time.Duration) *Message {
	m := d.say(RetryLater).with(TagRetryDelay, binary.BigEndian.AppendUint16(nil, uint16(after/time.Second))...)
	d.over, d.reason, d.state = true, ReasonNone, states[RetryLater]
	return m
}

// withdrawn reports whether the operation is not pending any more.
func (d *dialogue) withdrawn() bool {
	op, known := d.authority.Pending(d.device)
	return !known || op.Kind != d.op.Kind
}

// aborted ends a session that the server broke off.
func (d *dialogue) aborted(*Message) *Message { return d.end(ReasonInvalid) }

// requestTBS is a CertificationRequestInfo (RFC 2986, section 4.1).
type requestTBS struct {
	Version    int
	Subject    asn1.RawValue
	Key        asn1.RawValue
	Attributes asn1.RawValue
}

// requestInfo is what a phone signs of a certificate request for its key: the device as common name, no attributes.
func requestInfo(device string, key crypto.PublicKey) ([]byte, error) {
	name, err := asn1.Marshal(pkix.Name{CommonName: device}.ToRDNSequence())
	if err != nil {
		return nil, fmt.Errorf("certificate request of %q: %w", device, err)
	}
	public, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("certificate request of %q: %w", device, err)
	}
	return asn1.Marshal(requestTBS{Subject: asn1.RawValue{FullBytes: name}, Key: asn1.RawValue{FullBytes: public},
		Attributes: asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true}})
}

// signatures of certificate requests, by digest: RSA, ECDSA (RFC 4055, RFC 5758).
var signatures = map[crypto.Hash][2]asn1.ObjectIdentifier{
	crypto.SHA384: {{1, 2, 840, 113549, 1, 1, 12}, {1, 2, 840, 10045, 4, 3, 3}},
}

// assemble makes a certificate request of its parts. The signature is not looked at.
func assemble(info, signature []byte, key crypto.PublicKey) (*x509.CertificateRequest, error) {
	algorithm := pkix.AlgorithmIdentifier{Algorithm: signatures[SignDigest][0], Parameters: asn1.NullRawValue}
	if _, ec := key.(*ecdsa.PublicKey); ec {
		algorithm = pkix.AlgorithmIdentifier{Algorithm: signatures[SignDigest][1]}
	}
	der, err := asn1.Marshal(struct {
		Info      asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}{asn1.RawValue{FullBytes: info}, algorithm, asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}})
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificateRequest(der)
}

// encrypt is the phone's answer to a request to encrypt with its new key.
func (h *handset) encrypt(m *Message) (*Message, error) {
	key, data := h.made(), m.value(TagSigned)
	if key == nil || len(data) != nonceSize {
		return h.report(EncryptResponse, false), nil
	}
	out, err := sign(key, data)
	if err != nil {
		return h.report(EncryptResponse, false), nil
	}
	return h.say(EncryptResponse).with(TagReason, byte(ReasonSuccess)).with(TagSigned, out...), nil
}

// certify is the phone's answer to a request to sign: it signs nothing but a certificate request for its new key.
func (h *handset) certify(m *Message) (*Message, error) {
	key, info, digest := h.made(), m.value(TagSigned), digests[m.number(TagDigest)]
	if key == nil || digest == 0 || checkRequest(info, key) != nil {
		return h.report(SignResponse, false), nil
	}
	sum := digest.New()
	sum.Write(info)
	out, err := key.Sign(rand.Reader, sum.Sum(nil), digest)
	if err != nil {
		return h.report(SignResponse, false), nil
	}
	return h.say(SignResponse).with(TagReason, byte(ReasonSuccess)).with(TagSigned, out...), nil
}

// made is the new key, nil where there is none, or where it cannot be made.
func (h *handset) made() crypto.Signer {
	if h.key == nil {
		return nil
	}
	key, err := h.key()
	if err != nil {
		return nil
	}
	return key
}

var errRequest = errors.New("no certificate request for the new key")

// checkRequest refuses what is no certificate request for a key.
func checkRequest(info []byte, key crypto.Signer) error {
	var request requestTBS
	if rest, err := asn1.Unmarshal(info, &request); err != nil || len(rest) > 0 {
		return errRequest
	}
	public, err := x509.ParsePKIXPublicKey(request.Key.FullBytes)
	if err != nil {
		return errRequest
	}
	switch k := public.(type) {
	case *rsa.PublicKey:
		if k.Equal(key.Public()) {
			return nil
		}
	case *ecdsa.PublicKey:
		if k.Equal(key.Public()) {
			return nil
		}
	}
	return errRequest
}

// abort is the phone's answer to a server that breaks off.
func (h *handset) abort(*Message) (*Message, error) {
	h.result.Aborted = true
	return h.say(AbortResponse).with(TagReason, byte(ReasonSuccess)), nil
}

// retry ends the session: the phone comes again. The unit of the delay is not known; seconds are a guess.
func (h *handset) retry(m *Message) (*Message, error) {
	h.result.Kind, h.result.Busy, h.result.Later, h.ended = None, true, time.Duration(m.number(TagRetryDelay))*time.Second, true
	return nil, nil
}
