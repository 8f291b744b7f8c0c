package attack

import "time"

// All returns the rows.
func All() []Attack { return table }

const second = time.Second

var table = []Attack{
	{Name: "tftp-malformed", Does: "mutated packets to TFTP ports and to the ports of transfers", For: 2 * second, Lab: lab, Both: true, Play: tftpMalformed},
	{Name: "tftp-requests", Does: "read requests as fast as they go, and no acknowledgment", For: 2 * second, Lab: lab, Both: true, Play: tftpRequests,
		Criteria: Criteria{Excused: []string{"tftp"}, Again: time.Minute, RSS: 400 << 20}},
	{Name: "tftp-junk", Does: "datagrams that are no packets", For: second, Lab: lab, Both: true, Play: tftpJunk,
		Criteria: Criteria{Excused: []string{"tftp"}}},
	{Name: "tftp-half-open", Does: "transfers from thousands of ports that are never acknowledged", For: 2 * second, Lab: lab, Both: true, Play: tftpHalfOpen,
		Criteria: Criteria{Excused: []string{"tftp"}}},
	{Name: "tftp-acknowledgments", Does: "a flood of acknowledgments to the ports of transfers", For: second, Lab: lab, Both: true, Play: tftpAcknowledgments},
	{Name: "tftp-same-port", Does: "one file over and over from the same port", For: 2 * second, Lab: lab, Both: true, Play: tftpSamePort,
		Criteria: Criteria{Held: "every request is answered within two seconds"}},

	{Name: "http-malformed", Does: "mutated requests", For: second, Lab: lab, Play: httpMalformed},
	{Name: "http-one-byte", Does: "thousands of connections that send one byte", For: 2 * second, Lab: lab, Play: httpOneByte},
	{Name: "http-drip", Does: "requests that come a byte at a time", For: 2 * second, Lab: lab, Play: httpDrip},
	{Name: "http-unread", Does: "a thousand connections that ask 150 times and read nothing", For: 8 * second, Lab: lab, Play: httpUnread,
		Criteria: Criteria{Held: "the server closes more than half of them"}},

	{Name: "tls-malformed", Does: "mutated ClientHello to every port that speaks TLS", For: second, Lab: lab, Play: tlsMalformed},
	{Name: "tls-half-hello", Does: "thousands of connections that send half a ClientHello", For: 2 * second, Lab: lab, Play: tlsHalfHello},
	{Name: "tvs-malformed", Does: "mutated questions inside TLS 1.0 to 1.3", For: 2 * second, Lab: lab, Play: tvsMalformed},
	{Name: "tvs-length", Does: "connections that announce 65,535 bytes and send none", For: 2 * second, Lab: lab, Play: tvsLength},
	{Name: "capf-malformed", Does: "mutated answers to CAPF", For: 2 * second, Lab: lab, Play: capfMalformed},
	{Name: "capf-one-device", Does: "all sessions of CAPF in the name of one phone whose key is never ready", Lab: lab, Play: capfOneDevice,
		Criteria: Criteria{Wait: 5 * second}},
	{Name: "capf-repeats", Does: "one phone that never manages to make a key, again and again", For: 2 * second, Lab: lab, Play: capfRepeats},
	{Name: "registrations", Does: "garbage to all ports of call managers; metrics must not grow by it", For: 2 * second, Lab: lab, Play: registrations,
		Criteria: Criteria{Held: "at most 1,000 series of metrics"}},

	{Name: "registrations-udp", Does: "registrations over UDP as fast as they go, each of its own, a quarter of them mutated", For: 2 * second, Lab: lab, Play: udpRegistrations,
		Criteria: Criteria{Held: "at most 1,000 series of metrics"}},

	{Name: "silent", Does: "thousands of connections to all ports that say nothing", For: 2 * second, Lab: lab, Play: silent},
	{Name: "descriptors-64", Does: "all descriptors taken, of 64", For: 3 * second, Lab: fewFiles, Play: descriptors, Criteria: Criteria{Excused: Everybody}},
	{Name: "descriptors", Does: "all descriptors taken, of as many as the system gives", For: 4 * second, Lab: lab, Play: descriptors, Criteria: Criteria{Excused: Everybody}},
	{Name: "names", Does: "names with terminal escapes in every protocol", For: second, Lab: lab, Play: names},
	{Name: "unread-errors", Does: "a standard error that nobody reads", For: 2 * second, Lab: unreadLab, Both: true, Play: unreadErrors},

	{Name: "control-malformed", Does: "mutated requests and shells on the control socket", For: second, Lab: lab, Play: controlMalformed},
	{Name: "control-long-line", Does: "a line of a shell that does not end", For: second, Lab: lab, Play: controlLongLine},
	{Name: "control-sessions", Does: "all shells of the control API held", For: second, Lab: lab, Play: controlSessions,
		Criteria: Criteria{Held: "who wants one more is told at once; commands are typed meanwhile"}},

	{Name: "api-malformed", Does: "mutated requests to the control API over TCP, with its token and without", For: second, Lab: lab, Play: apiMalformed},
	{Name: "api-streams", Does: "all streams of events held and not read, while phones are reset", For: 2 * second, Lab: lab, Play: apiStreams,
		Criteria: Criteria{Held: "resets are done meanwhile"}},

	{Name: "ssh-strangers", Does: "SSH: hundreds of connections that say nothing, half a version or garbage, and wrong passwords", For: 2 * second, Lab: lab, Play: sshStrangers,
		Criteria: Criteria{Held: "an administrator logs in to every node within ten seconds afterwards"}},
	{Name: "ssh-sessions", Does: "all SSH sessions of a node held, with output that nobody reads", For: 2 * second, Lab: lab, Play: sshSessions,
		Criteria: Criteria{Held: "an administrator logs in to another node meanwhile"}},
	{Name: "phone-web-slow", Does: "requests to the pages of phones that never end", For: 2 * second, Lab: webLab, Play: phoneWebSlow,
		Criteria: Criteria{Held: "every page is there within ten seconds afterwards"}},
	{Name: "phone-web-bodies", Does: "bodies without end, and mutated requests, to what phones execute", For: second, Lab: webLab, Play: phoneWebBodies,
		Criteria: Criteria{Held: "every page is there within ten seconds afterwards"}},
	{Name: "api-strangers", Does: "requests to the control API without its token, with a part of it, or for another host", For: second, Lab: lab, Play: apiStrangers,
		Criteria: Criteria{Held: "nobody is let in; who has the token is answered afterwards"}},
	{Name: "api-bodies", Does: "bodies without end, and mutated requests, to the control API, with its token", For: second, Lab: lab, Play: apiBodies,
		Criteria: Criteria{Held: "who has the token is answered afterwards"}},

	{Name: "web-services", Does: "XML bombs, external entities, endless bodies and headers, and mutations of them, to web services of nodes", For: 2 * second, Lab: lab, Play: webServices,
		Criteria: Criteria{Held: "AXL of every node answers within ten seconds afterwards"}},
	{Name: "web-services-held", Does: "thousands of connections to web services of nodes that say nothing, or half a ClientHello", For: 2 * second, Lab: lab, Play: webServicesHeld,
		Criteria: Criteria{Held: "AXL of every node answers within ten seconds afterwards"}},

	{Name: "changes", Does: "certificates regenerated and services restarted while clients shake hands and phones boot", For: 3 * second, Lab: lab, Both: true, Play: changes,
		Criteria: Criteria{Excused: Everybody}},
	{Name: "nodes-removed", Does: "nodes removed while clients shake hands with them", For: 4 * second, Play: nodesRemoved,
		Criteria: Criteria{Held: "the lab ends with status 0"}},
	{Name: "nodes-rebuilt", Does: "nodes built anew while clients shake hands with them", For: 4 * second, Play: nodesRebuilt,
		Criteria: Criteria{Held: "the lab ends with status 0"}},
	{Name: "regenerations", Does: "certificates regenerated over and over; memory must become flat", For: 9 * second, Long: 10 * time.Minute, Lab: lab, Play: regenerations,
		Criteria: Criteria{Held: "after the first third memory grows by a quarter and 48 MB at most", Excused: Everybody}},

	{Name: "kills", Does: "kill -9 of a fleet that keeps its state; no boot that was in the file is lost", For: 2 * second, Lab: lab, Play: kills,
		Criteria: Criteria{Held: "the file is whole, and has every boot that was read from it before"}},
	{Name: "signals", Does: "SIGINT and SIGTERM at any moment of any command", For: 2 * second, Lab: lab, Play: signals,
		Criteria: Criteria{Held: "all end within 8 s, with a fitting status"}},
	{Name: "large-plans", Does: "plans with millions of phones or thousands of nodes, interrupted", Play: large,
		Criteria: Criteria{Held: "all end within 8 s of SIGTERM, with 1 GB at most"}},
	{Name: "evidence", Does: "evidence of somebody else that is made to take time or memory, imported", Play: evidence,
		Criteria: Criteria{Held: "each ends within a minute with status 2 and 512 MB at most"}},
	{Name: "restarts", Does: "a lab killed and started again at once, with the same control socket", Play: restart,
		Criteria: Criteria{Held: "all three start"}},
	{Name: "full-device", Does: "output to a device that is full", Play: full,
		Criteria: Criteria{Held: "none ends with status 0"}},
	{Name: "terminals", Does: "files of somebody else with terminal escapes, printed", Play: terminals,
		Criteria: Criteria{Held: "nothing controls the terminal"}},
	{Name: "servers", Does: "phones against servers that answer with garbage or without end", For: 2 * second, Play: servers,
		Criteria: Criteria{Held: "256 MB at most; they end within 8 s of SIGTERM"}},
}
