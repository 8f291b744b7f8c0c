package registration

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
)

// sipReply is what is said to a request, and what is told of it.
type sipReply struct {
	status  int
	phrase  string   // "" for that of sipPhrases
	extra   []string // header fields beside those that repeat the request's, without line ends
	outcome string
	err     error
	end     bool // nothing more is read from the connection
}

// sipPhrases are the reason phrases of RFC 3261.
var sipPhrases = map[int]string{
	100: "Trying", 200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
	416: "Unsupported URI Scheme", 420: "Bad Extension", 423: "Interval Too Brief", 481: "Call/Transaction Does Not Exist", 483: "Too Many Hops",
	500: "Internal Server Error", 501: "Not Implemented", 505: "Version Not Supported",
}

// refuse is a reply that says no for a reason of protocol; the text goes to the client as a Warning and to the log.
func (s *Server) refuse(status int, outcome, text string, extra ...string) *sipReply {
	return &sipReply{status: status, outcome: outcome, err: fmt.Errorf("%d %s: %s", status, sipPhrases[status], text),
		extra: append(extra, fmt.Sprintf("Warning: 399 %s %q", s.Node, text))}
}

// sipStack are the versions of Cisco's SIP line interface that call managers tell phones, by release: Supported of recorded
// answers. Of other releases none is known.
var sipStack = map[string]string{"11.5": "8.0.0", "12.0": "9.0.0", "12.5": "9.2.0", "14.0": "10.0.0"}

func (s *Server) version() string {
	if s.Version == nil {
		return ""
	}
	return s.Version()
}

// supported is what a call manager says that it supports.
func (s *Server) supported() string {
	if stack := sipStack[s.version()]; stack != "" {
		return "Supported: X-cisco-srtp-fallback,X-cisco-sis-" + stack
	}
	return "Supported: X-cisco-srtp-fallback"
}

// date is the clock of the call manager as phones read it.
func (s *Server) date() string { return s.now().UTC().Format(http.TimeFormat) }

// answer is the text of an answer to a request, its header fields in the order of recorded ones. Whatever of the request it repeats
// is there as it came.
func (s *Server) answer(q *sipRequest, peer net.Addr, r *sipReply) string {
	var b strings.Builder
	phrase := r.phrase
	if phrase == "" {
		phrase = sipPhrases[r.status]
	}
	fmt.Fprintf(&b, "%s %d %s\r\n", sipVersion, r.status, phrase)
	for i, via := range q.all("via") {
		if i == 0 {
			via = received(via, peer)
		}
		fmt.Fprintf(&b, "Via: %s\r\n", via)
	}
	repeat(&b, "From", q.get("from"))
	repeat(&b, "To", tagged(q.get("to"), r.status))
	fmt.Fprintf(&b, "Date: %s\r\n", s.date())
	repeat(&b, "Call-ID", q.get("call-id"))
	if r.status >= 200 {
		fmt.Fprintf(&b, "Server: Cisco-CUCM%s\r\n", s.version())
	}
	repeat(&b, "CSeq", q.get("cseq"))
	for _, line := range r.extra {
		b.WriteString(line + "\r\n")
	}
	b.WriteString("Content-Length: 0\r\n\r\n")
	return b.String()
}

func repeat(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, "%s: %s\r\n", name, value)
	}
}

// tagged is To of an answer: a final one has a tag, of digits as CUCM's, where the request had none (RFC 3261, section 8.2.6.2).
func tagged(to string, status int) string {
	if to == "" || status < 200 {
		return to
	}
	if _, has := sipParams(to)["tag"]; has {
		return to
	}
	return fmt.Sprintf("%s;tag=%d", to, rand.Uint32())
}

// received says in the topmost Via where the request came from, if that says another host (RFC 3261, section 18.2.1).
func received(via string, peer net.Addr) string {
	from, _, err := net.SplitHostPort(peer.String())
	if err != nil || from == sentBy(via) || strings.Contains(via, ";received=") {
		return via
	}
	first, rest, more := strings.Cut(via, ",")
	first += ";received=" + from
	if more {
		return first + "," + rest
	}
	return first
}

// sentBy is the host that a Via names, without brackets.
func sentBy(via string) string {
	fields := strings.Fields(splitOutside(splitOutside(via, ',')[0], ';')[0])
	if len(fields) == 0 {
		return ""
	}
	host := fields[len(fields)-1]
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.Trim(host, "[]")
}
