// Package feature says which of tvslab's features exist on which system, why not elsewhere, and what to use there instead. Code that has
// to know asks the same row that tvslab version --features and docs/systems.md print.
package feature

import (
	"runtime"
	"slices"
)

// Feature is something that tvslab does.
type Feature uint8

// The features, in the order in which they are listed: first those of all systems.
const (
	Memory Feature = iota
	Files
	Servers
	Phones
	Terminal
	Shell
	Pages
	Folders
	Packets

	Addresses
	LowPorts
	ControlSocket
	Modes
	Signals
	LeanTFTP
	Batches
	Refusals
	Silence
	Sources
	Descriptors
	Limits
	Usage

	count
)

// row is what is known of a feature.
type row struct {
	name    string
	is      string
	on      []string // as Go names systems; nil for all
	why     string   // not elsewhere
	instead string
}

// Systems are those on which tvslab is built and looked after, as Go names them.
func Systems() []string { return []string{"linux", "darwin", "windows"} }

// names of systems, for people.
var names = map[string]string{"linux": "Linux", "darwin": "macOS", "windows": "Windows"}

// SystemName is how people name a system that Go calls so.
func SystemName(system string) string {
	if name := names[system]; name != "" {
		return name
	}
	return system
}

var table = [count]row{
	Memory:   {name: "memory", is: "`run`, `check`, `plan`, `explore`, `why`, `lesson test` and `bench` within the process"},
	Files:    {name: "files", is: "`inspect`, `import`, `list`, `show`, `new`, `models`, `reasons`; scenarios, plans, lessons and lists of phones with LF or CR LF"},
	Servers:  {name: "servers", is: "TFTP, HTTP, HTTPS, TVS, CAPF, SIP and SCCP on loopback: `serve`, `run --sockets`, `bench`, `classroom`"},
	Phones:   {name: "phones", is: "`phones` against servers of a lab or others, with their state in an SQLite file"},
	Terminal: {name: "terminal", is: "colours and progress on a terminal, none with `NO_COLOR` or where output is redirected; Ctrl-C ends in order with status 130"},
	Shell:    {name: "shell", is: "`cli`, `lab`, `lesson`, `page` on a lab that runs, SSH to its nodes, the control API"},
	Pages:    {name: "pages", is: "the dashboard, lessons and classes in a browser, web pages of phones"},
	Folders:  {name: "folders", is: "labs, classes and fleets that are kept, one process at a time: the system releases a lock when its process dies"},
	Packets:  {name: "packets", is: "`--pcap`, and `SSLKEYLOGFILE`"},

	Addresses: {name: "addresses", is: "an address of 127.0.0.0/8 for each node and phone", on: []string{"linux", "windows"},
		why: "only 127.0.0.1 exists", instead: "ports a hundred apart on 127.0.0.1, chosen by itself and by `--one-address`; or `ifconfig lo0 alias` for each address, and `--listen`"},
	LowPorts: {name: "low-ports", is: "ports below 1024 (69, 22, 80) without a privilege", on: []string{"windows"},
		why: "the system asks for a privilege", instead: "6969, 2222 and 8080, chosen by themselves; on Linux `setcap cap_net_bind_service=+ep`"},
	ControlSocket: {name: "control-socket", is: "the control socket is a Unix socket that only its owner opens", on: []string{"linux", "darwin"},
		why: "not every Windows has them, and none has modes", instead: "a port of 127.0.0.1 with a token, both in a file with an access control list of its owner alone; `--control-on port` anywhere"},
	Modes: {name: "modes", is: "keys, tokens and captures are files of mode 0600", on: []string{"linux", "darwin"},
		why: "modes mean nothing", instead: "tokens have an access control list of their owner alone; keys and captures are as private as their folder"},
	Signals: {name: "signals", is: "SIGTERM ends in order, with status 143", on: []string{"linux", "darwin"},
		why: "nothing sends signals", instead: "Ctrl-C, Ctrl-Break, or closing the window"},
	LeanTFTP: {name: "tftp-lean", is: "the TFTP engine with one loop for all transfers (`--tftp-engine lean`)", on: []string{"linux"},
		why: "it needs epoll and sendmmsg", instead: "github.com/pin/tftp, with a socket and goroutines for each transfer: same answers, fewer transfers at a time"},
	Batches: {name: "phones-one-loop", is: "phones of a fleet fetch over TFTP by one loop", on: []string{"linux"},
		why: "it needs epoll and sendmmsg", instead: "a goroutine for each transfer: same requests, fewer phones at a time"},
	Refusals: {name: "udp-refusals", is: "a phone learns at once that nobody listens at a TFTP server", on: []string{"linux"},
		why: "sockets that are not connected do not hear of it", instead: "it asks again until its time is over, as where packets are lost"},
	Silence: {name: "silent-ports", is: "a TCP port that a fault makes `silent` takes no connection of strangers", on: []string{"linux"},
		why: "what the system does with a full queue is not known", instead: "it takes the connection and says nothing; the lab's own phones meet silence"},
	Sources: {name: "source-addresses", is: "phones of `bench` come from 64 addresses where servers are on this machine", on: []string{"linux"},
		why: "not tried there", instead: "one address, whose ports bound how many boot in a minute"},
	Descriptors: {name: "descriptors", is: "the limit of open files is known, and work is bounded by it", on: []string{"linux", "darwin"},
		why: "there is no such limit", instead: "fixed bounds"},
	Limits: {name: "limits", is: "`bench` foretells that ports or memory will not do", on: []string{"linux"},
		why: "the system does not tell in a file", instead: "errors of kind exhausted in the report"},
	Usage: {name: "usage", is: "processor time and memory of generator and servers (`--server-pid`) in reports", on: []string{"linux"},
		why: "there is no /proc", instead: "the system's own monitor"},
}

// All are the features, in their order.
func All() []Feature {
	all := make([]Feature, count)
	for i := range all {
		all[i] = Feature(i)
	}
	return all
}

// String is a word for it.
func (f Feature) String() string { return table[f].name }

// Is says in a few words what it is.
func (f Feature) Is() string { return table[f].is }

// On reports whether a system, as Go names it, has the feature.
func (f Feature) On(system string) bool {
	return table[f].on == nil || slices.Contains(table[f].on, system)
}

// Here reports whether this system has it.
func (f Feature) Here() bool { return f.On(runtime.GOOS) }

// Why says why other systems do not have it; "" where all do.
func (f Feature) Why() string { return table[f].why }

// Instead says what to use there.
func (f Feature) Instead() string { return table[f].instead }
