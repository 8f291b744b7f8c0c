package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/sim/fact"
)

// Specific is what the page of a phone has under Product Specific Configuration Layout. "" is a field that nobody touched: the
// common phone profile and the enterprise phone configuration count, in which the lab has Web Access disabled, as CUCM's defaults are.
type Specific struct {
	Web      string // Web Access: one of WebAccesses
	Settings string // Settings Access: one of SettingsAccesses
}

// The elements of vendorConfig by value (usecallmanager.nz; 2 is recalled).
var (
	webElements      = map[string]string{"enabled": "0", "disabled": "1", "read-only": "2"}
	settingsElements = map[string]string{"disabled": "0", "enabled": "1", "restricted": "2"}
)

// Elements are the values of webAccess and settingsAccess in vendorConfig, "" for what nobody touched.
func (s Specific) Elements() (web, settings string) {
	return webElements[s.Web], settingsElements[s.Settings]
}

// SpecificOf is the configuration that elements of vendorConfig say; one that is "" or none of those known is not touched.
func SpecificOf(web, settings string) (s Specific) {
	for name, element := range webElements {
		if element == web {
			s.Web = name
		}
	}
	for name, element := range settingsElements {
		if element == settings {
			s.Settings = name
		}
	}
	return s
}

// WebAccesses are the values of Web Access, SettingsAccesses those of Settings Access.
func WebAccesses() []string { return slices.Sorted(maps.Keys(webElements)) }

// SettingsAccesses are the values of Settings Access.
func SettingsAccesses() []string { return slices.Sorted(maps.Keys(settingsElements)) }

// key is "" where nobody touched anything.
func (s Specific) key() string {
	if s == (Specific{}) {
		return ""
	}
	return "|web " + s.Web + " settings " + s.Settings
}

// check refuses values that the page does not offer.
func (s Specific) check() error {
	if _, known := webElements[s.Web]; s.Web != "" && !known {
		return fmt.Errorf("product specific configuration: Web Access %q is none of %s", s.Web, strings.Join(WebAccesses(), ", "))
	}
	if _, known := settingsElements[s.Settings]; s.Settings != "" && !known {
		return fmt.Errorf("product specific configuration: Settings Access %q is none of %s", s.Settings, strings.Join(SettingsAccesses(), ", "))
	}
	return nil
}

// SetSpecific changes the product specific configuration of devices (no set: every one); fields that are "" stay as they are. Phones
// have it with the next configuration that they accept.
func SetSpecific(set devices.Set, s Specific) Op {
	return func(c *Cluster) error {
		if err := c.writable("product specific configuration"); err != nil {
			return err
		}
		if err := s.check(); err != nil {
			return err
		}
		n, err := c.changeDevices(set, func(_ *Standing, p *Profile) {
			if s.Web != "" {
				p.Specific.Web = s.Web
			}
			if s.Settings != "" {
				p.Specific.Settings = s.Settings
			}
		})
		if err != nil {
			return err
		}
		c.note(nil, fact.SpecificSet{Web: s.Web, Settings: s.Settings, Devices: n})
		return nil
	}
}
