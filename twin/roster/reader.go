package roster

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Bounds of what is read.
const (
	maxPhones   = 1_000_000
	maxTitles   = 100_000 // lines before a header, as in what a terminal recorded
	maxPools    = 100_000 // device pools, sites and subnets; groups, CallManagers and profiles as many each
	maxLists    = 10_000
	maxMessages = 200 // of a phone
	maxOpen     = 100 // quotes of a file that do not close
)

// Reader reads files about phones. Its methods are called by one goroutine at a time.
type Reader struct {
	reports
	phones   map[string]*Phone
	pools    map[[2]string]*Pool // by kind and name
	groups   map[string]*group
	servers  map[string]Fact // nodes by CallManager name
	profiles map[string]profile
	aliases  map[string]string
	lists    []List
	kept     map[string]string
	node     string // whose output is being read
}

// NewReader returns a reader that has read nothing.
func NewReader() *Reader {
	return &Reader{
		phones: map[string]*Phone{}, pools: map[[2]string]*Pool{}, groups: map[string]*group{}, servers: map[string]Fact{},
		profiles: map[string]profile{}, aliases: map[string]string{}, kept: map[string]string{},
	}
}

// Alias says what a node is called: facts have name where a file has one of the others, which are host names or addresses. It counts
// for files that are read after it.
func (r *Reader) Alias(name string, others ...string) {
	for _, other := range append(others, name) {
		r.aliases[strings.ToLower(other)] = name
	}
}

// host returns what a node is called.
func (r *Reader) host(text string) string {
	if name, known := r.aliases[strings.ToLower(text)]; known {
		return name
	}
	return r.keep(text)
}

// keep returns a text that does not hold the line it comes from, and is there once.
func (r *Reader) keep(text string) string {
	if kept, known := r.kept[text]; known {
		return kept
	}
	text = strings.Clone(text)
	if len(text) < 128 && len(r.kept) < maxPhones {
		r.kept[text] = text
	}
	return text
}

// Recognizes reports whether a file that begins so can be read: a page of a phone, or a list whose header is in the head. A head of
// 64 KB is enough.
func Recognizes(head []byte) bool {
	in, err := decoded(strings.NewReader(string(head)))
	if err != nil {
		return false
	}
	start, _ := in.Peek(headSize)
	if isAnswer(start) {
		r := NewReader()
		return r.readAnswer("", in) == nil && len(r.lists) > 0
	}
	if isMarkup(start) {
		page, _ := parsePage(start)
		return page.says() || page.list() >= 0
	}
	t, _, _ := NewReader().header("", &lines{in: in})
	return t != nil
}

// Read reads a list or a page. What is wrong with it is told in the roster; an error is one of file itself. The name is told as part of
// places; where nothing in a page says of which phone it is, a device name at the start of the file's name does.
func (r *Reader) Read(name string, file io.Reader) error {
	in, err := decoded(file)
	if errors.Is(err, errNoText) {
		r.problem(Place{name, 1}, "%s", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	start, _ := in.Peek(headSize)
	switch {
	case isAnswer(start):
		err = r.readAnswer(name, in)
	case isMarkup(start):
		err = r.readPage(name, in)
	default:
		err = r.readLists(name, &lines{in: in})
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// ReadOutput reads what a command of a node showed, `show risdb query phone`; at is where its text begins. The phones that are registered
// in it are so with the node, "" if nobody knows which it is.
func (r *Reader) ReadOutput(at Place, node, text string) {
	r.node = node
	in := bufio.NewReader(strings.NewReader(text))
	_ = r.readLists(at.File, &lines{in: in, number: at.Line - 1}) // a string has no errors
	r.node = ""
}

// readLists reads the lists of a text, one after the other.
func (r *Reader) readLists(name string, l *lines) error {
	t, f, err := r.header(name, l)
	if t == nil && err == nil {
		r.problem(Place{name, max(l.number, 1)}, "no header: expected a line with \"Device Name\" or \"MAC Address\", or with columns of device pools or CallManager groups")
	}
	for opened := 0; t != nil && err == nil; {
		at := Place{name, l.number + 1}
		var cells []string
		cells, err = l.record(f)
		var why fault
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &why):
			r.problem(at, "%s", why)
			err = nil
			if why == faultOpen {
				opened++
			}
		case err != nil:
		case l.cut && len(l.ahead) == 0 && len(cells) < t.width && !footer(cells):
			r.problem(at, "the file ends within a row: %d cells of %d; the row is not used", len(cells), t.width)
		case strings.HasPrefix(cells[0], prompt):
			t, f, err = r.header(name, l)
		default:
			t = r.row(t, cells, at)
		}
		if opened == maxOpen {
			r.problem(at, "%d quotes do not close: the rest of the file is not read", maxOpen)
			return nil
		}
	}
	return err
}

// prompt ends what a command of the shell showed.
const prompt = "admin:"

// header looks for the header of the next list, which titles may precede.
func (r *Reader) header(name string, l *lines) (*table, format, error) {
	before := ""
	for first := l.number; l.number-first < maxTitles; {
		text, _, err := l.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, format{}, err
		}
		line, formats := text, separated
		if f, is := ruled(text); is {
			line, formats = before, []format{f}
		}
		if t, f, cells := headed(line, formats...); t != nil {
			r.begin(t, cells, Place{name, l.number})
			return t, f, nil
		}
		before = text
	}
	return nil, format{}, nil
}

// begin notes that a list begins.
func (r *Reader) begin(t *table, cells []string, at Place) {
	if t.list = len(r.lists) - 1; len(r.lists) == maxLists {
		r.problem(at, "more than %d lists: they are counted with the last", maxLists)
		return
	}
	list := List{At: at, Kind: t.kind.name}
	for _, u := range t.columns {
		list.Columns = append(list.Columns, strings.Clone(strings.Trim(cells[u.index], ` "`)))
	}
	t.list = len(r.lists)
	r.lists = append(r.lists, list)
}

// footers begin lines that stand around the rows of lists.
var footers = []string{"total", prompt, "#", "--", "==", "command", "end of", "page ", "report", "executed"}

// footer reports whether a line says nothing about a device: it is empty, or stands around the rows.
func footer(cells []string) bool {
	text := strings.ToLower(strings.TrimSpace(strings.Join(cells, "")))
	return text == "" || slices.ContainsFunc(footers, func(f string) bool { return strings.HasPrefix(text, f) })
}

// row reads a row, or begins the list whose header it is.
func (r *Reader) row(t *table, cells []string, at Place) *table {
	key := t.key(cells)
	if key == "" || len(meanings(key, inLists)) > 0 {
		if next := header(cells); next != nil {
			r.begin(next, cells, at)
			return next
		}
	}
	cells = t.mended(cells)
	rest := strings.Join(cells[min(t.width, len(cells)):], "")
	switch {
	case (key == "" || len(cells) == 1) && footer(cells):
	case strings.TrimSpace(rest) != "":
		r.problem(at, "%d cells, and the header has %d: expected quotes around a cell that holds the separator; the row is not used", len(cells), t.width)
	default:
		t.kind.take(r, &row{t, cells, at})
	}
	return t
}
