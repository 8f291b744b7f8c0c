// Package ris is RisPort70, the web service by which scripts ask which phones are registered with which node, and since when: it answers for
// the whole cluster at any node. It changes nothing.
//
// Requests and answers follow Cisco's schema and the code of public clients; docs/fidelity.md says what is recalled or a guess. The description
// at ?wsdl is the lab's own.
package ris

import (
	"context"
	_ "embed"
	"html"
	"strings"

	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

const (
	namespace = "http://schemas.cisco.com/ast/soap"
	at        = "/realtimeservice2/services/RISService70"
)

//go:embed ris.wsdl
var description string

// Service is RisPort70. Both operations answer with the message of the first: clients look for that name.
func Service() *tomcat.Service {
	const answer = "selectCmDeviceResponse"
	return &tomcat.Service{Paths: []string{at}, Way: "ris", Prefix: "ns1", Namespace: namespace,
		WSDL: func(a *tomcat.Ask) []byte {
			return []byte(strings.ReplaceAll(description, "@ADDRESS@", html.EscapeString("https://"+a.Request.Host+at)))
		},
		Operations: []tomcat.Operation{
			{Name: "selectCmDevice", Answer: answer, Limit: tomcat.LimitRIS, Do: selecting(true)},
			{Name: "selectCmDeviceExt", Answer: answer, Limit: tomcat.LimitRIS, Do: selecting(false)},
		}}
}

// selecting is an operation; wildcards says that names may have some.
func selecting(wildcards bool) func(context.Context, *tomcat.SOAP, *soap.Writer) error {
	return func(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
		q, err := queryOf(a.Operation.Child("CmSelectionCriteria"), wildcards)
		if err != nil {
			return err
		}
		var found answer
		a.Lab.See(func(l *lab.Lab) { found = q.find(l, a) })
		found.write(w)
		return nil
	}
}
