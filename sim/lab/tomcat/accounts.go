package tomcat

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
)

// Right is what somebody must have to use an application.
type Right int

// The rights.
const (
	Anybody     Right = iota // nobody has to log in
	Application              // an application user with the roles of AXL and Serviceability
	Platform                 // the administrator of the platform, whose account SSH and OS Administration have
)

// Account is somebody who may log in.
type Account struct{ User, Password string }

// Accounts are those of all nodes of a lab: those of the database for AXL and the services of Serviceability, and those of the platform,
// which are others. Keys are those who may press the keys of phones.
type Accounts struct {
	Application, Platform, Keys []Account
}

func (a Accounts) of(right Right) []Account {
	if right == Platform {
		return a.Platform
	}
	return a.Application
}

func (a Accounts) knows(right Right, user, password string) bool {
	return among(a.of(right), user, password)
}

// among compares in the same time whatever is right.
func among(list []Account, user, password string) bool {
	known := 0
	for _, one := range list {
		known |= same(user, one.User) & same(password, one.Password)
	}
	return known == 1
}

func same(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}

// admit finds out who asks: by Basic, else by a session of before. Who logs in by Basic gets a session.
func (r *run) admit(w http.ResponseWriter, asked *http.Request, right Right) (user string, ok bool) {
	if right == Anybody {
		return "", true
	}
	if user, password, basic := asked.BasicAuth(); basic {
		if !r.server.Accounts.knows(right, user, password) {
			return "", false
		}
		if who, ok := r.sessions.find(asked, right, r.server.now()); !ok || who != user {
			r.sessions.begin(w, user, right, r.server.now(), r.server.appAt(asked.URL.Path))
		}
		return user, true
	}
	return r.sessions.find(asked, right, r.server.now())
}
