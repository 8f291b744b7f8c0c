package web

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"tvslab/phone/content"
	"tvslab/phone/keypad"
)

// Numbers of CiscoIPPhoneError (development notes for phone services).
const (
	errorParsing        = 1
	errorFraming        = 2 // of the answer
	errorFile           = 3
	errorAuthentication = 4
)

// maxItems is how many items a phone executes of one object (development notes: three).
const maxItems = 3

// execution is CiscoIPPhoneExecute.
type execution struct {
	XMLName xml.Name
	Items   []struct {
		URL string `xml:"URL,attr"`
	} `xml:"ExecuteItem"`
}

// errXML is XML that a phone does not execute.
var errXML = errors.New("not CiscoIPPhoneExecute with 1 to 3 items")

// parseExecution reads the object. Phones read no document types; anything but the one root element is refused.
func parseExecution(text string) (urls []string, err error) {
	if len(text) > MaxXML {
		return nil, fmt.Errorf("%w: %d characters, at most %d", errXML, len(text), MaxXML)
	}
	d := content.Decoder([]byte(text))
	var x execution
	if err := d.Decode(&x); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) && strings.TrimSpace(text[min(int(d.InputOffset()), len(text)):]) != "" {
		return nil, errXML
	}
	if x.XMLName.Local != "CiscoIPPhoneExecute" || len(x.Items) == 0 || len(x.Items) > maxItems {
		return nil, errXML
	}
	for _, item := range x.Items {
		urls = append(urls, item.URL)
	}
	return urls, nil
}

// another is where the next field of a form begins: an & that begins no entity.
var another = regexp.MustCompile(`&[A-Za-z0-9_.-]*=`)

// field returns the field XML of a form. Clients call the form what they like in Content-Type, and some do not encode it: what is no
// encoding stays as it is.
func field(body string) (string, bool) {
	for body != "" {
		value, is := strings.CutPrefix(body, "XML=")
		end := another.FindStringIndex(body)
		if is {
			if next := another.FindStringIndex(value); next != nil {
				value = value[:next[0]]
			}
			if decoded, err := url.QueryUnescape(value); err == nil && !strings.HasPrefix(strings.TrimSpace(value), "<") {
				value = decoded
			}
			return value, true
		}
		if end == nil {
			return "", false
		}
		body = body[end[0]+1:]
	}
	return "", false
}

// execute answers a POST of CiscoIPPhoneExecute.
func (u *Unit) execute(f *keypad.Facts, w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		http.Error(w, "Request Entity Too Large", http.StatusRequestEntityTooLarge)
		return
	}
	user, password, given := r.BasicAuth()
	switch {
	case !given:
		challenge(w)
	case readOnly(f) || !u.phone.Authentic(r.Context(), user, password):
		sendError(w, errorAuthentication)
	default:
		u.executeBody(w, r, f, string(body))
	}
}

func (u *Unit) executeBody(w http.ResponseWriter, r *http.Request, f *keypad.Facts, body string) {
	text, is := field(body)
	if !is {
		sendError(w, errorParsing)
		return
	}
	urls, err := parseExecution(text)
	if err != nil {
		sendError(w, errorParsing)
		return
	}
	var items []item
	for _, target := range urls {
		one, err := u.run(r.Context(), f, target)
		if err != nil {
			sendError(w, errorFile)
			return
		}
		items = append(items, one)
	}
	sendResponse(w, items)
}

// sendError answers in the letters that a public program compares.
func sendError(w http.ResponseWriter, number int) {
	sendBody(w, "text/xml", fmt.Appendf(nil, `<CiscoIPPhoneError Number="%d" />`, number))
}

func sendResponse(w http.ResponseWriter, items []item) {
	var b bytes.Buffer
	b.WriteString("<CiscoIPPhoneResponse>\n")
	for _, i := range items {
		fmt.Fprintf(&b, `<ResponseItem URL="%s" Data="%s" Status="%d"/>`+"\n", escaped(i.url), escaped(i.data), i.status)
	}
	b.WriteString("</CiscoIPPhoneResponse>\n")
	sendBody(w, "text/xml", b.Bytes())
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes all
	return b.String()
}
