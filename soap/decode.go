package soap

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Decode reads a message and returns the element of its body that names the operation. The error is a *Fault that the client is at
// fault, or ErrTooLarge for a message beyond MostBytes, or what reading said.
func Decode(r io.Reader) (*Element, error) {
	d := &decoder{in: &bounded{r: r, left: MostBytes}}
	d.xml = xml.NewDecoder(d.in)
	d.xml.CharsetReader = charset
	root, err := d.document()
	switch {
	case d.in.err != nil:
		return nil, d.in.err
	case err != nil:
		return nil, err
	}
	return operation(root)
}

// ErrTooLarge is a message that has more than MostBytes.
var ErrTooLarge = fmt.Errorf("message has more than %d bytes", MostBytes)

// bounded reads so many bytes and no more, and keeps what went wrong.
type bounded struct {
	r    io.Reader
	left int
	err  error
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left == 0 {
		b.err = ErrTooLarge
		return 0, b.err
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// decoder builds the elements of a message.
type decoder struct {
	in       *bounded
	xml      *xml.Decoder
	elements int
}

// bad is the fault of a message that nobody can read.
func bad(format string, args ...any) error {
	return &Fault{Code: Client, Text: fmt.Sprintf(format, args...)}
}

// document reads the one element of a document.
func (d *decoder) document() (root *Element, err error) {
	var open []*Element
	var texts [][]byte // of open elements
	for {
		token, err := d.xml.Token()
		switch {
		case errors.Is(err, io.EOF) && root != nil && len(open) == 0:
			return root, nil
		case errors.Is(err, io.EOF):
			return nil, bad("message is empty or ends early")
		case err != nil:
			return nil, bad("message is no XML: %s", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			e, err := d.element(t, len(open))
			switch {
			case err != nil:
				return nil, err
			case len(open) > 0:
				parent := open[len(open)-1]
				parent.Children = append(parent.Children, e)
			case root != nil:
				return nil, bad("message has two root elements")
			default:
				root = e
			}
			open, texts = append(open, e), append(texts, nil)
		case xml.EndElement:
			last := len(open) - 1
			open[last].Text = string(texts[last])
			open, texts = open[:last], texts[:last]
		case xml.CharData:
			if last := len(open) - 1; last >= 0 {
				texts[last] = append(texts[last], t...)
			}
		case xml.Directive:
			return nil, bad("message has a document type")
		case xml.ProcInst:
			if t.Target != "xml" {
				return nil, bad("message has a processing instruction")
			}
		}
	}
}

// element checks a new element against the bounds.
func (d *decoder) element(t xml.StartElement, depth int) (*Element, error) {
	d.elements++
	switch {
	case depth >= MostDepth:
		return nil, bad("elements stand more than %d deep", MostDepth)
	case d.elements > MostElements:
		return nil, bad("message has more than %d elements", MostElements)
	case len(t.Attr) > MostAttributes:
		return nil, bad("element has more than %d attributes", MostAttributes)
	}
	e := &Element{Name: t.Name}
	for _, a := range t.Attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			e.Attributes = append(e.Attributes, a)
		}
	}
	return e, nil
}

// operation finds the operation in an envelope.
func operation(root *Element) (*Element, error) {
	switch {
	case root.Local != "Envelope":
		return nil, bad("message is no envelope")
	case root.Space == namespace12:
		return nil, &Fault{Code: "soapenv:VersionMismatch", Text: "message is one of SOAP 1.2"}
	case root.Space != Namespace:
		return nil, &Fault{Code: "soapenv:VersionMismatch", Text: "envelope is in no namespace of SOAP 1.1"}
	}
	for _, part := range root.Children {
		switch {
		case part.Space != Namespace:
		case part.Local == "Header":
			if err := understood(part); err != nil {
				return nil, err
			}
		case part.Local == "Body":
			if len(part.Children) == 0 {
				return nil, bad("body is empty")
			}
			return part.Children[0], nil
		}
	}
	return nil, bad("envelope has no body")
}

// understood refuses headers that must be understood: no service of CUCM has some.
func understood(header *Element) error {
	for _, h := range header.Children {
		for _, a := range h.Attributes {
			if a.Name.Space == Namespace && a.Name.Local == "mustUnderstand" && (a.Value == "1" || a.Value == "true") {
				return &Fault{Code: "soapenv:MustUnderstand", Text: "header " + h.Local + " is not understood"}
			}
		}
	}
	return nil
}

// charset reads the encodings that clients declare beside UTF-8.
func charset(name string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "us-ascii", "ascii":
		return in, nil
	case "iso-8859-1", "latin1":
		return &latin{in}, nil
	}
	return nil, fmt.Errorf("encoding %q", name)
}

// latin turns ISO 8859-1 into UTF-8.
type latin struct{ r io.Reader }

// Read implements io.Reader. Each byte becomes one or two.
func (l *latin) Read(p []byte) (int, error) {
	if len(p) < 2 {
		return 0, io.ErrShortBuffer
	}
	in := make([]byte, min(len(p)/2, 4096))
	n, err := l.r.Read(in)
	out := p[:0]
	for _, b := range in[:n] {
		if b < 0x80 {
			out = append(out, b)
			continue
		}
		out = append(out, 0xC0|b>>6, 0x80|b&0x3F)
	}
	return len(out), err
}
