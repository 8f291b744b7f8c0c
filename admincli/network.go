package admincli

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

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

const rule = "=======================================================\n"

// shortAddressWarning stands before the questions about the address within `set network hostname`.
const shortAddressWarning = "Warning: Do not close this window until command finishes.\n\n" +
	"ctrl-c: To quit the input.\n\n" +
	"         ***   W A R N I N G   ***\n" + rule +
	" Note: Please verify that the new ip address is unique\n       across the cluster.\n" + rule + "\n"

// addressWarning is what `set network ip eth0` says first.
const addressWarning = "\n           ***   W A R N I N G   ***\nThis command will restart system services\n" + rule +
	" Note: Please verify that the new ip address is unique\n       across the cluster and, if DNS services are\n" +
	"       utilized, any DNS configuration is completed\n       before proceeding.\n" + rule + "\n"

// domainWarning is what `set network domain` says first (recalled, but for the loss of connectivity: command line guide).
const domainWarning = "\n         ***   W A R N I N G   ***\nAdding/deleting or changing domain name on this server will break\n" +
	"database replication. Once you have completed domain modification\non all systems that you intend to modify, please reboot all the\n" +
	"servers in the cluster. This will ensure that replication keeps\nworking correctly.\n\n" +
	"This will cause the system to temporarily lose network connectivity\n\n" +
	"Security Warning : This operation will regenerate\n       all CUCM Certificates including any third party\n" +
	"       signed Certificates that have been uploaded.\n\n"

// notification is a notification script of the platform with what it prints.
type notification struct{ name, prints string }

// hostnameScripts, renumberScripts and addressScripts are what runs at a new host name, at a new address beside it, and at a
// new address alone, with the lines of the published sessions.
func (s *session) hostnameScripts(old, hostname string) []notification {
	return []notification{
		{"ahostname_callback.sh", s.processNode() + fmt.Sprintf("updating server table from:'%s', to: '%s'\nRows: 1\n", old, hostname) +
			"updating database, please wait 90 seconds\nupdating database, please wait 60 seconds\nupdating database, please wait 30 seconds\n" +
			fmt.Sprintf("Going to trigger /usr/local/cm/bin/dbl updatefiles --remote=%s,%s\n", hostname, old)},
		{"clm_notify_hostname.sh", s.clusterUpdate()},
		{"drf_notify_hostname_change.py", ""},
		{"regenerate_all_certs.sh", ""},
		{"update_idsenv.sh", ""},
	}
}

func (s *session) renumberScripts() []notification {
	return []notification{
		{"ahostname_callback.sh", s.processNode()},
		{"clm_notify_hostname.sh", s.clusterUpdate()},
	}
}

func (s *session) addressScripts() []notification {
	return []notification{
		{"acluster_healthcheck.sh", ""},
		{"adns_verify.sh", "No Primary DNS server defined\nNo Secondary DNS server defined\n"},
		{"aetc_hosts_verify.sh", ""},
		{"afupdateip.sh", ""},
		{"ahostname_callback.sh", s.processNode()},
		{"clm_notify_hostname.sh", ""},
	}
}

// processNode is the table of the servers as the scripts print it.
func (s *session) processNode() string {
	return fmt.Sprintf("Info(0): Processnode query returned using %s:\nname\n====\n%s\n", s.node.Address, s.node.Name)
}

// clusterUpdate tells which other nodes have the change.
func (s *session) clusterUpdate() string {
	text := "notification\nVerifying update across cluster nodes...\n"
	for _, n := range s.cluster.Nodes {
		if n.ID != s.node.ID && !n.Down {
			text += fmt.Sprintf("platformConfig.xml is up-to-date: %s\n", n.Name)
		}
	}
	return text + "cluster update successfull\n"
}

func (s *session) runScripts(list []notification) {
	for i, script := range list {
		s.printf("calling %d of %d component notification script: %s\n%s", i+1, len(list), script.name, script.prints)
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
	network := ipNetwork{address: s.node.Address, mask: "255.255.255.0", gateway: "192.0.2.1"}
	if answer := strings.TrimSpace(also); answer == "" || strings.EqualFold(answer, "yes") {
		if network, err = s.askNetwork(network); err != nil {
			return err
		}
	}
	s.printf("Hostname:       %s\nIP Address:     %s\nIP Subnet Mask: %s\nGateway:        %s\n\n", name, network.address, network.mask, network.gateway)
	yes, err := s.confirm("Do you want to continue [yes/no]? ", "yes")
	if err != nil || !yes {
		return err
	}
	scripts := s.hostnameScripts(s.node.Name, name)
	if err := s.commit(change); err != nil {
		return err
	}
	s.runScripts(scripts)
	if network.address == s.node.Address {
		return nil
	}
	scripts = s.renumberScripts()
	if err := s.do(sim.SetAddress(s.node.ID, network.address)); err != nil {
		return err
	}
	s.runScripts(scripts)
	s.print("Shutting down interface eth0:\n")
	return nil
}

// ipNetwork is what a node is told about its network. Only the address means something in a lab.
type ipNetwork struct {
	address       netip.Addr
	mask, gateway string
}

// askNetwork asks for address, mask and gateway.
func (s *session) askNetwork(was ipNetwork) (ipNetwork, error) {
	s.print("\n" + shortAddressWarning)
	answers := make([]string, 3)
	for i, q := range []question{
		{prompt: "Enter the ip address:: ", assumed: was.address.String()},
		{prompt: "Enter the ip subnet mask:: ", assumed: was.mask},
		{prompt: "Enter the ip address of the gateway:: ", assumed: was.gateway},
	} {
		answer, err := s.ask(q)
		if err != nil {
			return ipNetwork{}, err
		}
		answers[i] = strings.TrimSpace(answer)
	}
	address, err := parseAddress(answers[0])
	return ipNetwork{address, answers[1], answers[2]}, err
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
	yes, err := s.confirm("Continue (y/n)?", "y")
	if err != nil || !yes {
		return err
	}
	scripts := s.addressScripts()
	if err := s.commit(change); err != nil {
		return err
	}
	s.runScripts(scripts)
	return nil
}

// setDomain is `set network domain NAME`.
func setDomain(s *session) error {
	change, err := s.cluster.Try(sim.SetDomain(s.node.ID, s.args[0]))
	if err != nil {
		return err
	}
	s.print(domainWarning)
	yes, err := s.confirm("Continue (y/n)?", "y")
	if err != nil || !yes {
		return err
	}
	return s.commit(change)
}

// showCluster is `show network cluster`: a node says since when it knows the others (tech note 217581), which is when the later of
// the two came up.
func showCluster(s *session) error {
	for _, n := range s.cluster.Nodes {
		role, database := "Subscriber", "DBSub"
		if n.ID == s.cluster.Publisher().ID {
			role, database = "Publisher", "DBPub"
		}
		state := "authenticated"
		switch {
		case n.Down:
			state = "not authenticated - INITIATOR"
		case n.ID != s.node.ID:
			state += " using TCP since " + s.node.Local(laterOf(n.Started(sim.ServiceSSH), s.node.Started(sim.ServiceSSH))).Format("Mon Jan 02 15:04:05 2006")
		}
		s.printf("%s %s %s %s callmanager %s %s\n", n.Address, n.FQDN(), n.Name, role, database, state)
	}
	s.print("\nServer Table (processnode) Entries\n----------------------------------\n")
	for _, n := range s.cluster.Nodes {
		s.printf("%s\n", n.Name)
	}
	return nil
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
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
