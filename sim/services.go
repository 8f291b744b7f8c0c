package sim

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// Services by the names Cisco Unified Serviceability and `utils service` use.
const (
	ServiceSSH           = "System SSH"
	ServiceCCM           = "Cisco CallManager"
	ServiceTFTP          = "Cisco Tftp"
	ServiceCTIManager    = "Cisco CTIManager"
	ServiceCTLProvider   = "Cisco CTL Provider"
	ServiceCAPF          = "Cisco Certificate Authority Proxy Function"
	ServiceILS           = "Cisco Intercluster Lookup Service"
	ServiceLBM           = "Cisco Location Bandwidth Manager"
	ServiceMobility      = "Cisco Extension Mobility"
	ServiceAXL           = "Cisco AXL Web Service"
	ServiceWebDialer     = "Cisco WebDialer Web Service"
	ServiceTVS           = "Cisco Trust Verification Service"
	ServiceTomcat        = "Cisco Tomcat"
	ServiceSSOTomcat     = "Cisco SSOSP Tomcat"
	ServiceDRFMaster     = "Cisco DRF Master"
	ServiceDRFLocal      = "Cisco DRF Local"
	ServiceNotification  = "Cisco Certificate Change Notification"
	ServiceExpiryMonitor = "Cisco Certificate Expiry Monitor"
	ServiceCARScheduler  = "Cisco CAR Scheduler"
	ServiceHAProxy       = "Cisco HAProxy"

	ServiceSIPProxy         = "Cisco SIP Proxy"
	ServicePresenceEngine   = "Cisco Presence Engine"
	ServiceXCPRouter        = "Cisco XCP Router"
	ServiceXCPConnection    = "Cisco XCP Connection Manager"
	ServiceXCPFederation    = "Cisco XCP XMPP Federation Connection Manager"
	ServiceSyncAgent        = "Cisco Sync Agent"
	ServiceInterclusterSync = "Cisco Intercluster Sync Agent"
	ServicePlatformWeb      = "Platform Administrative Web Service"
)

// kindOfNode says on which nodes a service is.
type kindOfNode int

const (
	onCUCM     kindOfNode = iota // not on IM and Presence nodes
	onPresence                   // on those only
	onBoth
)

// serviceRule says where a service is, whether it must be activated, and which certificates it loads at its start.
type serviceRule struct {
	name      string
	on        kindOfNode
	network   bool                   // network services always run; feature services run where they are activated
	only      Role                   // the node needs this role to have the service at all; "" = every node
	activated []Role                 // an installation activates a feature service on nodes with one of these roles
	grants    Role                   // role that a node has while the service is activated
	exists    func(*cucm.Rules) bool // on the release; nil = on every one
	loads     []cucm.Store           // certificates it keeps from one start to the next, first the one it presents
	shows     bool                   // it shows them to clients and goes by no -trust store
}

