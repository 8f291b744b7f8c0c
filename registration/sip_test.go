package registration

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	local = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 49152}
	noon  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

const contact8851 = `<sip:f0ae9f65-9fa6-4a32-84ba-4d40048f79c8@127.0.0.1:49152;transport=tcp>;+sip.instance="<urn:uuid:00000000-0000-0000-0000-9c57ad12a4e0>"` +
	`;+u.sip!devicename.ccm.cisco.com="SEP9C57AD12A4E0";+u.sip!model.ccm.cisco.com="684"`

// TestRegisterAsAnEight: the request is that of an 8851 in a public trace of a CUCM 11.5, but for what is different each time.
func TestRegisterAsAnEight(t *testing.T) {
	client := &Client{Model: 684, Line: Line{Number: "1003", Contact: "f0ae9f65-9fa6-4a32-84ba-4d40048f79c8", Agent: "Cisco-CP8851/12.1.1"}}
	d := client.dialog("SEP9C57AD12A4E0", "192.168.20.172", local)
	d.now, d.sequence = noon, 101
	require.Equal(t, "REGISTER sip:192.168.20.172 SIP/2.0\r\n"+
		"Via: SIP/2.0/TCP 127.0.0.1:49152;branch=z9hG4bK"+d.hex(8, "branch", 101)+"\r\n"+
		"From: <sip:1003@192.168.20.172>;tag=9c57ad12a4e00002"+d.hex(8, "tag", 0)+"-"+d.hex(8, "from", 0)+"\r\n"+
		"To: <sip:1003@192.168.20.172>\r\n"+
		"Call-ID: 9c57ad12-a4e00002-"+d.hex(8, "call", 0)+"-"+d.hex(8, "id", 0)+"@127.0.0.1\r\n"+
		"Max-Forwards: 70\r\n"+
		"Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n"+
		"CSeq: 101 REGISTER\r\n"+
		"User-Agent: Cisco-CP8851/12.1.1\r\n"+
		"Contact: "+contact8851+"\r\n"+
		"Supported: "+sipSupported+"\r\n"+
		"Content-Length: 0\r\n"+
		"Expires: 3600\r\n\r\n", d.register())
	m, err := newSIPReader(strings.NewReader(d.register())).read()
	require.NoError(t, err)
	q := m.request()
	require.Empty(t, q.answerable())
	name, model, ok := device(q.contacts())
	require.Equal(t, []any{"SEP9C57AD12A4E0", 684, true}, []any{name, model, ok})
}

// TestIdentifiers: they follow from who registers where, whence and when, and each request has a branch of its own.
func TestIdentifiers(t *testing.T) {
	d := func(device, server string, at time.Time) *sipDialog {
		d := new(Client).dialog(device, server, local)
		d.now = at
		return d
	}
	one := d("SEP9C57AD12A4E0", "a", noon)
	require.Equal(t, one.callID(), d("SEP9C57AD12A4E0", "a", noon).callID())
	for _, other := range []*sipDialog{d("SEP9C57AD12A4E1", "a", noon), d("SEP9C57AD12A4E0", "b", noon), d("SEP9C57AD12A4E0", "a", noon.Add(1))} {
		require.NotEqual(t, one.callID(), other.callID())
		require.NotEqual(t, one.hex(8, "branch", 101), other.hex(8, "branch", 101))
	}
	require.NotEqual(t, one.hex(8, "branch", 101), one.hex(8, "branch", 102))
}

// TestUsers: what a configuration says becomes the user of an address and nothing else.
func TestUsers(t *testing.T) {
	for text, user := range map[string]string{"1003": "1003", "+49 (30)": "+49%20(30)", "a>;x=\"\r\nB: c": "a%3E;x=%22%0D%0AB%3A%20c", "#1": "%231",
		strings.Repeat("1", 100): strings.Repeat("1", 64)} {
		require.Equal(t, user, sipUser(text))
	}
	none := new(Client).dialog("SEP9C57AD12A4E0", "a", local)
	require.Contains(t, none.register(), "To: <sip:SEP9C57AD12A4E0@a>\r\n", "no line: the device name")
	require.NotContains(t, none.register(), "User-Agent")
}

