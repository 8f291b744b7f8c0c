package admincli

import (
	"fmt"
	"net/netip"
	"strings"

	"tvslab/sim"
)

// hostnameWarning is what `set network hostname` says first (administration guide 12.5).
const hostnameWarning = "ctrl-c: To quit the input.\n" +
	"         ***   W A R N I N G   ***\n" +
	"Do not close this window without first canceling the command.\n\n" +
	"This command will automatically restart system services.\n" +
	"The command should not be issued during normal operating\nhours.\n" +
	"=======================================================\n" +
	" Note: Please verify that the new hostname is a unique\n" +
	"       name across the cluster and, if DNS services are\n" +
	"       utilized, any DNS configuration is completed\n" +
	"       before proceeding.\n" +
	"=======================================================\n" +
	"Security Warning : This operation will regenerate\n" +
	"       all CUCM Certificates including any third party\n" +
	"       signed Certificates that have been uploaded.\n\n"

// addressWarning is what the address form says: the part of the published warning that fits; the rest is unknown.
const addressWarning = "         ***   W A R N I N G   ***\n" +
	"Do not close this window without first canceling the command.\n\n" +
	"This command will automatically restart system services.\n" +
	"The command should not be issued during normal operating\nhours.\n" +
	"=======================================================\n" +
	" Note: Please verify that the new ip address is unique\n" +
	"       across the cluster.\n" +
	"=======================================================\n\n"

// Scripts that a change of name or address runs. Numbers 1, 4 and 5 of the first list are published, 2 and 3 recalled;
// of the six of an address change only is known that regenerate_all_certs.sh is not among them.
var (
	hostnameScripts = []string{"ahostname_callback.sh", "clm_notify_hostname.sh", "drf_notify_hostname_change.py",
		"regenerate_all_certs.sh", "update_idsenv.sh"}
	addressScripts = []string{"acluster_healthcheck.sh", "adns_callback.sh", "ahostname_callback.sh",
		"clm_notify_hostname.sh", "drf_notify_hostname_change.py", "update_idsenv.sh"}
)

func (s *session) runScripts(names []string) {
	for i, name := range names {
		s.printf("calling %d of %d component notification script: %s\n", i+1, len(names), name)
	}
}

// setHostname is `set network hostname`.
func setHostname(s *session) error {
	s.print(hostnameWarning)
	name, err := s.ask(question{prompt: "Enter the hostname:: ", assumed: s.node.Name})
	if err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	change, err := s.cluster.Try(sim.SetHostname(s.node.ID, name))
	if err != nil {
		return err
	}
	also, err := s.ask(question{prompt: "Would you like to change the network ip address at this time [yes]::", assumed: "no"})
	if err != nil {
		return err
	}
	address := s.node.Address
	if answer := strings.TrimSpace(also); answer == "" || strings.EqualFold(answer, "yes") {
		if address, err = s.askAddress(); err != nil {
			return err
		}
	}
	s.printf(" Hostname:        %s\n IP Address:      %s\n\n", name, address)
	yes, err := s.confirm("Do you want to continue [yes/no]? ", "yes")
	if err != nil || !yes {
		return err
	}
	if err := s.commit(change); err != nil {
		return err
	}
	s.runScripts(hostnameScripts)
	if address == s.node.Address {
		return nil
	}
	return s.do(sim.SetAddress(s.node.ID, address))
}

// askAddress asks for address, mask and gateway; only the address means something here.
func (s *session) askAddress() (netip.Addr, error) {
	s.print("\n" + addressWarning)
	var first string
	for _, q := range []question{
		{prompt: "Enter the ip address:: ", assumed: s.node.Address.String()},
		{prompt: "Enter the ip subnet mask:: ", assumed: "255.255.255.0"},
		{prompt: "Enter the ip address of the gateway:: ", assumed: "192.0.2.1"},
	} {
		answer, err := s.ask(q)
		if err != nil {
			return netip.Addr{}, err
		}
		if first == "" {
			first = strings.TrimSpace(answer)
		}
	}
	return parseAddress(first)
}

func parseAddress(text string) (netip.Addr, error) {
	a, err := netip.ParseAddr(text)
	if err != nil || !a.Is4() {
		return netip.Addr{}, fmt.Errorf("address %q: not an IPv4 address", text)
	}
	return a, nil
}

// setAddress is `set network ip eth0 ADDRESS MASK GATEWAY`.
func setAddress(s *session) error {
	address, err := parseAddress(s.args[0])
	if err != nil {
		return err
	}
	change, err := s.cluster.Try(sim.SetAddress(s.node.ID, address))
	if err != nil {
		return err
	}
	s.print(addressWarning)
	yes, err := s.confirm("Do you want to continue [yes/no]? ", "yes")
	if err != nil || !yes {
		return err
	}
	if err := s.commit(change); err != nil {
		return err
	}
	s.runScripts(addressScripts)
	return nil
}

// setDomain is `set network domain NAME`. Its warning is not published here; that of the host name is printed, because
// it regenerates the same certificates.
func setDomain(s *session) error {
	change, err := s.cluster.Try(sim.SetDomain(s.node.ID, s.args[0]))
	if err != nil {
		return err
	}
	s.print(hostnameWarning[strings.Index(hostnameWarning, "         ***"):])
	yes, err := s.confirm("Do you want to continue [yes/no]? ", "yes")
	if err != nil || !yes {
		return err
	}
	return s.commit(change)
}

// showCluster is `show network cluster` (form recalled).
func showCluster(s *session) error {
	for _, n := range s.cluster.Nodes {
		role, database := "Subscriber", "DBSub"
		if n.ID == s.cluster.Publisher().ID {
			role, database = "Publisher", "DBPub"
		}
		state := "authenticated"
		if n.Down {
			state = "not authenticated - INITIATOR"
		}
		s.printf("%s %s %s %s callmanager %s %s\n", n.Address, n.FQDN(), n.Name, role, database, state)
	}
	s.print("\nServer Table (processnode) Entries\n----------------------------------\n")
	for _, n := range s.cluster.Nodes {
		s.printf("%s\n", n.Name)
	}
	return nil
}

// replication is `utils dbreplication status`. The real command leaves its findings in a file; here they are printed,
// in words of the lab.
func replication(s *session) error {
	for _, n := range s.cluster.Nodes {
		state := "replication is good"
		switch {
		case n.Down:
			state = "node is down"
		case n.ReplicationBroken:
			state = "replication is broken"
		}
		s.printf("%-20s %s\n", n.Name, state)
	}
	return nil
}
