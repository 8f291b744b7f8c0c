package trust

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"time"

	"tvslab/parsed"
	"tvslab/phone/content"
	"tvslab/phone/reason"
)

// Judge decides for one phone. It changes nothing; the same Judge gives the same decisions as long as Ask gives the same
// answers. Name and server of a decision are left to the caller.
type Judge struct {
	Rules *Rules
	Held  Held
	Now   time.Time // the phone's clock; with the zero time no validity date is looked at
	Ask   Ask       // called only where Held has TVS records and TVS servers
}

// signedFile looks for the signer of a file and examines what is found.
func (j *Judge) signedFile(q *Question, f *content.File) (ruling, []Check) {
	found, checks := j.search(q)
	switch {
	case found.code == "":
		return refuse(reason.SignerUnknown, nil), checks
	case found.onItsWord():
		return takeOnItsWord(f, found.code), checks
	}
	for _, e := range examinations {
		if err := e.check(j, &found, f); err != nil {
			return refuse(e.failure, err), checks
		}
	}
	return accept(found.code), checks
}

// takeOnItsWord takes a list from an unknown signer if it is consistent in
// itself.
func takeOnItsWord(f *content.File, code reason.Code) ruling {
	switch signer, err := f.VerifiedByItself(); {
	case !signer:
		return refuse(reason.Malformed, err)
	case err != nil:
		return refuse(reason.BadSignature, err)
	}
	return accept(code)
}

// examinations are what a known signer must pass, in this order.
var examinations = []struct {
	failure reason.Code
	check   func(*Judge, *found, *content.File) error
}{
	{reason.SignerExpired, (*Judge).checkSignerDates},
	{reason.KeyTooLong, (*Judge).checkSignerKey},
	{reason.BadSignature, (*Judge).checkSignature},
}

// checkSignerDates applies Validity.Signers. A list that is taken on its word has no signer that the phone knows, so that
// no date is looked at.
func (j *Judge) checkSignerDates(f *found, _ *content.File) error {
	if !j.Rules.Validity.Signers {
		return nil
	}
	cert, err := f.x509()
	if err != nil {
		return fmt.Errorf("certificate of the signer: %w", err)
	}
	return j.checkDates(cert)
}

// checkSignerKey is checkKey for the signer of a file. What does not parse is left to the verification.
func (j *Judge) checkSignerKey(f *found, _ *content.File) error {
	if j.Rules.MaxKeyBits == 0 {
		return nil
	}
	cert, err := f.x509()
	if err != nil {
		return nil
	}
	return j.checkKey(cert)
}

// checkKey refuses an RSA key that is longer than the model can use.
func (j *Judge) checkKey(cert *x509.Certificate) error {
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil
	}
	if bits, limit := key.N.BitLen(), j.Rules.MaxKeyBits; limit > 0 && bits > limit {
		return fmt.Errorf("key of %d bits, the model can use %d", bits, limit)
	}
	return nil
}

// checkSignature verifies the file with the certificate that was found.
func (j *Judge) checkSignature(f *found, file *content.File) error {
	if f.certificate != nil {
		return file.VerifiedBy(f.certificate)
	}
	return file.VerifiedByDER(f.der)
}

func (f *found) onItsWord() bool { return f.certificate == nil && f.der == nil }

func (f *found) x509() (*x509.Certificate, error) {
	if f.certificate != nil {
		return f.certificate, nil
	}
	return parsed.Certificate(f.der)
}