// register is a request of a phone with some header fields changed; "" takes one out.
func request(start string, fields map[string]string) string {
	text := start + " SIP/2.0\r\n"
	method, _, _ := strings.Cut(start, " ")
	for _, field := range [][2]string{{"Via", "SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1"}, {"From", "<sip:1001@a>;tag=1"}, {"To", "<sip:1001@a>"}, {"Call-ID", "1@a"},
		{"Max-Forwards", "70"}, {"CSeq", "101 " + method}, {"Contact", contact8851}, {"Expires", "3600"}} {
		value, changed := fields[field[0]]
		if !changed {
			value = field[1]
		}
		if value != "" {
			text += field[0] + ": " + value + "\r\n"
		}
	}
	for name, value := range fields {
		if strings.HasPrefix(name, "+") {
			text += name[1:] + ": " + value + "\r\n"
		}
	}
	return text + "Content-Length: 0\r\n\r\n"
}

// visitor is a server that takes one device and refuses all others, visited.
func visitor(seen *[]Attempt) *visit {
	s := &Server{Node: "cucm-pub", Version: func() string { return "11.5" }, Now: func() time.Time { return noon }, Log: func(a Attempt) { *seen = append(*seen, a) },
		Judge: func(who Registrant) error {
			switch who.Device {
			case "SEP9C57AD12A4E0":
				return nil
			case "SEPDIGEST":
				if !who.Proof.Match("user", "secret") {
					return &Refusal{Reason: Credentials}
				}
				return nil
			case "SEPBROKEN":
				return fmt.Errorf("no database")
			}
			return &Refusal{Reason: UnknownDevice}
		}}
	return &visit{Server: s, peer: local, began: noon}
}

