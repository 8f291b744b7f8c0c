package registration

import (
	"regexp"
	"strconv"
	"strings"
)

const sipVersion = "SIP/2.0"

var requestLine = regexp.MustCompile("^([A-Za-z0-9.!%*_+`'~-]{1,32}) ([^ ]+) (SIP/[0-9]+\\.[0-9]+)$")

// token reports what can be the name of a header field (RFC 3261, section 25.1).
func token(name string) bool {
	for i := 0; i < len(name); i++ {
		if c := name[i]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-.!%*_+`'~", c) >= 0) {
			return false
		}
	}
	return name != ""
}

// deviceName is what devices of CUCM are called: at most 15 characters of these.
var deviceName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,15}$`)

// Parameters of Contact in which phones say who they are (tech note 214535); soft clients use the second one too (public traces).
var deviceParams = []string{"+u.sip!devicename.ccm.cisco.com", "+u.sip!devicename.ccm.features.cisco.com"}

const modelParam = "+u.sip!model.ccm.cisco.com"

// sipRequest is a request.
type sipRequest struct {
	*sipMessage
	method, uri, version string
}

// request takes a message for one; nil for an answer.
func (m *sipMessage) request() *sipRequest {
	parts := requestLine.FindStringSubmatch(m.start)
	if parts == nil {
		return nil
	}
	return &sipRequest{sipMessage: m, method: parts[1], uri: parts[2], version: parts[3]}
}

// contacts are the addresses that a REGISTER names, in order.
func (q *sipRequest) contacts() []string {
	var all []string
	for _, value := range q.all("contact") {
		all = append(all, splitOutside(value, ',')...)
	}
	return all
}

// device finds device name and device type in the addresses of Contact; "" and 0 where they do not say. ok is false for names that
// no device can have, and for two of them.
func device(contacts []string) (name string, model int, ok bool) {
	for _, contact := range contacts {
		params := sipParams(contact)
		for _, param := range deviceParams {
			said, found := params[param]
			switch {
			case !found:
				continue
			case !deviceName.MatchString(said) || name != "" && name != said:
				return "", 0, false
			}
			name = said
		}
		if n, err := strconv.ParseUint(params[modelParam], 10, 20); err == nil && model == 0 {
			model = int(n)
		}
	}
	return name, model, true
}

// expires is the time that a REGISTER asks for, in seconds: that of its first address, else that of the request, else an hour, as
// for values that are none (RFC 3261, section 20.19).
func (q *sipRequest) expires(contacts []string) int {
	asked := q.get("expires")
	if len(contacts) > 0 {
		if own, found := sipParams(contacts[0])["expires"]; found {
			asked = own
		}
	}
	n, err := strconv.ParseUint(asked, 10, 32)
	if err != nil {
		return sipAsked
	}
	return int(min(n, 1<<31-1))
}

// answerNeeds are the header fields that each request has, and that answers repeat (RFC 3261, section 8.1.1).
var answerNeeds = []struct{ name, text string }{{"via", "Via"}, {"from", "From"}, {"to", "To"}, {"call-id", "Call-ID"}, {"cseq", "CSeq"}}

// answerable reports what keeps the request from being understood, "" for nothing: a fault of its form, header fields that each
// request has (RFC 3261, section 8.1.1), a CSeq of another method.
func (q *sipRequest) answerable() string {
	if q.fault != "" {
		return q.fault
	}
	for _, needed := range answerNeeds {
		if q.get(needed.name) == "" {
			return needed.text + " is missing"
		}
	}
	number, method, _ := strings.Cut(q.get("cseq"), " ")
	if _, err := strconv.ParseUint(number, 10, 31); err != nil || strings.TrimSpace(method) != q.method {
		return "CSeq does not fit"
	}
	return ""
}