// serviceRules is every service of the restart tables (Cisco docs 117299 and 214231, security guide 14) and of the
// service lists. That AXL runs everywhere, ILS on the publisher, and LBM and Extension Mobility with call processing
// is an assumption; Serviceability leaves it to the administrator. What DRF loads differs by release (Rules.DRFStores);
// Cisco Tftp and TVS keep what they load themselves, because it is more than a certificate; what Cisco Tftp loads for HTTPS beside
// CallManager stands here (port lists; security guide 12.5(1)SU2 restarts it after tomcat).
var serviceRules = []serviceRule{
	{name: ServiceTFTP, activated: []Role{RoleTFTP}, grants: RoleTFTP, shows: true,
		loads: []cucm.Store{cucm.CallManagerECDSA, cucm.Tomcat, cucm.TomcatECDSA}},
	{name: ServiceTVS, network: true, only: RoleTVS},
	{name: ServiceCCM, activated: []Role{RoleCCM}, grants: RoleCCM, loads: []cucm.Store{cucm.CallManager, cucm.CallManagerECDSA}},
	{name: ServiceCAPF, only: Publisher, activated: []Role{RoleCAPF}, grants: RoleCAPF, loads: []cucm.Store{cucm.CAPF}},
	{name: ServiceCTIManager, activated: []Role{RoleCCM}, loads: []cucm.Store{cucm.CallManager, cucm.CallManagerECDSA}},
	{name: ServiceCTLProvider, activated: []Role{Publisher, RoleCCM, RoleTFTP}},
	{name: ServiceILS, exists: func(r *cucm.Rules) bool { return r.ILS }, activated: []Role{Publisher}, loads: []cucm.Store{cucm.Tomcat}},
	{name: ServiceLBM, exists: func(r *cucm.Rules) bool { return r.LBM }, activated: []Role{RoleCCM}, loads: []cucm.Store{cucm.Tomcat}},
	{name: ServiceMobility, activated: []Role{RoleCCM}, loads: []cucm.Store{cucm.Tomcat}},
	{name: ServiceAXL, activated: []Role{Publisher, Subscriber, RoleCCM, RoleTFTP}, loads: []cucm.Store{cucm.Tomcat}},
	{name: ServiceWebDialer},
	{name: ServiceTomcat, on: onBoth, network: true, loads: []cucm.Store{cucm.Tomcat, cucm.TomcatECDSA}},
	{name: ServiceSSOTomcat, network: true, exists: func(r *cucm.Rules) bool { return r.SSOTomcat }, loads: []cucm.Store{cucm.Tomcat}},
	{name: ServiceDRFLocal, on: onBoth, network: true},
	{name: ServiceDRFMaster, on: onBoth, network: true},
	{name: ServiceNotification, network: true},
	{name: ServiceExpiryMonitor, on: onBoth, network: true},
	{name: ServiceCARScheduler, network: true, only: Publisher},
	{name: ServiceSSH, on: onBoth, network: true},
	{name: ServiceHAProxy, network: true, exists: func(r *cucm.Rules) bool { return r.HAProxy },
		loads: []cucm.Store{cucm.CallManager, cucm.Tomcat}},
	{name: ServiceSIPProxy, on: onPresence, activated: []Role{RoleIMP}, loads: []cucm.Store{cucm.Cup}},
	{name: ServicePresenceEngine, on: onPresence, activated: []Role{RoleIMP}, loads: []cucm.Store{cucm.Cup}},
	{name: ServiceXCPRouter, on: onPresence, network: true, loads: []cucm.Store{cucm.CupXMPP}},
	{name: ServiceXCPConnection, on: onPresence, activated: []Role{RoleIMP}, loads: []cucm.Store{cucm.CupXMPP}},
	{name: ServiceXCPFederation, on: onPresence, loads: []cucm.Store{cucm.CupXMPPS2S}},
	{name: ServiceSyncAgent, on: onPresence, network: true},
	{name: ServiceInterclusterSync, on: onPresence, network: true},
	{name: ServicePlatformWeb, on: onPresence, network: true},
}

// ServiceNames returns the names of all services of all releases.
func ServiceNames() []string {
	names := make([]string, len(serviceRules))
	for i, r := range serviceRules {
		names[i] = r.name
	}
	return names
}

// serviceRuleOf returns the rule of a service, nil if there is none of that name.
func serviceRuleOf(name string) *serviceRule {
	for i := range serviceRules {
		if serviceRules[i].name == name {
			return &serviceRules[i]
		}
	}
	return nil
}

// existsOn reports whether the node has the service, activated or not, on the cluster's release.
func (r *serviceRule) existsOn(c *Cluster, n *Node) bool {
	presence := n.Has(RoleIMP)
	switch {
	case r.exists != nil && !r.exists(c.rules), r.on == onCUCM && presence, r.on == onPresence && !presence:
		return false
	case r.name == ServiceDRFMaster:
		return n == c.Publisher() || c.rules.PresenceMaster && n == c.PresencePublisher()
	}
	return r.only == "" || n.Has(r.only)
}

// servicesOf lists the services that the node has on the cluster's release.
func servicesOf(c *Cluster, n *Node) []string {
	var names []string
	for _, r := range serviceRules {
		if r.existsOn(c, n) {
			names = append(names, r.name)
		}
	}
	return names
}

// storesOf are the certificates that the service loads on the cluster's release.
func storesOf(c *Cluster, service string) []cucm.Store {
	switch {
	case service == ServiceDRFLocal || service == ServiceDRFMaster:
		return c.rules.DRFStores
	case service == ServiceTFTP && !c.rules.HTTPSFiles:
		return nil
	}
	return serviceRuleOf(service).loads
}

