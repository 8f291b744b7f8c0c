package roster

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// answerStart is how an answer of AXL or RisPort70 begins.
var answerStart = regexp.MustCompile(`^\s*(?:<\?xml[^>]*>\s*)?<[\w-]+:Envelope\b`)

// isAnswer reports whether a file is an answer of AXL (listPhone, listDevicePool, executeSQLQuery) or RisPort70 (selectCmDevice).
func isAnswer(start []byte) bool { return answerStart.Match(start) }

// Bounds of an answer.
const (
	maxDepth   = 50
	maxElement = 1 << 20
	maxShapes  = 1000 // of objects
)

// element is an element of an answer that has elements.
type element struct {
	name  string
	names []string // of the elements in it that have a text
	cells []string
	leaf  bool // it has none
	text  string
	line  int // where it begins
}

// ofObject is what "name" means in objects of AXL; in others it is a device name.
var ofObject = map[string]string{"devicepool": devicePool, "phonesecurityprofile": "security profile name", "callmanager": managerName}

// add says that the element has an element with a text.
func (e *element) add(name, text string) {
	if meant := ofObject[e.name]; meant != "" && name == "name" {
		name = meant
	}
	if !slices.Contains(e.names, name) && len(e.names) < maxCells {
		e.names, e.cells = append(e.names, name), append(e.cells, text)
	}
}

// value returns the text of the element of that name.
func (e *element) value(name string) string {
	if i := slices.Index(e.names, name); i >= 0 {
		return e.cells[i]
	}
	return ""
}

// answer reads the objects of an answer as rows of lists, one for each set of names that objects have.
type answer struct {
	reader *Reader
	file   string
	shapes map[string]*table
	open   []element
	found  bool // an object that lists have
}

// readAnswer reads an answer. Elements are matched by name only: of one that is cut, what is whole is used.
func (r *Reader) readAnswer(name string, in *bufio.Reader) error {
	z := html.NewTokenizer(in)
	z.SetMaxBuf(maxElement)
	a := &answer{reader: r, file: name, shapes: map[string]*table{}}
	line := 1
	for {
		token := z.Next()
		lines := bytes.Count(z.Raw(), []byte("\n"))
		switch token {
		case html.ErrorToken:
			a.end(line)
			if err := z.Err(); err != io.EOF && err != html.ErrBufferExceeded {
				return err
			}
			return nil
		case html.TextToken:
			if n := len(a.open); n > 0 {
				a.open[n-1].text = strings.TrimSpace(string(z.Text()))
			}
		case html.StartTagToken:
			if tag, _ := z.TagName(); len(a.open) < maxDepth {
				a.begin(local(tag), line)
			}
		case html.EndTagToken:
			tag, _ := z.TagName()
			a.close(local(tag))
		}
		line += lines
	}
}

// local is the name of an element without its prefix.
func local(tag []byte) string {
	name := string(tag)
	return name[strings.IndexByte(name, ':')+1:]
}

func (a *answer) begin(name string, line int) {
	if n := len(a.open); n > 0 {
		a.open[n-1].leaf = false
	}
	a.open = append(a.open, element{name: name, leaf: true, line: line})
}

// close ends the innermost element of that name, and what is open in it.
func (a *answer) close(name string) {
	for i := len(a.open) - 1; i >= 0; i-- {
		if a.open[i].name != name {
			continue
		}
		e := a.open[i]
		a.open = a.open[:i]
		switch {
		case i == 0:
		case e.leaf:
			a.open[i-1].add(name, e.text)
		case !a.object(&e) && e.value("ip") != "":
			a.open[i-1].add("ip", e.value("ip")) // of IPAddress/item
		}
		return
	}
}

// object reads an element as a row; false if it is no object that lists have.
func (a *answer) object(e *element) bool {
	shape := strings.Join(e.names, " ")
	t, known := a.shapes[shape]
	if !known && len(a.shapes) < maxShapes {
		if t = header(e.names); t != nil && len(t.columns) < minColumns {
			t = nil
		}
		a.shapes[shape] = t
		if t != nil {
			a.reader.begin(t, e.names, Place{a.file, e.line})
			a.found = true
		}
	}
	if t != nil {
		a.reader.node = a.node()
		t.kind.take(a.reader, &row{t, e.cells, Place{a.file, e.line}})
		a.reader.node = ""
	}
	return t != nil
}

// node is the node that an answer of RisPort70 is about: CmNodes/item has a name before its devices.
func (a *answer) node() string {
	for i := len(a.open) - 1; i >= 0; i-- {
		if a.open[i].value("returncode") != "" {
			return a.open[i].value("name")
		}
	}
	return ""
}

// end tells of an answer that is cut or has no objects.
func (a *answer) end(line int) {
	if len(a.open) > 0 {
		a.reader.problem(Place{a.file, line}, "the answer has no end: expected the whole answer; what is whole is used")
	}
	if !a.found {
		a.reader.problem(Place{a.file, 1}, "an answer without objects that have names: expected one of listPhone, listDevicePool, executeSQLQuery or selectCmDevice")
	}
}
