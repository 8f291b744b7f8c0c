package registration

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits of a message from the network.
const (
	maxMessage = 8 << 10  // SCCP: a message; SIP: start line and headers, bytes
	maxHeaders = 128      // SIP, header fields
	maxBody    = 64 << 10 // SIP, bytes; nobody looks at them
)

// errMessage is a message that is not what it should be, or did not come whole.
var errMessage = errors.New("registration: malformed message")

// errKeepAlive is two empty lines where a message should begin (RFC 5626, section 4.4.1).
var errKeepAlive = errors.New("registration: keep-alive")

// sipHeader is a header field; its name is in lower case and written out.
type sipHeader struct{ name, value string }

// sipMessage is a request or an answer, without its body.
type sipMessage struct {
	start   string // request line or status line
	headers []sipHeader
	fault   string // what is wrong with its form, "" for nothing
	lost    bool   // where the next message begins is not known
}

// compact are the short names of header fields (RFC 3261, section 7.3.3).
var compact = map[string]string{
	"c": "content-type", "e": "content-encoding", "f": "from", "i": "call-id", "k": "supported", "l": "content-length", "m": "contact",
	"s": "subject", "t": "to", "v": "via",
}

// get returns the first value of a header field, "" for none.
func (m *sipMessage) get(name string) string {
	for _, h := range m.headers {
		if h.name == name {
			return h.value
		}
	}
	return ""
}

// all returns the values of a header field, one for each time that it stands there.
func (m *sipMessage) all(name string) []string {
	var values []string
	for _, h := range m.headers {
		if h.name == name {
			values = append(values, h.value)
		}
	}
	return values
}

// wrong notes the first fault.
func (m *sipMessage) wrong(format string, args ...any) {
	if m.fault == "" {
		m.fault = fmt.Sprintf(format, args...)
	}
}

// sipReader reads messages one after the other.
type sipReader struct {
	in   *bufio.Reader
	left int // bytes that the message may still have
}

// sipBuffer is what a connection holds while nothing comes, bytes.
const sipBuffer = 2 << 10

func newSIPReader(r io.Reader) *sipReader { return &sipReader{in: bufio.NewReaderSize(r, sipBuffer)} }

// read reads the next message, and what is wrong with it. Errors are errKeepAlive, and errMessage for what is no message; that
// holds the error of the connection, if it was one.
func (r *sipReader) read() (*sipMessage, error) {
	r.left = maxMessage
	start, err := r.begin()
	if err != nil {
		return nil, err
	}
	m := &sipMessage{start: start, headers: make([]sipHeader, 0, 16)}
	if !printableLine(start) || !strings.HasPrefix(start, sipVersion+" ") && !requestLine.MatchString(start) {
		return nil, fmt.Errorf("%w: %.40q begins no SIP message", errMessage, start)
	}
	if err := r.header(m); err != nil {
		return nil, err
	}
	return m, r.body(m)
}

// begin returns the start line.
func (r *sipReader) begin() (string, error) {
	for empty := 0; empty < 2; empty++ {
		line, err := r.line()
		if err != nil || line != "" {
			return line, err
		}
	}
	return "", errKeepAlive
}

// errTooLong is a message beyond its bounds.
var errTooLong = fmt.Errorf("%w: more than %d bytes", errMessage, maxMessage)

// line reads a line, without its end.
func (r *sipReader) line() (string, error) {
	var line []byte
	for {
		part, err := r.in.ReadSlice('\n')
		if r.left -= len(part); r.left < 0 {
			return "", errTooLong
		}
		if line == nil && err == nil {
			return trimEnd(part), nil
		}
		line = append(line, part...)
		switch {
		case err == nil:
			return trimEnd(line), nil
		case errors.Is(err, io.EOF) && r.left < maxMessage:
			return "", fmt.Errorf("%w: %w", errMessage, io.ErrUnexpectedEOF)
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", fmt.Errorf("%w: %w", errMessage, err)
		}
	}
}

// trimEnd is a line without its end.
func trimEnd(line []byte) string {
	return string(bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")))
}

// header reads header fields up to the empty line.
func (r *sipReader) header(m *sipMessage) error {
	for {
		line, err := r.line()
		switch {
		case errors.Is(err, errTooLong):
			m.wrong("header of more than %d bytes", maxMessage)
			m.lost = true
			return nil
		case err != nil:
			return err
		case line == "":
			return nil
		}
		m.field(line)
	}
}

// field takes a line of the header.
func (m *sipMessage) field(line string) {
	last := len(m.headers) - 1
	switch name, value, found := strings.Cut(line, ":"); {
	case !printableLine(line):
		m.wrong("control character in a header field")
	case (line[0] == ' ' || line[0] == '\t') && last >= 0: // the line before goes on (RFC 3261, section 7.3.1)
		m.headers[last].value = strings.TrimSpace(m.headers[last].value + " " + strings.TrimSpace(line))
	case !found || !token(strings.TrimRight(name, " \t")):
		m.wrong("header field without name")
	case len(m.headers) == maxHeaders:
		m.wrong("more than %d header fields", maxHeaders)
	default:
		m.headers = append(m.headers, sipHeader{fieldName(strings.TrimRight(name, " \t")), strings.TrimSpace(value)})
	}
}

// usual are names of header fields as nearly everybody writes them.
var usual = map[string]string{
	"Via": "via", "From": "from", "To": "to", "Call-ID": "call-id", "Max-Forwards": "max-forwards", "Date": "date", "CSeq": "cseq",
	"User-Agent": "user-agent", "Server": "server", "Contact": "contact", "Supported": "supported", "Content-Length": "content-length",
	"Expires": "expires",
}

// fieldName is a name in lower case, written out.
func fieldName(name string) string {
	if known := usual[name]; known != "" {
		return known
	}
	name = strings.ToLower(name)
	if long, short := compact[name]; short {
		return long
	}
	return name
}

// printableLine reports a line that can be repeated in an answer.
func printableLine(line string) bool {
	for i := 0; i < len(line); i++ {
		if c := line[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// body skips the body. Over a stream its length must be told (RFC 3261, section 20.14); without one there is none.
func (r *sipReader) body(m *sipMessage) error {
	lengths := m.all("content-length")
	if m.lost || len(lengths) == 0 {
		return nil
	}
	n, err := strconv.ParseUint(lengths[0], 10, 31)
	if err != nil || n > maxBody || len(lengths) > 1 {
		m.wrong("Content-Length")
		m.lost = true
		return nil
	}
	if _, err := r.in.Discard(int(n)); err != nil {
		return fmt.Errorf("%w: body: %w", errMessage, errors.Join(io.ErrUnexpectedEOF, err))
	}
	return nil
}

// splitOutside splits at a byte that stands neither in quotes nor in angle brackets, and drops blanks around the parts.
func splitOutside(text string, at byte) []string {
	var parts []string
	begin, quoted, angle := 0, false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '<' || c == '>':
			angle = c == '<'
		case c == at && !angle:
			parts = append(parts, strings.TrimSpace(text[begin:i]))
			begin = i + 1
		}
	}
	return append(parts, strings.TrimSpace(text[begin:]))
}

// sipParams returns the parameters behind an address, without quotes, by name in lower case.
func sipParams(address string) map[string]string {
	all := map[string]string{}
	for _, part := range splitOutside(address, ';')[1:] {
		name, value, _ := strings.Cut(part, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := all[name]; !twice {
			all[name] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return all
}
