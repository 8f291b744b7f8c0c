package admincli

import (
	"fmt"

	"tvslab/sim/cucm"
)

// builds are full version numbers of the releases: 10.0, 10.5(1) and 10.5(2) as tech notes print them, the others
// recalled.
var builds = map[string]string{
	"8.0": "8.0.3.10000-8", "8.5": "8.5.1.10000-26", "8.6": "8.6.2.10000-30", "9.0": "9.0.1.10000-37", "9.1": "9.1.2.10000-28",
	"10.0": "10.0.1.11900-2", "10.5(1)": "10.5.1.10000-7", "10.5": "10.5.2.11900-3", "10.5(2)": "10.5.2.11900-3",
	"11.0": "11.0.1.10000-10", "11.5": "11.5.1.10000-6", "12.0": "12.0.1.10000-10", "12.5": "12.5.1.10000-22", "12.5SU3": "12.5.1.13900-152",
	"14": "14.0.1.10000-20", "14SU1": "14.0.1.11900-132", "14SU2": "14.0.1.12900-161", "14SU3": "14.0.1.13900-155",
	"14SU4": "14.0.1.14900-56", "15": "15.0.1.10000-32",
}

// build is the release's version number.
func build(r cucm.Release) string { return builds[r.String()] }

// activeVersion is `show version active` (form recalled).
func (s *session) activeVersion() error {
	s.printf("Active Master Version: %s\nActive Version Installed Software Options:\nNo Installed Software Options Found.\n",
		build(s.cluster.Release))
	return nil
}

// inactiveVersion is `show version inactive` (form recalled; without one, the text is the lab's).
func (s *session) inactiveVersion() error {
	inactive, ok := s.cluster.Inactive()
	if !ok {
		return fmt.Errorf("show version inactive: there is no inactive version on %s", s.node.Name)
	}
	s.printf("Inactive Master Version: %s\nInactive Version Installed Software Options:\nNo Installed Software Options Found.\n", build(inactive))
	return nil
}

// status is `show status` as far as the lab has one.
func (s *session) status() error {
	s.printf("Host Name          : %s\nDate               : %s\nTime Zone          : %s\nLocale             : en_US.UTF-8\nProduct Ver        : %s\n",
		s.node.Name, s.cluster.Now.Format("Mon Jan _2, 2006 15:04:05"), s.cluster.Now.Location(), build(s.cluster.Release))
	return nil
}
