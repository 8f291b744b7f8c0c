package content

import (
	"cmp"
	"strings"
)

// WebAccess is whether a phone has web pages: "Web Access" of the product specific configuration.
type WebAccess string

// The values; "" is what no section of a file says.
const (
	WebEnabled  WebAccess = "enabled"
	WebDisabled WebAccess = "disabled"
	WebReadOnly WebAccess = "read-only" // the pages can be read, and nothing be done by them (8821 administration guide)
)

// SettingsAccess is what the Settings key opens: "Settings Access" of the product specific configuration.
type SettingsAccess string

// The values; "" is what the file does not say, as in those of models without the setting.
const (
	SettingsEnabled    SettingsAccess = "enabled"
	SettingsDisabled   SettingsAccess = "disabled"
	SettingsRestricted SettingsAccess = "restricted" // what a user may choose, and nothing of the network or of security (recalled)
)

// webAccesses and settingsAccesses are the values in files (usecallmanager.nz; 2 is recalled in both). Others say nothing.
var (
	webAccesses      = map[string]WebAccess{"0": WebEnabled, "1": WebDisabled, "2": WebReadOnly}
	settingsAccesses = map[string]SettingsAccess{"0": SettingsDisabled, "1": SettingsEnabled, "2": SettingsRestricted}
)

// webAccess is the setting of the phone, else that of the common phone profile, else that of the enterprise phone configuration. That
// the nearest one counts is recalled; each section of a file has only what was set to override the others.
func (x *xmlConfig) webAccess() WebAccess {
	of := func(text string) WebAccess { return webAccesses[strings.TrimSpace(text)] }
	return cmp.Or(of(x.VendorWeb), of(x.CommonWeb), of(x.EnterpriseWeb))
}

// HasWeb reports whether a phone that runs on the configuration has web pages; one without a configuration has none. What no
// section says is disabled, as everything is by default (8821 administration guide; that it is so without a configuration: guess).
func (c *Config) HasWeb() bool {
	return c != nil && (c.WebAccess == WebEnabled || c.WebAccess == WebReadOnly)
}