// TestRequests: what the server says to requests of all kinds, and what it writes down.
func TestRequests(t *testing.T) {
	reg := "REGISTER sip:a"
	type fields = map[string]string
	for name, row := range map[string]struct {
		text    string
		status  string   // "" for no answer
		has     []string // of the final answer
		outcome string
	}{
		"a phone":                     {request(reg, nil), "200 OK", []string{"Expires: 120\r\n", "Contact: " + contact8851 + ";x-cisco-newreg\r\n", "Server: Cisco-CUCM11.5\r\n", "Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n", "Supported: X-cisco-srtp-fallback,X-cisco-sis-8.0.0\r\n"}, OutcomeRegistered},
		"sips":                        {request("REGISTER sips:a", nil), "200 OK", nil, OutcomeRegistered},
		"compact names":               {"REGISTER sip:a SIP/2.0\r\nv: SIP/2.0/TCP h;branch=1\r\nf: <sip:1@a>;tag=1\r\nt: <sip:1@a>\r\ni: x\r\nCSeq: 1 REGISTER\r\nm: " + contact8851 + "\r\nl: 0\r\n\r\n", "200 OK", []string{"Call-ID: x\r\n", "Via: SIP/2.0/TCP h;branch=1;received=127.0.0.1\r\n"}, OutcomeRegistered},
		"folded":                      {"REGISTER sip:a SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1\r\nFrom: <sip:1@a>\r\n ;tag=1\r\nTo: <sip:1@a>\r\nCall-ID: x\r\nCSeq: 1 REGISTER\r\nContact: " + contact8851 + "\r\n\r\n", "200 OK", []string{"From: <sip:1@a> ;tag=1\r\n"}, OutcomeRegistered},
		"with a body":                 {strings.Replace(request(reg, nil), "Length: 0\r\n\r\n", "Length: 3\r\n\r\nabc", 1), "200 OK", nil, OutcomeRegistered},
		"less time":                   {request(reg, fields{"Expires": "90"}), "200 OK", []string{"Expires: 90\r\n"}, OutcomeRegistered},
		"less time in Contact":        {request(reg, fields{"Contact": contact8851 + ";expires=70"}), "200 OK", []string{"Expires: 70\r\n"}, OutcomeRegistered},
		"no time":                     {request(reg, fields{"Expires": ""}), "200 OK", []string{"Expires: 120\r\n"}, OutcomeRegistered},
		"too little time":             {request(reg, fields{"Expires": "5"}), "423 Interval Too Brief", []string{"Min-Expires: 60\r\n"}, OutcomeRefused},
		"taken back":                  {request(reg, fields{"Expires": "0"}), "200 OK", []string{"Expires: 0\r\n"}, OutcomeUnregistered},
		"a second Contact":            {request(reg, fields{"+Contact": "<sip:2@b>"}), "200 OK", []string{"Contact: " + contact8851 + ", <sip:2@b>;x-cisco-newreg\r\n"}, OutcomeRegistered},
		"two devices":                 {request(reg, fields{"+Contact": `<sip:2@b>;+u.sip!devicename.ccm.cisco.com="SEP9C57AD12A4E1"`}), "400 Bad Request", nil, OutcomeMalformed},
		"a name too long":             {request(reg, fields{"Contact": `<sip:2@b>;+u.sip!devicename.ccm.cisco.com="` + strings.Repeat("A", 16) + `"`}), "400 Bad Request", nil, OutcomeMalformed},
		"a third-party phone":         {request(reg, fields{"Contact": "<sip:1001@b:5060>"}), "401 Unauthorized", []string{`WWW-Authenticate: Digest realm="ccmsipline", nonce="`, "algorithm=MD5\r\n"}, OutcomeRefused},
		"a device name in the URI":    {request(reg, fields{"Contact": `<sip:1001@b;+u.sip!devicename.ccm.cisco.com="SEP9C57AD12A4E0">`}), "401 Unauthorized", nil, OutcomeRefused},
		"no Contact":                  {request(reg, fields{"Contact": ""}), "401 Unauthorized", nil, OutcomeRefused},
		"all of nobody":               {request(reg, fields{"Contact": "*", "Expires": "0"}), "401 Unauthorized", nil, OutcomeRefused},
		"all, but not taken back":     {request(reg, fields{"Contact": "*"}), "400 Bad Request", nil, OutcomeMalformed},
		"a soft client's own name":    {request(reg, fields{"Contact": `<sip:1@b>;+u.sip!devicename.ccm.features.cisco.com="SEP9C57AD12A4E0"`}), "200 OK", nil, OutcomeRegistered},
		"an unknown device":           {strings.ReplaceAll(request(reg, nil), "SEP9C57AD12A4E0", "SEP000000000000"), "404 Not Found", []string{`Warning: 399 cucm-pub "Unable to find device in database"`}, OutcomeRefused},
		"no database":                 {strings.ReplaceAll(request(reg, nil), "SEP9C57AD12A4E0", "SEPBROKEN"), "500 Internal Server Error", nil, OutcomeFailed},
		"OPTIONS":                     {request("OPTIONS sip:a", nil), "200 OK", []string{"Allow: REGISTER, OPTIONS\r\n"}, OutcomeAnswered},
		"OPTIONS, no hop left":        {request("OPTIONS sip:a", fields{"Max-Forwards": "0"}), "200 OK", nil, OutcomeAnswered},
		"INVITE":                      {request("INVITE sip:1002@a", nil), "405 Method Not Allowed", []string{"Allow: REGISTER, OPTIONS\r\n"}, OutcomeRefused},
		"SUBSCRIBE":                   {request("SUBSCRIBE sip:1002@a", nil), "405 Method Not Allowed", nil, OutcomeRefused},
		"REFER":                       {request("REFER sip:a", nil), "405 Method Not Allowed", nil, OutcomeRefused},
		"BYE":                         {request("BYE sip:a", nil), "481 Call/Transaction Does Not Exist", nil, OutcomeRefused},
		"ACK":                         {request("ACK sip:a", nil), "", nil, ""},
		"an answer":                   {"SIP/2.0 200 OK\r\nCSeq: 1 OPTIONS\r\n\r\n", "", nil, ""},
		"a method of nobody":          {request("FETCH sip:a", nil), "501 Not Implemented", []string{"Allow: "}, OutcomeRefused},
		"another version":             {strings.Replace(request(reg, nil), "SIP/2.0", "SIP/3.0", 1), "505 Version Not Supported", nil, OutcomeMalformed},
		"another scheme":              {request("REGISTER tel:1001", nil), "416 Unsupported URI Scheme", nil, OutcomeRefused},
		"no hop left":                 {request(reg, fields{"Max-Forwards": "0"}), "483 Too Many Hops", nil, OutcomeRefused},
		"an extension":                {request(reg, fields{"+Require": "foo"}), "420 Bad Extension", []string{"Unsupported: foo\r\n"}, OutcomeRefused},
		"no Call-ID":                  {request(reg, fields{"Call-ID": ""}), "400 Bad Request", []string{`"Call-ID is missing"`}, OutcomeMalformed},
		"no CSeq":                     {request(reg, fields{"CSeq": ""}), "400 Bad Request", []string{`"CSeq is missing"`}, OutcomeMalformed},
		"no Via":                      {request(reg, fields{"Via": ""}), "400 Bad Request", nil, OutcomeMalformed},
		"CSeq of another method":      {request(reg, fields{"CSeq": "1 INVITE"}), "400 Bad Request", nil, OutcomeMalformed},
		"CSeq without number":         {request(reg, fields{"CSeq": "REGISTER"}), "400 Bad Request", nil, OutcomeMalformed},
		"no header field":             {"REGISTER sip:a SIP/2.0\r\nrubbish\r\n\r\n", "400 Bad Request", []string{"header field without name"}, OutcomeMalformed},
		"a name that is none":         {"REGISTER sip:a SIP/2.0\r\nA b: c\r\n\r\n", "400 Bad Request", []string{"header field without name"}, OutcomeMalformed},
		"a control character":         {request(reg, fields{"+X": "a\x00b"}), "400 Bad Request", nil, OutcomeMalformed},
		"a bare carriage return":      {request(reg, fields{"+X": "a\rB: c"}), "400 Bad Request", nil, OutcomeMalformed},
		"a length that is none":       {strings.Replace(request(reg, nil), "Length: 0", "Length: x", 1), "400 Bad Request", nil, OutcomeMalformed},
		"two lengths":                 {request(reg, fields{"+Content-Length": "7"}), "400 Bad Request", nil, OutcomeMalformed},
		"an endless header":           {"REGISTER sip:a SIP/2.0\r\nX: " + strings.Repeat("A", 2*maxMessage), "400 Bad Request", nil, OutcomeMalformed},
		"too many header fields":      {"REGISTER sip:a SIP/2.0\r\n" + strings.Repeat("A: b\r\n", maxHeaders+1) + "\r\n", "400 Bad Request", nil, OutcomeMalformed},
		"a To with a tag":             {request(reg, fields{"To": "<sip:1@a>;tag=7"}), "200 OK", []string{"To: <sip:1@a>;tag=7\r\n"}, OutcomeRegistered},
		"two Via":                     {request(reg, fields{"+Via": "SIP/2.0/UDP b;branch=2"}), "200 OK", []string{"Via: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1\r\nVia: SIP/2.0/UDP b;branch=2\r\n"}, OutcomeRegistered},
		"a Via that has passed a NAT": {request(reg, fields{"Via": "SIP/2.0/TCP 10.0.0.1:5060;branch=1, SIP/2.0/UDP b"}), "200 OK", []string{"Via: SIP/2.0/TCP 10.0.0.1:5060;branch=1;received=127.0.0.1, SIP/2.0/UDP b\r\n"}, OutcomeRegistered},
	} {
		t.Run(name, func(t *testing.T) {
			var seen []Attempt
			v := visitor(&seen)
			m, err := newSIPReader(strings.NewReader(row.text)).read()
			require.NoError(t, err)
			_, text, reply := v.reply(m)
			if row.status == "" {
				require.Nil(t, reply)
				return
			}
			require.True(t, strings.HasPrefix(text, "SIP/2.0 "+row.status+"\r\n"), text)
			for _, part := range row.has {
				require.Contains(t, text, part)
			}
			require.Equal(t, row.outcome, reply.outcome)
			require.Equal(t, 1, strings.Count(text, "\r\n\r\n"))
			require.LessOrEqual(t, strings.Count(text, ";tag=")-strings.Count(row.text, ";tag="), 1)
		})
	}
}

