package content

import (
	"bytes"
	"strconv"
)

// scanConfig reads a configuration of the plain kind that call managers write, an order of magnitude faster than
// encoding/xml: a fleet reads one for every phone. It knows no entities, comments, CDATA or name spaces, nothing beyond
// ASCII, and no faults: of whatever it does not know or like it says !ok, and encoding/xml decides. Where it says ok, both
// give the same (fuzzed).
func scanConfig(data []byte) (x *xmlConfig, ok bool) {
	s := configScan{rest: data, x: &xmlConfig{}}
	for _, declaration := range declarations {
		if rest, found := bytes.CutPrefix(s.rest, declaration); found {
			s.rest = rest
			break
		}
	}
	for s.rest = bytes.TrimLeft(s.rest, blanks); ; {
		if !s.element() {
			return nil, false
		}
		if len(s.starts) == 0 {
			return s.x, len(bytes.TrimLeft(s.rest, blanks)) == 0
		}
		if !s.text() {
			return nil, false
		}
	}
}

const (
	blanks   = " \t\n"
	maxDepth = 32
)

var declarations = [][]byte{
	[]byte(`<?xml version="1.0" encoding="UTF-8"?>`), []byte(`<?xml version="1.0" encoding="utf-8"?>`), []byte(`<?xml version="1.0"?>`),
}

// configScan is a scan in progress, at the beginning of a tag.
type configScan struct {
	rest     []byte
	x        *xmlConfig
	path     []byte // of the open elements below the root, each with a slash in front
	starts   []int  // where the name of each open element begins in path; the root's is 0
	value    []byte // text since the last tag
	leaf     bool   // the last tag opened an element
	priority int    // attribute of the element
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
	if name == nil || len(s.starts) == maxDepth || s.leaf && configFields[string(s.path)] != nil {
		return false // text around an element means something in encoding/xml
	}
	s.starts = append(s.starts, len(s.path))
	if len(s.starts) == 1 {
		s.x.XMLName.Local = string(name)
	} else {
		s.path = append(append(s.path, '/'), name...)
	}
	s.priority = 0
	for {
		blank := len(s.rest)
		s.rest = bytes.TrimLeft(s.rest, blanks)
		switch {
		case bytes.HasPrefix(s.rest, []byte("/>")):
			s.rest = s.rest[2:]
			s.open()
			s.value = nil
			return s.close()
		case len(s.rest) > 0 && s.rest[0] == '>':
			s.rest = s.rest[1:]
			s.open()
			return true
		case blank == len(s.rest) || !s.attribute():
			return false
		}
	}
}

// attribute reads NAME="VALUE".
func (s *configScan) attribute() bool {
	name := s.name()
	if name == nil || !bytes.HasPrefix(s.rest, []byte(`="`)) {
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

// open makes room for members of lists.
func (s *configScan) open() {
	s.leaf = true
	if list := s.list(string(s.path)); list != nil {
		list.Members = append(list.Members, xmlMember{Priority: s.priority})
	}
	if string(s.path) == "/capfList/capf" {
		s.x.CAPF = append(s.x.CAPF, xmlCAPF{})
	}
}

// list returns the list that the member at a path belongs to.
func (s *configScan) list(path string) *xmlMembers {
	switch path {
	case "/devicePool/callManagerGroup/members/member":
		return &s.x.Group
	case "/callManagerGroup/members/member":
		return &s.x.DefaultGroup
	case "/TVS/members/member":
		return &s.x.TVS
	}
	return nil
}

func (s *configScan) end() bool {
	s.rest = s.rest[2:]
	name := s.name()
	if name == nil || len(s.starts) == 0 || len(s.rest) == 0 || s.rest[0] != '>' {
		return false
	}
	s.rest = s.rest[1:]
	at := s.starts[len(s.starts)-1]
	if len(s.starts) == 1 && string(name) != s.x.XMLName.Local || len(s.starts) > 1 && !bytes.Equal(s.path[at+1:], name) {
		return false
	}
	return s.close()
}

// close takes the value of an element that the phone looks at.
func (s *configScan) close() bool {
	if set := configFields[string(s.path)]; set != nil && !set(s.x, s.value) {
		return false
	}
	last := len(s.starts) - 1
	s.path, s.starts, s.leaf = s.path[:s.starts[last]], s.starts[:last], false
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

// plain reports text that stands for itself.
func plain(text []byte) bool {
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' || c > '~' || c == '&' || c == '<' || c == ']' {
			return false
		}
	}
	return true
}

func (s *configScan) name() []byte {
	end := 0
	for end < len(s.rest) && nameByte(s.rest[end], end == 0) {
		end++
	}
	if end == 0 {
		return nil
	}
	name := s.rest[:end]
	s.rest = s.rest[end:]
	return name
}

func nameByte(c byte, first bool) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		return true
	}
	return !first && (c >= '0' && c <= '9' || c == '-' || c == '.')
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
