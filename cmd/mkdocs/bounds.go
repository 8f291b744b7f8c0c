package main

import (
	"fmt"
	"go/constant"
	"strconv"
	"time"
)

// bound is a row about a constant of the program; its value is read from the source, as most are of a package alone.
type bound struct {
	what     string
	dir      string // of the package
	constant string
	unit     unit
}

// unit is how a value is written.
type unit func(constant.Value) string

func count(v constant.Value) string {
	text := v.ExactString()
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func duration(v constant.Value) string {
	n, _ := constant.Int64Val(v)
	d := time.Duration(n)
	if d >= 2*time.Minute && d%time.Minute == 0 {
		return strconv.Itoa(int(d/time.Minute)) + " minutes"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}

func size(v constant.Value) string {
	n, _ := constant.Int64Val(v)
	for _, u := range []struct {
		bytes int64
		name  string
	}{{1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= u.bytes && n%u.bytes == 0 {
			return fmt.Sprintf("%d %s", n/u.bytes, u.name)
		}
	}
	return count(v) + " bytes"
}

// bounds are what docs/reliability.md says about sizes, numbers and times.
var bounds = []bound{
	{"TFTP: transfers of a listener at a time; descriptors may allow fewer", "tftpd", "DefaultMaxTransfers", count},
	{"TFTP: a transfer, HTTP: an answer", "tftpd", "DefaultMaxDuration", duration},
	{"TFTP: wait for an acknowledgment, before the block is sent again", "tftpd", "DefaultTimeout", duration},
	{"TFTP and HTTP: name of a file", "tftpd", "MaxName", size},
	{"HTTP: header of a request or an answer", "tftpd", "maxHeader", size},
	{"HTTP: time for a request to come", "tftpd", "DefaultIdleTimeout", duration},
	{"HTTP: connections of a listener at a time", "tftpd", "DefaultMaxConnections", count},
	{"web pages of phones: phones that are served; descriptors may allow fewer", "sim/lab/phoneweb", "MostPhones", count},
	{"web pages of phones: connections of a phone at a time", "sim/lab/phoneweb", "mostEach", count},
	{"web pages of phones: connections of all phones that are served at a time", "sim/lab/phoneweb", "mostServed", count},
	{"web pages of phones: time for the header of a request", "sim/lab/phoneweb", "headerTime", duration},
	{"web pages of phones: time for a request", "sim/lab/phoneweb", "requestTime", duration},
	{"web pages of phones: time for an answer, a phone that boots meanwhile", "sim/lab/phoneweb", "answerTime", duration},
	{"web pages of phones: header of a request", "sim/lab/phoneweb", "maxHeader", size},
	{"web pages of phones: body of a request", "phone/web", "MaxBody", size},
	{"web pages of phones: XML of an execution", "phone/web", "MaxXML", size},
	{"web pages of phones: console lines of a phone", "sim/lab/phoneweb", "mostLines", count},
	{"web pages of phones: consoles of all phones", "sim/lab/phoneweb", "mostConsoles", size},
	{"HTTP: time to take 16 KiB of an answer", "tftpd", "DefaultPaceTimeout", duration},
	{"TVS: connections of a server at a time", "tvs", "DefaultMaxConnections", count},
	{"TVS: handshake, request and answer, each", "tvs", "DefaultServerTimeout", duration},
	{"TVS and CAPF: body of a message", "wire", "maxBody", size},
	{"CAPF: sessions of a server at a time", "capf", "DefaultMaxConnections", count},
	{"CAPF: handshake and each message", "capf", "DefaultServerTimeout", duration},
	{"CAPF: a phone that makes its key, however often it says so", "capf", "DefaultKeyTimeout", duration},
	{"CAPF: a phone that makes its key, where places are short", "capf", "keyGrace", duration},
	{"registration: connections of a port at a time", "registration", "maxConnections", count},
	{"registration: a connection, until a phone is registered", "registration", "timeout", duration},
	{"registration: an SCCP phone that is registered and says nothing", "registration", "sccpSilence", duration},
	{"registration: silence of a phone that is registered over SIP", "registration", "sipSilence", duration},
	{"registration: a message of SCCP, start line and header of one of SIP", "registration", "maxMessage", size},
	{"registration: header fields of a SIP message", "registration", "maxHeaders", count},
	{"registration: body of a SIP message", "registration", "maxBody", size},
	{"registration: requests over UDP that are answered at a time, by port", "registration", "datagramAnswerer", count},
	{"registration: answers over UDP that are kept for requests that come again, by port", "registration", "datagramAnswers", size},
	{"registration: memory of who is registered over UDP, by port", "registration", "datagramPhones", size},
	{"registration: bytes sent over UDP for each byte that came", "registration", "datagramGain", count},
	{"registration: answers that a phone reads before the final one", "registration", "maxProvisional", count},
	{"a TCP connection that has sent nothing and may lose its place to another", "accept", "Grace", duration},
	{"any other TCP connection that keeps its server waiting and may lose its place to another", "accept", "Patience", duration},
	{"a TCP connection: what the kernel is asked to keep of what its peer does not take", "accept", "writeBuffer", size},
	{"metrics: scrapers at a time", "metrics", "most", count},
	{"control API: connections of a listener at a time", "sim/lab/api", "mostConnections", count},
	{"control API: shells at a time", "sim/lab/api", "mostShells", count},
	{"control API: streams of events at a time", "sim/lab/api", "mostStreams", count},
	{"control API: silence of a stream of events", "sim/lab/api", "alive", duration},
	{"control API: events of an answer, or of a piece of a stream", "sim/lab/api", "mostBatch", count},
	{"lab: events that are kept", "sim/lab/control", "mostEvents", count},
	{"HTTP of the control API and of pages: head of a request", "httpd", "mostHead", size},
	{"HTTP of the control API and of pages: time for the head of a request", "httpd", "headTime", duration},
	{"control API: body of a request", "sim/lab/api", "mostBody", size},
	{"control API: time for the body of a request", "sim/lab/api", "bodyTime", duration},
	{"HTTP of the control API and of pages: time to take a piece of an answer", "httpd", "TakeTime", duration},
	{"HTTP of the control API and of pages: time for answers to come to their end when the lab does", "httpd", "partTime", duration},
	{"control API: a message of keys", "sim/lab/api", "MostKeys", size},
	{"control API: an answer, as its client takes it", "sim/lab/api/client", "mostAnswer", size},
	{"pages: streams of an account and a room at a time", "web/frame", "mostStreams", count},
	{"pages: a form, with the files in it", "web/frame", "mostForm", size},
	{"pages: sessions of browsers at a time", "web/door", "mostSessions", count},
	{"pages: how long a session lasts that is not used", "web/door", "idle", duration},
	{"pages: wrong passwords of a name from an address in a minute", "web/door", "mostFailures", count},
	{"shell: a line, an answer", "admincli", "longestLine", size},
	{"SSH: connections of a node at a time", "sim/lab/sshd", "mostConnections", count},
	{"SSH: time to log in", "sim/lab/sshd", "loginTime", duration},
	{"SSH: tries to log in on a connection", "sim/lab/sshd", "mostTries", count},
	{"SSH: sessions of a connection at a time", "sim/lab/sshd", "mostChannels", count},
	{"SSH: a connection without a session, a session in which nothing was asked for", "sim/lab/sshd", "silence", duration},
	{"SSH: a client that takes nothing of what is sent, or does not close a session that has ended", "sim/lab/sshd", "stalled", duration},
	{"SSH and shell: a session in which nothing is typed (SSH: `serve --ssh-idle`)", "admincli", "SessionTimeout", duration},
	{"SFTP to a server of an administrator: a transfer", "sim/lab/transfer", "mostTime", duration},
	{"SFTP to a server of an administrator: a file that is fetched", "sim/lab/transfer", "mostFetched", size},
	{"SSH: columns of a terminal that are believed", "sim/lab/sshd", "mostWidth", count},
	{"standard error: lines that nobody has read", "cmd/cli", "mostBacklog", size},
	{"lab: what was made with lab keys and may be made again", "sim/keypool", "most", size},
	{"lab: signed configurations of a TFTP service", "sim/lab", "mostSigned", size},
	{"control API: phones of a list", "sim/lab/control", "MostPhones", count},
	{"lab: files not served that are remembered, by node and name", "sim/lab/control", "mostMissing", count},
	{"lab: addresses that are told apart for such a file", "sim/lab/control", "mostMissingPeers", count},
	{"lab: a log file of a node", "sim/lab/control", "mostLog", size},
	{"phones: a file that a client takes", "tftpd", "DefaultMaxBytes", size},
	{"phones: a transfer over TFTP", "tftpd", "DefaultTFTPTimeout", duration},
	{"phones: a transfer over HTTP", "tftpd", "DefaultHTTPTimeout", duration},
	{"trust lists: records", "trustlist", "maxRecords", count},
	{"configuration: depth of elements", "phone/content", "maxDepth", count},
	{"scenario: size of a file", "scenarios/file", "MaxSize", size},
	{"scenario: steps", "scenarios", "maxSteps", count},
	{"scenario: phones of a group", "sim/lab", "maxCount", count},
	{"list of devices: size of a file", "devices/inventory", "MaxSize", size},
	{"list of devices: devices", "devices/inventory", "MaxDevices", count},
	{"scenario: phones of all groups", "scenarios/site", "maxPhones", count},
	{"scenario: nodes of a cluster", "scenarios/site", "maxNodes", count},
	{"scenario: nodes of all clusters", "scenarios/site", "maxAllNodes", count},
	{"scenario: certificates of all `trust` keys", "scenarios/site", "maxTrusted", count},
	{"name in a certificate, as text", "sim/pki", "maxNameText", size},
	{"file of lab keys", "sim/keypool", "mostFile", size},
	{"document of a lab (`--lab`)", "sim/lab/control", "mostDocument", size},
	{"file of packets (`--pcap`)", "capture", "DefaultLimit", size},
	{"lists of phones of a real cluster: a line", "twin/roster", "maxLine", size},
	{"lists of phones of a real cluster: phones", "twin/roster", "maxPhones", count},
	{"lists of phones of a real cluster: problems and conflicts that are told", "twin/roster", "maxReports", count},
	{"page of a phone", "twin/roster", "maxPage", size},
	{"evidence of a real cluster: a file", "twin/shown", "MaxFile", size},
	{"evidence of a real cluster: lines of a file", "twin/shown", "maxLines", count},
	{"evidence of a real cluster: a line of a log", "twin/shown", "maxLine", size},
	{"evidence of a real cluster: outputs of a file", "twin/shown", "maxOutputs", count},
	{"evidence of a real cluster: files", "twin", "maxFiles", count},
	{"evidence of a real cluster: all files", "twin", "maxEvidence", size},
}

// boundTable is a row for each bound, in their order.
func boundTable() table {
	t := table{{"what", "at most", "constant"}}
	for _, b := range bounds {
		value, err := constantOf(b.dir, b.constant)
		if err != nil {
			panic(fmt.Sprintf("mkdocs: %v", err))
		}
		t = append(t, []string{b.what, b.unit(value), "`" + b.dir + "." + b.constant + "`"})
	}
	return t
}
