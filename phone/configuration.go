package phone

import (
	"errors"
	"fmt"
	"strings"

	"tvslab/phone/content"
	"tvslab/trustlist"
)

// Names of configuration files.
const (
	plainSuffix     = ".cnf.xml"
	signedSuffix    = ".sgn"
	encryptedSuffix = ".enc.sgn"
	defaultConfig   = "XMLDefault.cnf.xml"
)

// configName returns the configuration name to ask for. Encrypted
// configurations are asked for when the last one announced it and the model
// decrypts with its certificate.
func (b *boot) configName() string {
	name := b.Name + plainSuffix
	switch c := b.State.ParsedConfig; {
	case !b.SignedMode():
		return name
	case c != nil && c.EncrConfig && b.Model.Encryption == EncryptionPKI:
		return name + encryptedSuffix
	}
	return name + signedSuffix
}

// configNameAfter returns the name to ask for when one was not found, "" when
// the phone gives up. Sources: Security Guide 12.5 for .enc.sgn; 8800
// administration guide for the plain default file; the signed default file is
// inferred and a setting.
func (b *boot) configNameAfter(name string) string {
	switch {
	case strings.HasPrefix(name, defaultConfig):
		return ""
	case strings.HasSuffix(name, encryptedSuffix):
		return strings.TrimSuffix(name, encryptedSuffix) + signedSuffix
	case !strings.HasSuffix(name, signedSuffix):
		return defaultConfig
	case b.State.Config == nil && b.settings().XMLDefaultAfterSgnNotFound:
		return defaultConfig + signedSuffix
	}
	return ""
}

// configuration fetches, judges and applies the configuration. A refused or
// missing one leaves the stored one in use, TVS list included (tech note
// 117598).
func (b *boot) configuration() {
	var d Decision
	for name := b.configName(); name != ""; {
		got := b.fetch(name)
		var config *content.Config
		d, config = b.judgeConfiguration(got)
		b.record(d)
		b.configStatus(&d)
		if d.Accepted {
			b.apply(got, config)
			return
		}
		if d.Code != NotFound {
			break
		}
		name = b.configNameAfter(name)
	}
	b.keep(&d)
}

func (b *boot) apply(got fetched, c *content.Config) {
	if b.observed() {
		b.emit(EventConfiguration, "applied "+got.name+" from "+got.server+b.changed(c))
	}
	b.State.Config, b.State.ParsedConfig, b.State.ConfigName = got.file, c, got.name
	b.report.ConfigState = ConfigCurrent
}

func (b *boot) changed(c *content.Config) string {
	old := b.State.ParsedConfig
	if old != nil && old.VersionStamp == c.VersionStamp {
		return ", version stamp unchanged"
	}
	return ", version stamp " + c.VersionStamp
}

func (b *boot) keep(d *Decision) {
	b.report.ConfigState = ConfigKeptOld
	if b.State.Config == nil {
		b.report.ConfigState = ConfigNone
		b.report.RetryAfter = b.settings().RetryWithoutConfig.duration()
	}
	if d.Code == ConfigInvalid {
		b.report.RetryAfter = retryInvalidXML
	}
	b.emit(EventConfiguration, string(b.report.ConfigState))
}

// judgeConfiguration decides about a served configuration.
func (b *boot) judgeConfiguration(got fetched) (Decision, *content.Config) {
	d := Decision{File: FileConfiguration, Name: got.name, Server: got.server}
	if got.code != "" {
		d.refuse(got.code, got.err)
		return d, nil
	}
	if size, limit := got.file.Size(), b.Model.FileLimit(); size > limit {
		d.refuse(TooLarge, fmt.Errorf("%d bytes, at most %d", size, limit))
		return d, nil
	}
	h, err := got.file.Header()
	if !strings.HasSuffix(got.name, signedSuffix) {
		acceptPlain(&d, err)
	} else {
		b.judgeEnvelope(&d, h, err, got.file)
	}
	if !d.Accepted {
		return d, nil
	}
	c := d.readConfig(got.file)
	return d, c
}

// acceptPlain takes a file under a plain name, which must have no signature
// header in front of the XML; err is what looking for one gave.
func acceptPlain(d *Decision, err error) {
	if !errors.Is(err, content.ErrNotSigned) {
		d.refuse(Malformed, errors.New("signature header in a file with a plain name"))
		return
	}
	d.accept(UnsignedAccepted)
}

// judgeEnvelope checks the signature header of a .sgn file.
func (b *boot) judgeEnvelope(d *Decision, h *trustlist.Header, err error, f *content.File) {
	switch {
	case errors.Is(err, content.ErrNotSigned):
		d.refuse(NotSigned, nil)
		return
	case err != nil:
		d.refuse(Malformed, err)
		return
	}
	d.Signer = Signer(h)
	if h.Digest == trustlist.DigestSHA512 && !b.Model.SHA512 {
		d.refuse(DigestNotSupported, nil)
		return
	}
	b.judgeSigner(d, &question{header: h, ctlRoles: configSigners, itlRoles: configSigners, tvs: true, name: d.Signer}, f)
	if d.Accepted && h.Encryption != nil {
		d.refuse(NotDecrypted, nil)
	}
}

// readConfig parses an accepted file; a fault refuses it after all.
func (d *Decision) readConfig(f *content.File) *content.Config {
	c, err := f.Config()
	if err != nil {
		d.refuse(ConfigInvalid, err)
		return nil
	}
	return c
}
