package phone

import (
	"encoding/hex"
	"fmt"
	"strings"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
)

// holder is the phone as the one that configurations are encrypted for: by its LSC, else by its MIC (security guide 12.5).
func (p *Phone) holder() *content.Holder {
	if p.typed() {
		key, _ := hex.DecodeString(p.State.SymmetricKey) // EnterKey has looked at it
		return &content.Holder{Typed: key}
	}
	id := p.identity()
	h := &content.Holder{Certificate: id.Certificate, Key: id.Key, SHA1: p.settings().CertHashAlgorithm == "SHA-1"}
	if id.Kind == KindLSC {
		h.Serial = id.Serial.Bytes()
	}
	return h
}

// DecryptsConfigurations reports whether the model decrypts configurations with the key of its certificate. Models whose key a
// user types in do not: the header of their files is not known.
func (m Model) DecryptsConfigurations() bool { return m.Encryption == encryptionPKI }

// TypedKey is the length in bits of the key that a user types in on phones of the model, 0 for none: AES of the 7940 and 7960, RC4 of the 7905
// and 7912, over SIP (security guide 12.5; that the row of the 7942 and 7962 means the 7940 and 7960: recalled).
func (m Model) TypedKey() int {
	switch {
	case m.Encryption != encryptionManual:
		return 0
	case m.Name == "7905" || m.Name == "7912":
		return 8 * trustlist.SymmetricRC4
	}
	return 8 * trustlist.SymmetricAES
}

// EnterKey stores the symmetric key that a user types in, "" for none. It is an error for models without such keys, and for another length.
func (p *Phone) EnterKey(key string) error {
	if err := p.Model.CheckKey(key); err != nil {
		return err
	}
	p.State.SymmetricKey = strings.ToLower(key)
	tell(p, KeyEntered{Key: key != ""})
	return nil
}

// CheckKey returns why a key cannot be typed into phones of the model: see [Phone.EnterKey].
func (m Model) CheckKey(key string) error {
	data, err := hex.DecodeString(key)
	switch bits := m.TypedKey(); {
	case bits == 0:
		return fmt.Errorf("model %s takes no symmetric key", m.Name)
	case err != nil || key != "" && 8*len(data) != bits:
		return fmt.Errorf("symmetric key %.70q: model %s takes %d hex digits", key, m.Name, bits/4)
	}
	return nil
}

// typed reports whether the phone has a typed key, with which it asks for encrypted configurations only.
func (p *Phone) typed() bool { return p.State.SymmetricKey != "" && p.Model.TypedKey() != 0 }

// asksEncrypted reports whether the phone asks for an encrypted configuration: it was announced, and the phone has a key.
func (p *Phone) asksEncrypted() bool {
	return p.typed() || p.State.AsksEncrypted && p.Model.DecryptsConfigurations() && p.identity().Certificate != nil
}

// decrypt is the step between an encrypted configuration whose signature is good and its use: the phone's key opens it, or the
// file is refused and the stored configuration stays in use (security guide 12.5). What is stored is the plain file.
func (b *boot) decrypt(got *fetched, d trust.Decision) trust.Decision {
	if !d.Accepted || !got.file.Encrypted() {
		return d
	}
	plain, err := got.file.Decrypt(b.holder())
	if err != nil { // the errors of decryption are nothing to tell
		b.State.AsksEncrypted = !b.settings().ShortConfigAfterDecryptFailure
		return d.Opened(nil)
	}
	got.file = plain
	return d.Opened(plain)
}

// announced takes the short configuration that a server gives to a phone which should ask for an encrypted one: it changes
// nothing but what the phone asks for next and whether it goes to CAPF (security guide 12.5).
func (b *boot) announced(f *content.File, c *content.Config) {
	code := b.announcement(f)
	b.State.Short, b.State.AsksEncrypted = c, code == reason.EncryptionReady
	b.report.Encryption = code
	tell(b.Phone, EncryptionAnnounced{code})
	b.keep("")
}

func (b *boot) announcement(f *content.File) reason.Code {
	h := b.holder()
	switch {
	case !b.Model.DecryptsConfigurations() || h.Certificate == nil:
		return reason.EncryptionNoKey
	case f.Names(h):
		return reason.EncryptionReady
	}
	return reason.EncryptionKeyDiffers
}

// orders returns the configuration that says what to do at CAPF: a short one counts before the one in use.
func (p *Phone) orders() *content.Config {
	if p.State.Short != nil {
		return p.State.Short
	}
	return p.State.ParsedConfig
}

// synchronizes reports whether the phone goes to CAPF, with whatever certificate it has, so that the cluster learns its key.
func (p *Phone) synchronizes() bool {
	return p.State.Short != nil && !p.State.AsksEncrypted && p.Model.DecryptsConfigurations()
}

// synchronized notes that CAPF has seen the phone's certificate, or has given it one: from the next reset on the phone asks for
// the encrypted configuration (security guide 12.5).
func (b *boot) synchronized(code reason.Code) {
	if code == reason.LSCInstalled || code == reason.NoOperation && b.evidence() != nil {
		b.State.AsksEncrypted = true
	}
}
