package api

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"

	"tvslab/httpd"
)

// Guard says who may ask. The zero value lets in whoever can connect, as to a socket that the file system keeps.
type Guard struct {
	// Token is what each request has to bring; "" for none, and for a listener that only its owner reaches.
	Token string
}

// NewToken makes a token that nobody guesses.
func NewToken() string { return rand.Text() }

// wrap lets through what may ask: with the token, for an address of the lab (a name that somebody's DNS turned to it is none), and not
// for a page of another site.
func (g Guard) wrap(h http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		write(w, ForeignHost.with("the request comes from a page of another site"))
	}))
	h = protection.Handler(h)
	if g.Token == "" {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !httpd.Addressed(r):
			write(w, ForeignHost.with("Host "+quoted(r.Host)+" is no address of this lab"))
		case subtle.ConstantTimeCompare([]byte(tokenOf(r)), []byte(g.Token)) != 1:
			w.Header().Set("WWW-Authenticate", `Bearer realm="tvslab"`)
			write(w, NoToken.with("send Authorization: Bearer and the token in the file that tvslab serve names"))
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// inProtocol is how browsers, which cannot set a header there, send the token with a WebSocket: as a protocol that they offer.
const inProtocol = "tvslab.token."

func tokenOf(r *http.Request) string {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return token
	}
	for _, offered := range strings.Split(r.Header.Get("Sec-WebSocket-Protocol"), ",") {
		if token, ok := strings.CutPrefix(strings.TrimSpace(offered), inProtocol); ok {
			return token
		}
	}
	return ""
}

// quoted is a header's value in an answer, of a bounded length.
func quoted(text string) string { return strings.ToValidUTF8(`"`+text[:min(len(text), 100)]+`"`, "?") }
