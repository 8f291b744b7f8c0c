package soap

import (
	"bytes"
	"strings"
)

// Writer writes a message in memory, with the prefixes that it is told: nothing stands between elements.
type Writer struct{ b bytes.Buffer }

// declaration begins a message, as answers of AXL were captured.
const declaration = `<?xml version='1.0' encoding='UTF-8'?>`

// Attribute is a name with its value, in pairs.
type Attribute struct{ Name, Value string }

// Xsi declares the prefix of xsi:nil.
var Xsi = Attribute{"xmlns:xsi", Instance}

// Message writes a whole message whose body is one element: an operation's answer in its namespace, under a prefix. What goes wrong while
// the body is written is returned, and nothing of the message is good then.
func (w *Writer) Message(prefix, namespace, name string, body func() error) (err error) {
	w.envelope(func() {
		w.Element(prefix+":"+name, func() { err = body() }, Attribute{"xmlns:" + prefix, namespace})
	})
	return err
}

func (w *Writer) envelope(body func()) {
	w.b.WriteString(declaration)
	w.Element("soapenv:Envelope", func() { w.Element("soapenv:Body", body) }, Attribute{"xmlns:soapenv", Namespace})
}

// Element writes an element and what is in it; without anything in it, <name/>.
func (w *Writer) Element(name string, body func(), attributes ...Attribute) {
	w.open(name, attributes)
	w.b.WriteByte('>')
	begin := w.b.Len()
	if body != nil {
		body()
	}
	if w.b.Len() == begin {
		w.b.Truncate(begin - 1)
		w.b.WriteString("/>")
		return
	}
	w.b.WriteString("</")
	w.b.WriteString(name)
	w.b.WriteByte('>')
}

// Text writes an element with text, <name/> where that is "".
func (w *Writer) Text(name, text string, attributes ...Attribute) {
	w.open(name, attributes)
	if text == "" {
		w.b.WriteString("/>")
		return
	}
	w.b.WriteByte('>')
	w.escape(text)
	w.b.WriteString("</")
	w.b.WriteString(name)
	w.b.WriteByte('>')
}

// Nil writes an element that has no value, and declares the prefix there, as web services of CUCM do.
func (w *Writer) Nil(name string) { w.Element(name, nil, Xsi, Attribute{"xsi:nil", "true"}) }

func (w *Writer) open(name string, attributes []Attribute) {
	w.b.WriteByte('<')
	w.b.WriteString(name)
	for _, a := range attributes {
		w.b.WriteByte(' ')
		w.b.WriteString(a.Name)
		w.b.WriteString(`="`)
		w.escape(a.Value)
		w.b.WriteByte('"')
	}
}

// escapes are what texts and attributes may not hold, as servlet containers write it.
var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// escape writes text; what XML cannot hold becomes U+FFFD.
func (w *Writer) escape(text string) {
	_, _ = escapes.WriteString(&w.b, strings.Map(allowed, text)) // a buffer takes all
}

// allowed replaces what is no character of XML 1.0.
func allowed(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
		return r
	}
	return '\uFFFD'
}

// Len is how many bytes were written so far.
func (w *Writer) Len() int { return w.b.Len() }

// Bytes is what was written. It is good until more is written.
func (w *Writer) Bytes() []byte { return w.b.Bytes() }
