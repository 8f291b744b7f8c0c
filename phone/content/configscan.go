package content

import (
	"bytes"
	"strconv"
)

// scanConfig reads a configuration of the plain kind that call managers write, an order of magnitude faster than
// encoding/xml: a fleet reads one for every phone, and most of each is nothing that phones of the lab look at. It knows no entities,
// comments, CDATA or names of elements with a prefix, nothing beyond ASCII, and no faults: of whatever it does not know or like it
// says !ok, and encoding/xml decides. Where it says ok, both give the same (fuzzed).
func scanConfig(data []byte) (x *xmlConfig, ok bool) {
	s := configScan{rest: data, x: &xmlConfig{}, open: make([]openElement, 0, maxDepth)}
	for _, declaration := range declarations {
		if rest, found := bytes.CutPrefix(s.rest, declaration); found {
			s.rest = rest
			break
		}
	}
	for s.skipBlanks(); ; {
		if !s.element() {
			return nil, false
		}
		if len(s.open) == 0 {
			s.skipBlanks()
			return s.x, len(s.rest) == 0
		}
		if !s.text() {
			return nil, false
		}
	}
}

const maxDepth = 32

var declarations = [][]byte{
	[]byte(`<?xml version="1.0" encoding="UTF-8"?>`), []byte(`<?xml version="1.0" encoding="utf-8"?>`), []byte(`<?xml version="1.0"?>`),
}

// configScan is a scan in progress, at the beginning of a tag.
type configScan struct {
	rest     []byte
	x        *xmlConfig
	open     []openElement
	value    []byte // text since the last tag
	leaf     bool   // the last tag opened an element
	priority int    // attribute of the element
}

type openElement struct {
	name []byte
	at   *configNode // nil: nobody looks at it or at anything in it
}

// element reads a tag and does what it says.
func (s *configScan) element() bool {
	if len(s.rest) < 3 || s.rest[0] != '<' {
		return false
	}
	if s.rest[1] == '/' {
		return s.end()
	}
	return s.start()
}

func (s *configScan) start() bool {
	s.rest = s.rest[1:]
	name := s.name()
	if name == nil || len(s.open) == maxDepth || !s.push(name) {
		return false
	}
	s.priority = 0
	for {
		before := len(s.rest)
		s.skipBlanks()
		switch {
		case len(s.rest) > 1 && s.rest[0] == '/' && s.rest[1] == '>':
			s.rest = s.rest[2:]
			s.begin()
			s.value = nil
			return s.close()
		case len(s.rest) > 0 && s.rest[0] == '>':
			s.rest = s.rest[1:]
			s.begin()
			return true
		case before == len(s.rest) || !s.attribute():
			return false
		}
	}
}

// push notes an element that begins.
func (s *configScan) push(name []byte) bool {
	if len(s.open) == 0 {
		s.x.XMLName.Local = string(name)
		s.open = append(s.open, openElement{name, configTree})
		return true
	}
	around := s.open[len(s.open)-1].at
	if around == nil {
		s.open = append(s.open, openElement{name, nil})
		return true
	}
	s.open = append(s.open, openElement{name, around.in[string(name)]})
	return !s.leaf || around.set == nil // text around an element means something in encoding/xml
}

// attribute reads NAME="VALUE".
func (s *configScan) attribute() bool {
	name := s.name()
	if name != nil && len(s.rest) > 0 && s.rest[0] == ':' { // the name without its prefix counts
		s.rest = s.rest[1:]
		name = s.name()
	}
	if name == nil || len(s.rest) < 2 || s.rest[0] != '=' || s.rest[1] != '"' {
		return false
	}
	s.rest = s.rest[2:]
	end := bytes.IndexByte(s.rest, '"')
	if end < 0 || !plain(s.rest[:end]) {
		return false
	}
	value := s.rest[:end]
	s.rest = s.rest[end+1:]
	return string(name) != "priority" || number(&s.priority, value)
}

// begin makes room for members of lists.
func (s *configScan) begin() {
	s.leaf = true
	if at := s.open[len(s.open)-1].at; at != nil && at.begin != nil {
		at.begin(s.x, s.priority)
	}
}

func (s *configScan) end() bool {
	if len(s.open) == 0 {
		return false
	}
	name := s.open[len(s.open)-1].name
	s.rest = s.rest[2:]
	if !bytes.HasPrefix(s.rest, name) || len(s.rest) == len(name) || s.rest[len(name)] != '>' {
		return false
	}
	s.rest = s.rest[len(name)+1:]
	return s.close()
}

// close takes the value of an element that the phone looks at.
func (s *configScan) close() bool {
	last := len(s.open) - 1
	if at := s.open[last].at; at != nil && at.set != nil && !at.set(s.x, s.value) {
		return false
	}
	s.open, s.leaf = s.open[:last], false
	return true
}

// text reads up to the next tag.
func (s *configScan) text() bool {
	end := bytes.IndexByte(s.rest, '<')
	if end < 0 || !plain(s.rest[:end]) {
		return false
	}
	s.value, s.rest = s.rest[:end], s.rest[end:]
	return true
}

func (s *configScan) skipBlanks() {
	n := 0
	for n < len(s.rest) && (s.rest[n] == ' ' || s.rest[n] == '\t' || s.rest[n] == '\n') {
		n++
	}
	s.rest = s.rest[n:]
}

// Kinds of bytes.
const (
	isPlain   = 1 << iota // stands for itself in text and in values of attributes
	isLetter              // begins a name
	isInnards             // goes on in a name
)

var kinds = func() (kinds [256]uint8) {
	for c := range kinds {
		if c == '\t' || c == '\n' || c >= ' ' && c <= '~' && c != '&' && c != '<' && c != ']' {
			kinds[c] |= isPlain
		}
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
			kinds[c] |= isLetter | isInnards
		case c >= '0' && c <= '9', c == '-', c == '.':
			kinds[c] |= isInnards
		}
	}
	return kinds
}()

// plain reports text that stands for itself.
func plain(text []byte) bool {
	for _, c := range text {
		if kinds[c]&isPlain == 0 {
			return false
		}
	}
	return true
}

func (s *configScan) name() []byte {
	if len(s.rest) == 0 || kinds[s.rest[0]]&isLetter == 0 {
		return nil
	}
	end := 1
	for end < len(s.rest) && kinds[s.rest[end]]&isInnards != 0 {
		end++
	}
	name := s.rest[:end]
	s.rest = s.rest[end:]
	return name
}

// number reads as encoding/xml does: nothing is 0.
func number(into *int, text []byte) bool {
	*into = 0
	if len(text) == 0 {
		return true
	}
	n, err := strconv.Atoi(string(bytes.TrimSpace(text)))
	*into = n
	return err == nil
}

func truth(into *bool, text []byte) bool {
	*into = false
	if len(text) == 0 {
		return true
	}
	b, err := strconv.ParseBool(string(bytes.TrimSpace(text)))
	*into = b
	return err == nil
}
