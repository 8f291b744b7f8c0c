package admincli

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// state is a state that the service commands print again and again while they wait.
type state struct {
	name  string
	times int
}

// restartService is `utils service restart` (transcripts of the same platform).
func restartService(s *session) error {
	return s.service(sim.Restart, " Don't press Ctrl-c while the service is getting RESTARTED.If Service has not Restarted Properly, execute the same Command Again\n",
		state{"STOPPING", 2}, state{"STARTING", 5}, state{"STARTED", 2})
}

// startService and stopService print the lines of a restart that concern them; whole transcripts were not found.
func startService(s *session) error {
	return s.service(sim.Start, "", state{"STARTING", 5}, state{"STARTED", 2})
}

func stopService(s *session) error {
	return s.service(sim.Stop, "", state{"STOPPING", 2}, state{"STOPPED", 1})
}

func (s *session) service(change func(service string, nodes ...string) sim.Op, warning string, states ...state) error {
	name := s.args[0]
	if err := s.do(change(name, s.node.ID)); err != nil {
		return err
	}
	s.print(warning + "Service Manager is running\n")
	for _, x := range states {
		s.print(strings.Repeat(fmt.Sprintf("%s[%s]  \n", name, x.name), x.times))
	}
	return nil
}

// platformServices are the lines of the platform that stand before the services of Serviceability, with what follows them
// (tech note 214607, operations guide of VVB 12.6, which is the same platform). Of these, something can be done here to System SSH only.
const platformServices = "System SSH [%s]\nName Service Cache [STOPPED] Service Not Activated\nEntropy Monitoring Daemon [STARTED]\n" +
	"Cisco SCSI Watchdog [STARTED]\nService Manager [STARTED]\nService Manager is running\nGetting list of all services\n>> Return code = 0\n"

// listServices is `utils service list`.
func listServices(s *session) error {
	ssh := "STOPPED"
	if s.node.Running(sim.ServiceSSH) {
		ssh = "STARTED"
	}
	s.printf("Requesting service status, please wait...\n"+platformServices, ssh)
	for _, state := range s.cluster.Services(s.node.ID) {
		if state.Name != sim.ServiceSSH {
			s.print(serviceLine(state))
		}
	}
	s.printf("Primary Node =%t\n", s.node.ID == s.cluster.Publisher().ID)
	return nil
}

// serviceLine has no blank before the state, other than the lines of the platform.
func serviceLine(s sim.ServiceStatus) string {
	if s.Running {
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
