package sim

import (
	"slices"

	"tvslab/sim/cucm"
)

// restart is a row: what the guides tell to restart after a certificate of the stores has changed, from a release on.
type restart struct {
	stores   []cucm.Store
	from     string   // the first such release
	services []string // in the guide's order; none: they restart by themselves
	source   string
}

// tech214231 are the restart tables of the regeneration guide.
const (
	tech214231 = "tech note 214231"
	guide14    = "security guide 14"
)

// restarts are the restart tables of the guides. What tech note 117299 leaves out of them (Cisco Trust Verification Service after
// CallManager) and what tech note 214231 restarts beyond security guide 14 from 14 on breaks nothing.
var restarts = []restart{
	{[]cucm.Store{cucm.Tomcat, cucm.TomcatECDSA}, "8.0", []string{ServiceTomcat}, tech214231},
	{[]cucm.Store{cucm.Tomcat, cucm.TomcatECDSA}, "12.5", []string{ServiceTomcat, ServiceTFTP}, "security guide 12.5(1)SU2"},
	{[]cucm.Store{cucm.Tomcat, cucm.TomcatECDSA}, "14", []string{ServiceTomcat, ServiceILS, ServiceLBM, ServiceDRFLocal, ServiceDRFMaster,
		ServiceMobility, ServiceAXL, ServiceSSOTomcat}, guide14},
	{[]cucm.Store{cucm.CallManager, cucm.CallManagerECDSA}, "8.0", []string{ServiceCCM, ServiceCTIManager, ServiceTVS, ServiceTFTP}, tech214231},
	{[]cucm.Store{cucm.CallManager, cucm.CallManagerECDSA}, "14", []string{ServiceCCM, ServiceCTIManager, ServiceHAProxy}, guide14},
	{[]cucm.Store{cucm.CallManager}, "14SU1", []string{ServiceHAProxy}, guide14},
	{[]cucm.Store{cucm.CallManagerECDSA}, "14SU1", []string{ServiceCCM, ServiceHAProxy}, guide14},
	{[]cucm.Store{cucm.CAPF}, "8.0", []string{ServiceCAPF, ServiceTVS, ServiceTFTP}, tech214231},
	{[]cucm.Store{cucm.TVS, cucm.ITLRecovery}, "8.0", []string{ServiceTVS, ServiceTFTP}, tech214231},
	{[]cucm.Store{cucm.CAPF, cucm.TVS, cucm.ITLRecovery}, "14", nil, guide14},
	{[]cucm.Store{cucm.IPsec, cucm.IPsecTrust}, "8.0", []string{ServiceDRFMaster, ServiceDRFLocal}, tech214231},
	{[]cucm.Store{cucm.TomcatTrust}, "8.0", []string{ServiceTomcat}, tech214231},
	{[]cucm.Store{cucm.CAPFTrust}, "8.0", []string{ServiceCAPF}, tech214231},
	{[]cucm.Store{cucm.CallManagerTrust}, "8.0", []string{ServiceCCM, ServiceCTIManager}, tech214231},
	{[]cucm.Store{cucm.Cup}, "8.0", []string{ServiceSIPProxy, ServicePresenceEngine}, "inferred from what loads it"},
	{[]cucm.Store{cucm.CupXMPP}, "8.0", []string{ServiceXCPRouter}, "inferred from what loads it"},
	{[]cucm.Store{cucm.CupXMPPS2S}, "8.0", []string{ServiceXCPRouter, ServiceXCPFederation}, "inferred from what loads it"},
}

// RestartsAfter names the services that the cluster's release tells to restart after a certificate of the store has changed, those that
// some node has, in the order of the guides.
func (c *Cluster) RestartsAfter(s cucm.Store) []string {
	var found *restart
	for i := range restarts {
		from, err := cucm.ParseRelease(restarts[i].from)
		if err == nil && slices.Contains(restarts[i].stores, s) && from.Compare(c.Release) <= 0 {
			found = &restarts[i]
		}
	}
	if found == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(found.services), func(name string) bool {
		rule := serviceRuleOf(name)
		return !slices.ContainsFunc(c.Nodes, func(n *Node) bool { return rule.existsOn(c, n) })
	})
}

// RestartsInGuides names the services that a guide of any release tells to restart after a certificate of the store has changed.
func RestartsInGuides(s cucm.Store) (services []string) {
	for _, r := range restarts {
		if slices.Contains(r.stores, s) {
			services = append(services, r.services...)
		}
	}
	return services
}