// TestTrying: a REGISTER is told 100 Trying first, without tag and Server, as by a CUCM 11.5.
func TestTrying(t *testing.T) {
	m, err := newSIPReader(strings.NewReader(request("REGISTER sip:a", nil))).read()
	require.NoError(t, err)
	trying, final, _ := visitor(new([]Attempt)).reply(m)
	text := trying + final
	require.True(t, strings.HasPrefix(text, "SIP/2.0 100 Trying\r\nVia: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1\r\nFrom: <sip:1001@a>;tag=1\r\nTo: <sip:1001@a>\r\n"+
		"Date: Sun, 01 Mar 2026 12:00:00 GMT\r\nCall-ID: 1@a\r\nCSeq: 101 REGISTER\r\nContent-Length: 0\r\n\r\nSIP/2.0 200 OK\r\n"), text)
}

// TestNoMessage: what begins no message, or ends in the midst of one, has no answer.
func TestNoMessage(t *testing.T) {
	for name, text := range map[string]string{"nothing": "", "garbage": "\x16\x03\x01\x02\x00\n", "HTTP": "GET / HTTP/1.1\r\n\r\n", "an endless line": strings.Repeat("A", 2*maxMessage),
		"half a line": "REGIS", "half a header": "REGISTER sip:a SIP/2.0\r\nVia: a\r\n", "half a body": "REGISTER sip:a SIP/2.0\r\nContent-Length: 5\r\n\r\nab", "one empty line": "\r\n"} {
		t.Run(name, func(t *testing.T) {
			_, err := newSIPReader(strings.NewReader(text)).read()
			require.ErrorIs(t, err, errMessage)
		})
	}
}

