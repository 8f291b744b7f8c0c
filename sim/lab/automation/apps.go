// Package automation is what Cisco Tomcat of the nodes of a served lab has: the web services that scripts and tools around CUCM talk to, in
// one list for whoever serves a lab.
package automation

import (
	"slices"

	"tvslab/sim/lab/axl"
	"tvslab/sim/lab/ccmcip"
	"tvslab/sim/lab/certmgr"
	"tvslab/sim/lab/controlcenter"
	"tvslab/sim/lab/dime"
	"tvslab/sim/lab/perfmon"
	"tvslab/sim/lab/ris"
	"tvslab/sim/lab/tomcat"
)

// services are those of SOAP.
func services() []*tomcat.Service {
	return slices.Concat([]*tomcat.Service{axl.Service(), ris.Service(), perfmon.Service(), dime.Service()}, controlcenter.Services())
}

// Apps are the applications of every node.
func Apps() (list []tomcat.App) {
	for _, s := range services() {
		list = append(list, s.App())
	}
	return append(list, certmgr.App(), ccmcip.App(), dime.GetFile())
}
