// Package testsoak is what somebody types who replaces certificates, lists and keys without end: for tests of what a lab
// keeps that runs for long.
package testsoak

// The nodes of the cluster: in mixed mode without tokens, with all services on the publisher and no CAPF on the subscriber.
const (
	Publisher  = "cucm-pub"
	Subscriber = "cucm-sub1"
)

// Command is a command on a node, which a lab does not refuse.
type Command struct{ Node, Line string }

// Answers are those to the questions of every command.
var Answers = []string{"yes", "yes", "yes"}

// Backup saves everything.
var Backup = Command{Publisher, "utils disaster_recovery backup network UCM soak"}

// Round returns commands that replace everything that a phone can be shown and that services load. The last one is typed
// before the first is typed again.
func Round() []Command {
	var round []Command
	each := func(lines ...string) {
		for _, line := range lines {
			round = append(round, Command{Publisher, line}, Command{Subscriber, line})
		}
	}
	one := func(lines ...string) {
		for _, line := range lines {
			round = append(round, Command{Publisher, line})
		}
	}
	each("set cert regen CallManager", "utils service restart Cisco Tftp", "utils service restart Cisco CallManager")
	one("utils ctl update CTLFile")
	each("set cert regen TVS", "utils service restart Cisco Trust Verification Service")
	one("set cert regen CAPF", "utils service restart Cisco Certificate Authority Proxy Function", "utils ctl update CTLFile")
	each("set cert regen tomcat", "utils service restart Cisco Tomcat")
	one("set csr gen tomcat", "set cert regen ITLRecovery", "utils itl reset localkey", "utils ctl reset localkey", "utils ctl update CTLFile")
	each("utils service restart Cisco Tftp")
	one("file list tftp ITLFile.tlv detail", "show cert list trust")
	return round
}
