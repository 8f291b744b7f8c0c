package site

import (
	"tvslab/scenarios/file"
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
