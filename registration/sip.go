package registration

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
)

// maxMessage bounds a message from the network, bytes.
const maxMessage = 8 << 10

// deviceName is what devices of CUCM are called: at most 15 characters of these.
var deviceName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,15}$`)

// contactDevice and contactModel find device name and device type in a Contact header (tech note 214535).
var (
	contactDevice = regexp.MustCompile(`\+u\.sip!devicename\.ccm\.cisco\.com="([^"]*)"`)
	contactModel  = regexp.MustCompile(`\+u\.sip!model\.ccm\.cisco\.com="([0-9]{1,6})"`)
)

// errMessage is a message that is not what it should be.
var errMessage = errors.New("registration: malformed message")

// sipExpires is the time the answer grants, in seconds; phones ask for 3600 (tech note 214535).
const (
	sipAsked   = 3600
	sipExpires = 120
)

// sipRequest is a REGISTER as far as its answer repeats or needs it.
type sipRequest struct {
	device                      string
	model                       int // 0 if it did not say
	via, from, to, callID, cseq string
}

// writeSIPRegister sends the REGISTER of a device to the call manager at server; model 0 is left out.
func writeSIPRegister(w io.Writer, device string, model int, server string, local net.Addr) error {
	kind := ""
	if model != 0 {
		kind = fmt.Sprintf(";+u.sip!model.ccm.cisco.com=\"%d\"", model)
	}
	transport, host := "TCP", local.String()
	instance := strings.ToLower(strings.TrimPrefix(device, "SEP"))
	_, err := fmt.Fprintf(w, "REGISTER sip:%[1]s SIP/2.0\r\n"+
		"Via: SIP/2.0/%[2]s %[3]s;branch=z9hG4bK%[4]s\r\n"+
		"From: <sip:%[5]s@%[1]s>;tag=%[4]s\r\n"+
		"To: <sip:%[5]s@%[1]s>\r\n"+
		"Call-ID: %[4]s-registration@%[3]s\r\n"+
		"Max-Forwards: 70\r\n"+
		"CSeq: 101 REGISTER\r\n"+
		"Contact: <sip:%[5]s@%[3]s;transport=tcp>;+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-%[4]s>\";+u.sip!devicename.ccm.cisco.com=\"%[5]s\"%[7]s\r\n"+
		"Expires: %[6]d\r\n"+
		"Content-Length: 0\r\n\r\n", server, transport, host, instance, device, sipAsked, kind)
	return err
}

// readSIPRegister reads a REGISTER up to the empty line; it must have no body.
func readSIPRegister(r io.Reader) (*sipRequest, error) {
	reader := textproto.NewReader(bufio.NewReader(io.LimitReader(r, maxMessage)))
	first, err := reader.ReadLine()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errMessage, err)
	}
	if !strings.HasPrefix(first, "REGISTER sip:") || !strings.HasSuffix(first, " SIP/2.0") {
		return nil, fmt.Errorf("%w: %.40q is no REGISTER", errMessage, first)
	}
	h, err := reader.ReadMIMEHeader()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errMessage, err)
	}
	found := contactDevice.FindStringSubmatch(h.Get("Contact"))
	if found == nil || !deviceName.MatchString(found[1]) {
		return nil, fmt.Errorf("%w: Contact names no device", errMessage)
	}
	model := 0
	if said := contactModel.FindStringSubmatch(h.Get("Contact")); said != nil {
		model, _ = strconv.Atoi(said[1]) // digits: cannot fail
	}
	return &sipRequest{device: found[1], model: model, via: h.Get("Via"), from: h.Get("From"), to: h.Get("To"), callID: h.Get("Call-ID"), cseq: h.Get("CSeq")}, nil
}

// writeSIPAnswer answers a REGISTER: 200, or the refusal's status with its Warning.
func writeSIPAnswer(w io.Writer, q *sipRequest, node string, refusal *Refusal) error {
	status, extra := "200 OK", fmt.Sprintf("Expires: %d\r\n", sipExpires)
	if refusal != nil {
		words := wordingOf(refusal.Reason)
		status = fmt.Sprintf("%d %s", words.status, words.phrase)
		extra = fmt.Sprintf("Warning: 399 %s \"%s\"\r\n", node, words.warning)
	}
	_, err := fmt.Fprintf(w, "SIP/2.0 %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=1\r\nCall-ID: %s\r\nCSeq: %s\r\n%sContent-Length: 0\r\n\r\n",
		status, q.via, q.from, q.to, q.callID, q.cseq, extra)
	return err
}

// readSIPAnswer reads the answer: nil for 200, a *Refusal, or an error of the connection.
func readSIPAnswer(r io.Reader) error {
	reader := textproto.NewReader(bufio.NewReader(io.LimitReader(r, maxMessage)))
	first, err := reader.ReadLine()
	if err != nil {
		return fmt.Errorf("%w: %w", errMessage, err)
	}
	status, ok := strings.CutPrefix(first, "SIP/2.0 ")
	if !ok {
		return fmt.Errorf("%w: %.40q is no SIP answer", errMessage, first)
	}
	h, err := reader.ReadMIMEHeader()
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", errMessage, err)
	case strings.HasPrefix(status, "200 "):
		return nil
	}
	return sipRefusal(status, h.Get("Warning"))
}
