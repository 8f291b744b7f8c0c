package admincli

import (
	"fmt"
	"slices"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// restartService is `utils service restart` (transcripts of the same platform).
func restartService(s *session) error {
	return s.service(sim.Restart, " Don't press Ctrl-c while the service is getting RESTARTED.If Service has not Restarted Properly, execute the same Command Again\n"+
		"Service Manager is running\n%[1]s[STOPPING]\n%[1]s[STOPPING]\n%[1]s[STARTING]\n%[1]s[STARTING]\n%[1]s[STARTED]\n")
}

// startService and stopService print the lines of a restart that concern them; whole transcripts were not found.
func startService(s *session) error {
	return s.service(sim.Start, "Service Manager is running\n%[1]s[STARTING]\n%[1]s[STARTED]\n")
}

func stopService(s *session) error {
	return s.service(sim.Stop, "Service Manager is running\n%[1]s[STOPPING]\n%[1]s[STOPPED]\n")
}

func (s *session) service(change func(service string, nodes ...string) sim.Op, screen string) error {
	name := s.args[0]
	if err := s.do(change(name, s.node.ID)); err != nil {
		return err
	}
	s.printf(screen, name)
	return nil
}

// listServices is `utils service list`: first and last line and the form of the others are published.
func listServices(s *session) error {
	s.print("Requesting service status, please wait...\n")
	for _, state := range s.cluster.Services(s.node.ID) {
		s.print(serviceLine(state))
	}
	s.printf("Primary Node =%t\n", s.node.ID == s.cluster.Publisher().ID)
	return nil
}

// serviceLine has a blank before the state for System SSH only, as published.
func serviceLine(s sim.ServiceStatus) string {
	switch {
	case s.Name == "System SSH":
		return s.Name + " [STARTED]\n"
	case s.Running:
		return s.Name + "[STARTED]\n"
	}
	return fmt.Sprintf("%s[STOPPED]  %s\n", s.Name, s.Reason)
}

// serviceNames completes the argument of the service commands.
func serviceNames(cucm.Release, []sim.Role) []string { return slices.Clone(sim.ServiceNames()) }

// restartIPsec is `utils ipsec restart` (command line guide; its output is unknown). The tunnels of the lab's nodes are
// not built, so that nothing follows from it; what DRS presents is loaded by the DRF services.
func restartIPsec(s *session) error {
	s.print("IPSec restarted\n")
	return nil
}
