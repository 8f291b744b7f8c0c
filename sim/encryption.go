package sim

import (
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"fmt"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/sim/fact"
	"tvslab/sim/list"
	"tvslab/trustlist"
)

// Form is which of a device's configuration files it is.
type Form string

// The forms (security guide 12.5, "Encrypted Phone Configuration File Setup"). With TFTP Encrypted Config, whoever asks for the
// plain or signed file gets the short one.
const (
	FormWhole     Form = ""
	FormShort     Form = "short"     // announces that the whole one is to be had encrypted
	FormEncrypted Form = "encrypted" // the whole one, for the key of the phone's certificate
)

// form is what a file of this name is for its device.
func (f *ConfigFile) form() Form {
	switch encrypted := f.Name == plainName(f.Name)+suffixEncrypted; {
	case encrypted:
		return FormEncrypted
	case f.Device != nil && f.Device.Profile.Encrypted && f.Device.Profile.TypedKey == 0:
		return FormShort
	}
	return FormWhole
}

// Recipient returns the certificate that an encrypted file is made for, nil where the cluster encrypts none for the device:
// it is not told to, or knows no certificate of it. There are no files for elliptic curve keys: what CUCM does is not known.
func (f *ConfigFile) Recipient() *capf.LSC {
	if f.Device == nil || !f.Device.Profile.Encrypted || f.Device.Profile.TypedKey != 0 {
		return nil
	}
	cert := f.Device.certificate()
	if key, backup := lscKeys(f.cluster); key.Curve != "" && (backup.Bits == 0 || elliptic(cert)) {
		return nil
	}
	return cert
}

// elliptic reports whether a certificate has an elliptic curve key, or cannot be read.
func elliptic(cert *capf.LSC) bool {
	if cert == nil {
		return false
	}
	der, err := cert.DER()
	if err != nil {
		return true
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return true
	}
	_, isRSA := parsed.PublicKey.(*rsa.PublicKey)
	return !isRSA
}

// certificate is what the database knows of the device's key: what it showed CAPF last, or was given by CAPF since.
func (d *Device) certificate() *capf.LSC {
	if d.Shown != nil {
		return d.Shown
	}
	return d.LSC
}

// Plain returns the file in an encrypted one.
func (f *ConfigFile) Plain() *ConfigFile {
	plain := *f
	plain.Name, plain.Signer, plain.Form = plainName(f.Name), nil, FormWhole
	return &plain
}

// TypedKey is the key of the device page for which the file is encrypted, nil for none.
func (f *ConfigFile) TypedKey() []byte {
	if f.Device == nil || !f.Device.Profile.Encrypted || f.Device.Profile.TypedKey == 0 {
		return nil
	}
	key, err := hex.DecodeString(f.Device.SymmetricKey)
	if err != nil || len(key) == 0 {
		return nil
	}
	return key
}

// encrypt makes the encrypted file: each time with another AES key, and so with other bytes (security guide 12.5).
func (f *ConfigFile) encrypt(t trustlist.SignedTemplate) ([]byte, error) {
	if key := f.TypedKey(); key != nil {
		return trustlist.Encrypt(trustlist.EncryptTemplate{SignedTemplate: t, Symmetric: key}, list.Signer(f.Signer))
	}
	der, err := f.Recipient().DER()
	if err != nil {
		return nil, fmt.Errorf("configuration of %q: %w", f.Device.Name, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("configuration of %q: certificate of the device: %w", f.Device.Name, err)
	}
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("configuration of %q: its certificate has a %T, and files are encrypted for RSA keys", f.Device.Name, cert.PublicKey)
	}
	return trustlist.Encrypt(trustlist.EncryptTemplate{SignedTemplate: t, Device: key}, list.Signer(f.Signer))
}

// certHash is the hash of the device's certificate as the cluster knows it, "" before it had one: a secure configuration
// captured before enrolment had an empty element.
func certHash(c *Cluster, d *Device) (string, error) {
	cert := d.certificate()
	if cert == nil {
		return "", nil
	}
	der, err := cert.DER()
	if err != nil {
		return "", fmt.Errorf("configuration of %q: %w", d.Name, err)
	}
	if c.settings.CertHash == "SHA-1" {
		sum := sha1.Sum(der)
		return hex.EncodeToString(sum[:]), nil
	}
	sum := md5.Sum(der)
	return hex.EncodeToString(sum[:]), nil
}

// CertHashSHA1 reports whether the element certHash is SHA-1, not MD5.
func (f *ConfigFile) CertHashSHA1() bool { return f.cluster.settings.CertHash == "SHA-1" }

// SetEncryptedConfig sets TFTP Encrypted Config in the phone security profile of devices (no set: every one). It is an error
// for models that do not decrypt with the key of their certificate. Phones learn of it with their next configuration.
func SetEncryptedConfig(set devices.Set, on bool) Op {
	return func(c *Cluster) error {
		if err := c.writable("phone security profile"); err != nil {
			return err
		}
		if model := c.withoutDecryption(set); on && model != "" {
			return fmt.Errorf("TFTP Encrypted Config: phones of model %q do not decrypt with the key of a certificate, nor over SIP with one that is typed in", model)
		}
		n, err := c.changeDevices(set, func(_ *Standing, p *Profile) { p.Encrypted = on })
		if err != nil {
			return err
		}
		c.note(nil, fact.EncryptedConfigSet{On: on, Devices: n})
		return nil
	}
}

// withoutDecryption returns the model of the first of the devices that does not decrypt, "" for none.
func (c *Cluster) withoutDecryption(set devices.Set) string {
	if len(set) == 0 {
		set = c.AllDevices()
	}
	for _, r := range c.devices.Within(set) {
		if p := r.Value.Profile; !p.Decrypts && (p.TypedKey == 0 || p.Protocol != "SIP") {
			return r.Value.Profile.Model
		}
	}
	return ""
}

// takeShown keeps the certificates with which phones came to CAPF though nothing was pending, of those whose configurations are
// to be encrypted: "CAPF extracts the phone's public key" (security guide 12.5); that nothing need be pending is inferred.
func (c *Cluster) takeShown(all []Ended) {
	var runs []devices.Run[Standing]
	for _, e := range all {
		if e.Outcome.Kind != capf.None || e.Outcome.Shown == nil {
			continue
		}
		for _, r := range c.devices.Within(e.Devices) {
			if r.Value.Profile.Encrypted {
				r.Value.shown = e.Outcome.Shown
				runs = append(runs, r)
			}
		}
	}
	if len(runs) == 0 {
		return
	}
	c.devices = c.devices.With(runs...)
	var spans []devices.Span
	for _, r := range runs {
		spans = append(spans, r.Span)
	}
	c.note(nil, fact.KeysKnown{Devices: devices.Of(spans...)})
}
