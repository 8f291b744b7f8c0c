package ccmcip

import (
	"net/http"
	"strings"

	"tvslab/sim/lab/tomcat"
)

// base is what all paths begin with.
const base = "/ccmcip/"

// pages are what there is below base.
var pages = map[string]func(w http.ResponseWriter, a *tomcat.Ask){
	"xmldirectory.jsp":          directory,
	"xmldirectoryinput.jsp":     directoryInput,
	"xmldirectorylist.jsp":      directoryList,
	"authenticate.jsp":          authenticate,
	"GetTelecasterHelpText.jsp": help,
	"getservicesmenu.jsp":       services,
}

// App is these pages as an application of Cisco Tomcat.
func App() tomcat.App {
	return tomcat.App{Paths: []string{base}, Right: tomcat.Anybody, Plain: true, Serve: serve}
}

func serve(w http.ResponseWriter, a *tomcat.Ask) {
	page := pages[strings.TrimPrefix(a.Request.URL.Path, base)]
	switch method := a.Request.Method; {
	case page == nil:
		tomcat.Refuse(w, http.StatusNotFound, "The requested resource is not available.")
	case method != http.MethodGet && method != http.MethodHead && method != http.MethodPost:
		tomcat.Refuse(w, http.StatusMethodNotAllowed, "JSPs only permit GET, POST or HEAD.")
	default:
		a.Request.Body = http.MaxBytesReader(w, a.Request.Body, mostForm)
		page(w, a)
	}
}

// mostForm bounds what a phone posts, bytes.
const mostForm = 64 << 10
