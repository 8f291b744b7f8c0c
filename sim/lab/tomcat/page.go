package tomcat

import (
	"fmt"
	"html"
	"io"
	"net/http"
)

// realms are what clients are asked to log in to: the first is recalled, the second stands in a message of a public client.
var realms = map[Right]string{Application: "Cisco Web Services Realm", Platform: "CMPlatform Realm"}

// challenge asks for user and password, by an HTML page of the servlet container.
func challenge(w http.ResponseWriter, right Right) {
	w.Header().Set("WWW-Authenticate", `Basic realm="`+realms[right]+`"`)
	refuse(w, http.StatusUnauthorized, "This request requires HTTP authentication.")
}

// refuse answers with an error page of the servlet container.
func refuse(w http.ResponseWriter, status int, says string) {
	title := fmt.Sprintf("HTTP Status %d – %s", status, http.StatusText(status))
	w.Header().Set("Content-Type", "text/html;charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `<!doctype html><html lang="en"><head><title>`+title+`</title></head><body><h1>`+title+
		`</h1><hr class="line" /><p><b>Type</b> Status Report</p><p><b>Message</b> `+html.EscapeString(says)+`</p><hr class="line" /></body></html>`)
}
