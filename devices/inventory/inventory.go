// Package inventory reads lists of devices as administrators have them: tables with a device in each line, exported from CUCM's
// Bulk Administration, a spreadsheet or this program, or a plain list of names. It takes the device of each line and nothing else.
package inventory

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"tvslab/devices"
)

// The bounds of a list: an export with all details has 2 kB a phone.
const (
	MaxSize    = 64 << 20 // bytes
	MaxDevices = 1_000_000
)

// headings are what the column of devices is called, folded; where several are there, the first of these.
var headings = []string{"devicename", "device", "macaddress", "mac", "name"}

// List is the devices of a table in the order of their lines.
type List struct {
	*devices.List
	lines []int32
}

// Line returns in which line of the table a device stands, from 1; 0 if it is not there.
func (l *List) Line(n devices.Number) int {
	place, ok := l.Place(n)
	if !ok {
		return 0
	}
	return int(l.lines[place])
}

// Read reads a table: UTF-8 or, with a byte order mark, UTF-16; commas, semicolons or tabs between the fields; quotes around
// those that need them. The devices (see devices.Written) stand in the column with a heading of their own (Device Name, Device,
// MAC Address, MAC or Name), or in the first where the first line is no heading. Empty lines are skipped. Errors begin with the name
// and the number of the line.
func Read(name string, r io.Reader) (*List, error) {
	limited := &io.LimitedReader{R: r, N: MaxSize + 1}
	decoded := bufio.NewReaderSize(transform.NewReader(limited, unicode.BOMOverride(encoding.Nop.NewDecoder())), 64<<10)
	table := csv.NewReader(decoded)
	table.Comma = separator(decoded)
	table.FieldsPerRecord, table.ReuseRecord = -1, true
	table.TrimLeadingSpace = table.Comma != '\t' // which is a space too
	list, err := (&reader{name: name, table: table}).read()
	if limited.N <= 0 {
		return nil, fmt.Errorf("%s: a list of devices has at most %d MB", name, MaxSize>>20)
	}
	return list, err
}

// ReadFile reads the table in a file; see Read.
func ReadFile(name string) (*List, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(name, f)
}

// separator is what stands between the fields of the first line that has some, a comma where nothing does.
func separator(r *bufio.Reader) rune {
	start, _ := r.Peek(r.Size())
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := bytes.Count(unquoted(line), []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// unquoted is a line without what stands between quotes.
func unquoted(line []byte) []byte {
	parts := bytes.Split(line, []byte(`"`))
	var out []byte
	for i := 0; i < len(parts); i += 2 {
		out = append(out, parts[i]...)
	}
	return out
}

// reader reads one table.
type reader struct {
	name   string
	table  *csv.Reader
	column int
	spans  []devices.Span
	lines  []int32
}

func (r *reader) read() (*List, error) {
	for first := true; ; {
		fields, err := r.table.Read()
		switch {
		case errors.Is(err, io.EOF):
			return r.list()
		case err != nil:
			return nil, r.syntax(err)
		case strings.TrimSpace(strings.Join(fields, "")) == "":
			continue
		case !first || !r.heading(fields):
			if err := r.add(fields, first); err != nil {
				return nil, err
			}
		}
		first = false
	}
}

// heading finds the column of devices in the first line; false where that has no name of one.
func (r *reader) heading(fields []string) bool {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = strings.Map(fold, strings.ToLower(f))
	}
	for _, h := range headings {
		if i := slices.Index(names, h); i >= 0 {
			r.column = i
			return true
		}
	}
	return false
}

// fold leaves out what headings are written with or without.
func fold(c rune) rune {
	if strings.ContainsRune(" _-.", c) {
		return -1
	}
	return c
}

// add takes the device of a line.
func (r *reader) add(fields []string, first bool) error {
	line, text := r.place(fields), ""
	if r.column < len(fields) {
		text = strings.TrimSpace(fields[r.column])
	}
	n, ok := devices.Written(text)
	switch {
	case !ok && first:
		return fmt.Errorf("%s:%d: %.100q is no device (SEP and 12 hex digits, or a MAC address), and no heading names the column of devices (Device Name)", r.name, line, text)
	case !ok:
		return fmt.Errorf("%s:%d: %.100q is no device (SEP and 12 hex digits, or a MAC address)", r.name, line, text)
	case len(r.spans) == MaxDevices:
		return fmt.Errorf("%s:%d: a list has at most %d devices", r.name, line, MaxDevices)
	}
	r.spans, r.lines = append(r.spans, devices.Span{First: n, Last: n}), append(r.lines, int32(line))
	return nil
}

// place is the line of the field with the device, or of the last there is.
func (r *reader) place(fields []string) int {
	line, _ := r.table.FieldPos(min(r.column, len(fields)-1))
	return line
}

// syntax is the error of what is no table.
func (r *reader) syntax(err error) error {
	if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
		return fmt.Errorf("%s:%d: %w", r.name, wrong.Line, wrong.Err)
	}
	return fmt.Errorf("%s: %w", r.name, err)
}

func (r *reader) list() (*List, error) {
	if len(r.spans) == 0 {
		return nil, fmt.Errorf("%s: there is no device in it", r.name)
	}
	list, err := devices.Listed(r.spans...)
	if twice := (*devices.Twice)(nil); errors.As(err, &twice) {
		return nil, fmt.Errorf("%s:%d: %s is in line %d already", r.name, r.lines[twice.Second], twice.Device.Name(), r.lines[twice.First])
	}
	return &List{list, r.lines}, nil
}
