package admincli

import (
	"fmt"
)

// activeVersion is `show version active` (form recalled).
func activeVersion(s *session) error {
	s.printf("Active Master Version: %s\nActive Version Installed Software Options:\nNo Installed Software Options Found.\n",
		s.cluster.Release.Build())
	return nil
}

// inactiveVersion is `show version inactive` (form recalled; without one, the text is the lab's).
func inactiveVersion(s *session) error {
	inactive, ok := s.cluster.Inactive()
	if !ok {
		return fmt.Errorf("show version inactive: there is no inactive version on %s", s.node.Name)
	}
	s.printf("Inactive Master Version: %s\nInactive Version Installed Software Options:\nNo Installed Software Options Found.\n", inactive.Build())
	return nil
}

// status is `show status` as far as the lab has one.
func status(s *session) error {
	s.printf("Host Name          : %s\nDate               : %s\nTime Zone          : %s\nLocale             : en_US.UTF-8\nProduct Ver        : %s\n",
		s.node.Name, s.node.Local(s.cluster.Now).Format("Mon Jan _2, 2006 15:04:05"), s.node.Zone(), s.cluster.Release.Build())
	return nil
}