// reads reports whether the service goes by the -trust store: that of a certificate it loads. The guides restart Cisco Tomcat after
// tomcat-trust, CAPF after CAPF-trust, CallManager and CTIManager after CallManager-trust, DRF after ipsec-trust (tech notes 117299
// and 214231); for the others it is inferred. TVS goes by the database instead.
func reads(c *Cluster, service string, trust cucm.Store) bool {
	return !serviceRuleOf(service).shows && slices.ContainsFunc(storesOf(c, service), func(s cucm.Store) bool { return s.TrustStore() == trust })
}

// NetworkService reports whether Serviceability shows the service on the page Control Center - Network Services. All
// others are feature services, which are activated where they are wanted.
func NetworkService(name string) bool {
	r := serviceRuleOf(name)
	return r != nil && r.network
}

// serviceState is a service on a node. It is never changed, only replaced: clones share it.
type serviceState struct {
	activated bool
	running   bool
	started   time.Time
	presents  cucm.Store                      // the certificate the service is asked for first; "" if it loads none
	loaded    map[cucm.Store]*pki.Certificate // what it read at its start
	deleted   []store.File                    // gone from -trust stores since its start; it goes on believing them
}

// Reasons why a service does not run, as `utils service list` prints them.
const (
	reasonCommanded    = "Commanded Out of Service"
	reasonNotActivated = "Service Not Activated"
)

// ServiceStatus is a service on a node as Serviceability and `utils service list` show it.
type ServiceStatus struct {
	Name      string
	Network   bool // a network service; else a feature service, which must be activated
	Activated bool
	Running   bool
	Reason    string // why it does not run; "" if it does, or would if the node were up
}

// Services returns the services of a node in the order of `utils service list`: System SSH, then what runs, what was
// stopped, and what is not activated, each by name. The result is empty for a node that is not in the cluster.
func (c *Cluster) Services(node string) []ServiceStatus {
	n := c.Node(node)
	if n == nil {
		return nil
	}
	var list []ServiceStatus
	for _, name := range servicesOf(c, n) {
		list = append(list, n.status(name))
	}
	slices.SortFunc(list, func(a, b ServiceStatus) int {
		return cmp.Or(listOrder(a)-listOrder(b), strings.Compare(a.Name, b.Name))
	})
	return list
}

func listOrder(s ServiceStatus) int {
	switch {
	case s.Name == ServiceSSH:
		return 0
	case s.Running:
		return 1
	case s.Activated:
		return 2
	}
	return 3
}

func (n *Node) status(service string) ServiceStatus {
	s := ServiceStatus{
		Name: service, Network: serviceRuleOf(service).network,
		Activated: n.activated(service), Running: n.Running(service),
	}
	switch {
	case !s.Activated:
		s.Reason = reasonNotActivated
	case !n.running(service): // on a node that is down nobody commanded anything
		s.Reason = reasonCommanded
	}
	return s
}

func (n *Node) activated(service string) bool {
	s := n.services[service]
	return s != nil && s.activated
}

// Running reports whether the service runs and the node is up.
func (n *Node) Running(service string) bool { return n.running(service) && !n.Down }

// running reports whether the service was started, and not stopped since.
func (n *Node) running(service string) bool {
	s := n.services[service]
	return s != nil && s.running
}

// Loaded returns the certificate that a running service presents: the one it read at its last start, or took over by
// itself since. It is nil if the service does not run or presents none.
func (n *Node) Loaded(service string) *pki.Certificate {
	switch {
	case !n.Running(service):
		return nil
	case service == ServiceTVS:
		return n.tvs.Certificate
	case service == ServiceTFTP:
		return n.tftp.key
	}
	return n.services[service].loaded[n.services[service].presents]
}

// TrustedBy returns the certificates of a -trust store that a service goes by: those on the node's disk, and while it runs those
// deleted since its start, which it takes note of at the next.
func (n *Node) TrustedBy(service string, s cucm.Store) []*pki.Certificate {
	certs := n.Trusted(s)
	if !n.Running(service) {
		return certs
	}
	for _, f := range n.services[service].deleted {
		if f.Store == s && !n.files.Holds(s, f.Slot, f.Cert) {
			certs = append(certs, f.Cert)
		}
	}
	return certs
}

// LoadedFrom returns the certificate of one store that a running service holds, for services that hold several; nil
// if it does not run or holds none of that store.
func (n *Node) LoadedFrom(service string, s cucm.Store) *pki.Certificate {
	if !n.Running(service) {
		return nil
	}
	return n.services[service].loaded[s]
}
