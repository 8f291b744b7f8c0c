package ccmcip

import (
	"io"
	"net/http"

	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
)

// The words of authentication, as a CUCM 11.5 or later answers them.
const (
	authorized   = "AUTHORIZED"
	unauthorized = "UN-AUTHORIZED"
)

// authenticate says whether somebody may press the keys of a phone: the phone passes on what it was given.
func authenticate(w http.ResponseWriter, a *tomcat.Ask) {
	user, password, device := a.Request.FormValue("UserID"), a.Request.FormValue("Password"), a.Request.FormValue("devicename")
	says := unauthorized
	if a.MayPress(user, password) && known(a, device) {
		says = authorized
	}
	w.Header().Set("Content-Type", "text/html")
	_, _ = io.WriteString(w, says)
}

// known reports whether the cluster of the node has a device; "" stands for any.
func known(a *tomcat.Ask, device string) (is bool) {
	a.Lab.See(func(l *lab.Lab) {
		c := l.ClusterOf(a.Node.Node)
		is = c != nil && (device == "" || c.Knows(device))
	})
	return is
}
