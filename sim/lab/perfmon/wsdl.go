package perfmon

import (
	_ "embed"
	"html"
	"strings"

	"tvslab/sim/lab/tomcat"
)

// path is where the service is.
const path = "/perfmonservice2/services/PerfmonService"

// description is the lab's own: Cisco's is not ours to give.
//
//go:embed perfmon.wsdl
var description string

// wsdl describes the service at the address that was asked.
func wsdl(a *tomcat.Ask) []byte {
	return []byte(strings.ReplaceAll(description, "@ADDRESS@", html.EscapeString("https://"+a.Request.Host+path)))
}
