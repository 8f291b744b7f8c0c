package phone

import (
	"strings"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// Names of configuration files.
const (
	plainSuffix     = ".cnf.xml"
	signedSuffix    = ".sgn"
	encryptedSuffix = ".enc.sgn"
	defaultConfig   = "XMLDefault.cnf.xml"
)

// configName returns the configuration name to ask for.
func (p *Phone) configName() string {
	name := p.Name + plainSuffix
	switch {
	case p.typed(): // in signed mode or not (security guide 12.5)
		return name + encryptedSuffix
	case !p.signedMode():
		return name
	case p.asksEncrypted():
		return name + encryptedSuffix
	}
	return name + signedSuffix
}

// configNameAfter returns the name to ask for when one was not found, "" when
// the phone gives up. Sources: Security Guide 12.5 for .enc.sgn; 8800
// administration guide for the plain default file; the signed default file is
// inferred and a setting.
func (p *Phone) configNameAfter(name string) string {
	switch {
	case strings.HasPrefix(name, defaultConfig):
		return ""
	case strings.HasSuffix(name, encryptedSuffix) && !p.signedMode():
		return strings.TrimSuffix(name, encryptedSuffix)
	case strings.HasSuffix(name, encryptedSuffix):
		return strings.TrimSuffix(name, encryptedSuffix) + signedSuffix
	case !strings.HasSuffix(name, signedSuffix):
		return defaultConfig
	case p.State.Config == nil && p.settings().XMLDefaultAfterSgnNotFound:
		return defaultConfig + signedSuffix
	}
	return ""
}

// configuration fetches, judges and applies the configuration. A refused or
// missing one leaves the stored one in use, TVS list included (tech note
// 117598).
func (b *boot) configuration() {
	var d trust.Decision
	for name := b.configName(); name != ""; {
		got := b.fetch(name)
		d = b.decrypt(&got, b.judgeConfiguration(got))
		b.record(d)
		b.configStatus(&d)
		if d.Accepted {
			b.apply(got)
			return
		}
		if d.Code != reason.NotFound {
			break
		}
		name = b.configNameAfter(name)
	}
	b.keep(d.Code)
}

func (b *boot) apply(got fetched) {
	c, _ := got.file.Config() // an accepted one can be read
	if !c.FullConfig {
		b.announced(got.file, c)
		b.takeLoad(c)
		return
	}
	b.State.Short, b.State.AsksEncrypted = nil, c.EncrConfig
	old := b.State.ParsedConfig
	tell(b.Phone, ConfigurationApplied{Name: got.name, From: got.server, VersionStamp: c.VersionStamp,
		Unchanged: old != nil && old.VersionStamp == c.VersionStamp})
	b.State.Config, b.State.ParsedConfig, b.State.ConfigName = got.file, c, got.name
	b.report.ConfigState = ConfigCurrent
	b.takeLoad(c)
}

// keep goes on with what is stored; code is why, "" where nothing was wrong.
func (b *boot) keep(code reason.Code) {
	b.report.ConfigState = ConfigKeptOld
	if b.State.Config == nil {
		b.report.ConfigState = ConfigNone
		b.report.RetryAfter = b.settings().RetryWithoutConfig
	}
	if code == reason.ConfigInvalid {
		b.report.RetryAfter = retryInvalidXML
	}
	tell(b.Phone, ConfigurationKept{b.report.ConfigState})
}
