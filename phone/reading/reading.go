package reading

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"tvslab/phone/content"
)

// Use is what becomes of an element.
type Use string

// The uses.
const (
	Read    Use = "read"     // phones of the lab act on it
	NotHere Use = "not-here" // real phones act on it, phones of the lab do not
	Unknown Use = "unknown"  // nothing is known of it: phones skip what they do not know
)

// Field is an element with text or without children, or an attribute that means something.
type Field struct {
	Path  string `json:"path"` // below the root, such as "/TVS/members/member/port"; an attribute is "/TVS/members/member/@priority"
	Value string `json:"value"`
	Use   Use    `json:"use"`
	Means string `json:"means,omitempty"` // in words, with what this value says; "" if nothing is known
}

// Configuration is a configuration file as phones read it.
type Configuration struct {
	Schema     int         `json:"schema"` // 1
	File       string      `json:"file"`
	Kind       string      `json:"kind"` // "configuration"
	Size       int         `json:"size"` // bytes
	Root       string      `json:"root"` // device or Default
	Conclusion *Conclusion `json:"conclusion"`
	Fields     []Field     `json:"fields"` // in the order of the file
}

// Looks reports whether the data is XML, as far as its first sign tells.
func Looks(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))), []byte("<"))
}

// Of reads a configuration file. The error is that for which a phone refuses the whole file and keeps the one it has.
func Of(name string, data []byte) (*Configuration, error) {
	config, err := content.ParseConfig(data)
	if err != nil {
		return nil, err
	}
	w, root, err := walkOf(data)
	if err != nil {
		return nil, err
	}
	conclusion := conclude(config)
	conclusion.Doubts = append(conclusion.Doubts, w.doubts...)
	return &Configuration{Schema: 1, File: name, Kind: "configuration", Size: len(data), Root: root, Conclusion: conclusion, Fields: w.fields}, nil
}

// walk is a pass over the elements of a file.
type walk struct {
	path   []string
	leaf   bool // nothing but text since the element began
	text   strings.Builder
	fields []Field
	seen   []map[string]bool // of each open element, the elements in it whose text is read
	doubts []string
}

// walkOf lists the fields in the order of the file.
func walkOf(data []byte) (w *walk, root string, err error) {
	d := content.Decoder(data)
	w = &walk{}
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return w, root, nil
		case err != nil:
			return nil, "", content.Fault(data, d, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(w.path) == 0 {
				root = t.Name.Local
			}
			w.begin(t)
		case xml.CharData:
			w.text.Write(t)
		case xml.EndElement:
			w.end()
		}
	}
}

func (w *walk) begin(e xml.StartElement) {
	w.path, w.seen = append(w.path, e.Name.Local), append(w.seen, nil)
	for _, a := range e.Attr {
		if at := w.at() + "/@" + a.Name.Local; len(w.path) > 1 || meant(at) {
			w.add(at, a.Value)
		}
	}
	w.leaf = true
	w.text.Reset()
}

// meant reports whether a path has a meaning.
func meant(path string) bool {
	_, known := meaningOf(path)
	return known
}

func (w *walk) end() {
	if w.leaf && len(w.path) > 1 {
		w.add(w.at(), strings.TrimSpace(w.text.String()))
		w.doubt(w.at(), strings.TrimSpace(w.text.String()))
	}
	w.leaf = false
	w.path, w.seen = w.path[:len(w.path)-1], w.seen[:len(w.seen)-1]
	w.text.Reset()
}

// doubt notes what is odd about an element that phones of the lab read.
func (w *walk) doubt(at, value string) {
	if !read[at] {
		return
	}
	if at == "/deviceSecurityMode" && value == "0" {
		w.doubts = append(w.doubts, "deviceSecurityMode 0 is no value of CUCM's: phones of the lab read it as 1, non-secure; what real ones do is not known")
	}
	around, name := len(w.seen)-2, w.path[len(w.path)-1]
	if w.seen[around][name] {
		w.doubts = append(w.doubts, at[1:]+" stands twice in one element: phones of the lab take the last; which one real phones take is not known")
	}
	if w.seen[around] == nil {
		w.seen[around] = map[string]bool{}
	}
	w.seen[around][name] = true
}

// at is the path below the root.
func (w *walk) at() string {
	var b strings.Builder
	for _, name := range w.path[1:] {
		b.WriteString("/" + name)
	}
	return b.String()
}

func (w *walk) add(path, value string) { w.fields = append(w.fields, field(path, value)) }

// read are the elements that phones of the lab act on.
var read = func() map[string]bool {
	paths := map[string]bool{}
	for _, path := range content.ReadPaths() {
		paths[path] = true
	}
	return paths
}()

// field says what becomes of an element.
func field(path, value string) Field {
	f := Field{Path: path, Value: value, Use: Unknown}
	m, known := meaningOf(path)
	if known {
		f.Use, f.Means = NotHere, m.of(value)
	}
	if read[path] || known && m.read {
		f.Use = Read
	}
	return f
}
