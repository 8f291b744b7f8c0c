// Package controlcenter is the web services Control Center of Serviceability, by which scripts look at the services of a node and start, stop,
// restart, activate and deactivate them: ControlCenterServices and ControlCenterServicesEx. Each node answers for itself, whatever node a
// request names. Changes are steps of the lab.
//
// Operations, elements and codes follow Cisco's developer documentation, proxy classes generated from its WSDL, and public clients;
// docs/fidelity.md says what is recalled.
package controlcenter

import (
	_ "embed"
	"html"
	"strings"

	"tvslab/sim/lab/tomcat"
)

// namespace is that of all services of Serviceability.
const namespace = "http://schemas.cisco.com/ast/soap"

// Paths of the two services.
const (
	path         = "/controlcenterservice2/services/ControlCenterServices"
	pathExtended = "/controlcenterservice2/services/ControlCenterServicesEx"
)

// The descriptions are the lab's own: Cisco's are not ours to give.
var (
	//go:embed services.wsdl
	description string
	//go:embed extended.wsdl
	extendedDescription string
)

// Services are the two web services.
func Services() []*tomcat.Service {
	return []*tomcat.Service{newService(path, description, operations), newService(pathExtended, extendedDescription, extended)}
}

func newService(at, wsdl string, rows []tomcat.Operation) *tomcat.Service {
	return &tomcat.Service{Paths: []string{at}, Way: "control-center", Prefix: "ns1", Namespace: namespace, Operations: rows,
		WSDL: func(a *tomcat.Ask) []byte {
			return []byte(strings.ReplaceAll(wsdl, "@ADDRESS@", html.EscapeString("https://"+a.Request.Host+at)))
		}}
}

// operations are those of ControlCenterServices.
var operations = []tomcat.Operation{
	{Name: "soapGetServiceStatus", Do: getStatus},
	{Name: "soapDoControlServices", Do: doControl("soapDoControlServicesReturn")},
	{Name: "soapDoServiceDeployment", Do: doDeployment("soapDoServiceDeploymentReturn")},
	{Name: "soapGetStaticServiceList", Do: getStatic("soapGetStaticServiceListReturn")},
	{Name: "getProductInformationList", Do: getProducts},
}

// extended are those of ControlCenterServicesEx.
var extended = []tomcat.Operation{
	{Name: "getStaticServiceListExtended", Do: getStatic("getStaticServiceListExtendedReturn")},
	{Name: "soapDoControlServicesEx", Do: doControl("soapDoControlServicesExReturn")},
	{Name: "soapDoServiceDeploymentNoDbUpdate", Do: doDeployment("soapDoServiceDeploymentNoDbUpdateReturn")},
}