// TestParams: parameters in quotes, brackets and the address itself.
func TestParams(t *testing.T) {
	require.Equal(t, map[string]string{"b": "2;x", "c": "<d;e>", "f": ""}, sipParams(`"A;q=1" <sip:x;a=1>;B="2;x";c="<d;e>";f;b=3`))
	require.Equal(t, []string{`"a,b" <c,d>`, "e", ""}, splitOutside(`"a,b" <c,d>, e,`, ','))
	require.Equal(t, []string{`"a\",b"`, "c"}, splitOutside(`"a\",b",c`, ','))
}

// FuzzSIPRequest: whatever comes, an answer is one message (a REGISTER's are two), repeats no line break, and names devices that can be.
func FuzzSIPRequest(f *testing.F) {
	f.Add([]byte(request("REGISTER sip:a", nil)))
	f.Add([]byte(request("OPTIONS sip:a", map[string]string{"+Require": "x", "+Authorization": `Digest username="a", realm="ccmsipline", nonce="b", response="c"`})))
	f.Add([]byte(strings.Replace(request("REGISTER sips:a", map[string]string{"Contact": "*", "To": "a <b>;tag=1", "Via": " ,; b"}), "Via", "v", 1)))
	f.Add([]byte("\r\n\r\nINVITE sip:a SIP/2.0\nA: b\n c\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var seen []Attempt
		v, reader := visitor(&seen), newSIPReader(bytes.NewReader(data))
		for range 8 {
			m, err := reader.read()
			if err != nil {
				return
			}
			_, text, reply := v.reply(m)
			if reply == nil {
				continue
			}
			back := newSIPReader(strings.NewReader(text))
			for {
				answer, err := back.read()
				if err != nil {
					require.Equal(t, 0, back.in.Buffered())
					break
				}
				require.NotZero(t, answer.status())
				require.LessOrEqual(t, len(answer.all("via")), len(m.all("via")))
				require.LessOrEqual(t, len(answer.all("contact")), 1)
			}
			require.True(t, v.who.Device == "" || deviceName.MatchString(v.who.Device))
		}
	})
}

// FuzzSIPAnswer: whatever a registrar says, the phone comes to an end, and its next request is one message.
func FuzzSIPAnswer(f *testing.F) {
	for _, answer := range []string{"SIP/2.0 100 Trying\r\n\r\nSIP/2.0 200 OK\r\n\r\n", "SIP/2.0 403 Forbidden\r\nWarning: 399 x \"y\"\r\n\r\n",
		"SIP/2.0 401 U\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth,auth-int\", opaque=\"c\"\r\n\r\nSIP/2.0 200 OK\r\n\r\n",
		"SIP/2.0 407 U\r\nProxy-Authenticate: Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256\r\n\r\n", "SIP/2.0 423 I\r\nMin-Expires: 7200\r\n\r\n"} {
		f.Add([]byte(answer))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sent := &exchanged{in: bytes.NewReader(data)}
		d := (&Client{Line: Line{User: "u", Password: "p"}}).dialog("SEP0A0101000001", "a", local)
		_ = d.exchange(sent, newSIPReader(sent))
		reader, n := newSIPReader(&sent.out), 0
		for m, err := reader.read(); err == nil; m, err = reader.read() {
			require.Empty(t, m.request().answerable())
			n++
		}
		require.Contains(t, []int{1, 2, 3}, n)
	})
}

// exchanged is a connection whose other side has said everything already.
type exchanged struct {
	in  *bytes.Reader
	out bytes.Buffer
}

func (e *exchanged) Read(p []byte) (int, error)  { return e.in.Read(p) }
func (e *exchanged) Write(p []byte) (int, error) { return e.out.Write(p) }
