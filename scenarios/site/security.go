package site

import (
	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// DeviceMode is a Device Security Mode.
type DeviceMode struct{ file.Name }

// Words are the Device Security Modes.
func (DeviceMode) Words() []string {
	return Words([]lab.Security{lab.SecurityNone, lab.SecurityAuthenticated, lab.SecurityEncrypted})
}

// Authentication is an Authentication Mode towards CAPF.
type Authentication struct{ file.Name }

// Words are the Authentication Modes.
func (Authentication) Words() []string {
	return []string{"by-null-string", "by-authentication-string", "by-existing-lsc", "by-existing-mic"}
}

// WebAccess is a Web Access of the product specific configuration.
type WebAccess struct{ file.Name }

// Words are the values of Web Access.
func (WebAccess) Words() []string { return sim.WebAccesses() }

// SettingsAccess is a Settings Access of the product specific configuration.
type SettingsAccess struct{ file.Name }

// Words are the values of Settings Access.
func (SettingsAccess) Words() []string { return sim.SettingsAccesses() }
