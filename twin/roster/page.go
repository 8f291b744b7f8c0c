package roster

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"path"
	"regexp"
	"strings"

	"tvslab/devices"
)

// page is a page as lines.
type page struct {
	lines []line
	xml   bool
}

var (
	xmlStart = regexp.MustCompile(`^(?:\s*<\?xml[^>]*>)?(?:\s*<!--[^>]*-->)*\s*<(\w+)`)
	htmlRoot = regexp.MustCompile(`(?i)^(html|head|body|table|title|!doctype|frameset|meta)$`)

	// In the title of pages: "Cisco IP Phone CP-8841 ( SEP0A0101000001 )", "Cisco 7937".
	titleModel = regexp.MustCompile(`\bCP-[0-9A-Z]{4,8}`)
	titleCisco = regexp.MustCompile(`^Cisco [0-9A-Za-z -]{4,40}$`)
	titleName  = regexp.MustCompile(`\bSEP[0-9A-F]{12}\b`)

	// The time before a status message: "[8:52:30am 10/01/19] ITL installed", "1:33:26a TFTP Error : ...", "16:04:06, 04/05/2018 : ...".
	statusTime = regexp.MustCompile(`^\[?[0-9]{1,2}:[0-9]{2}:[0-9]{2}`)
)

// parsePage returns a page, and whether it has an end. Where it has none its last line is left out, which may be cut.
func parsePage(text []byte) (page, bool) {
	if m := xmlStart.FindSubmatch(text); m != nil && !htmlRoot.Match(m[1]) {
		lines, ends := xmlLines(text)
		return page{lines, true}, ends
	}
	lines, ends := htmlLines(text)
	if !ends && len(lines) > 0 {
		lines = lines[:len(lines)-1]
	}
	return page{lines, false}, ends
}

// readPage reads a page of a phone, or the lists that stand as tables in a page of CUCM.
func (r *Reader) readPage(name string, in *bufio.Reader) error {
	text, err := io.ReadAll(io.LimitReader(in, maxPage+1))
	if err != nil {
		return err
	}
	at := Place{name, 1}
	if len(text) > maxPage {
		r.problem(at, "a page of more than 4 MB: expected a page of one phone")
		return nil
	}
	p, ends := parsePage([]byte(utf(string(text))))
	if first := p.list(); first >= 0 {
		r.readTables(name, p.lines[first:])
	} else if !r.readPhone(at, p) {
		r.problem(at, "a page without anything known: expected a page of a phone, in English, with rows like \"Host name\" and \"TFTP server 1\", or a list with a header")
		return nil
	}
	if !ends {
		last := bytes.Count(text, []byte("\n")) + 1
		r.problem(Place{name, last}, "the page has no end: expected the whole page; what is there is used, but for its last line")
	}
	return nil
}

// list returns the line that is the header of a list; -1 if there is none.
func (p page) list() int {
	for i, l := range p.lines {
		if !l.row || p.xml || len(l.cells) <= minColumns {
			continue
		}
		if t := header(l.cells); t != nil && len(t.columns) >= minColumns {
			return i
		}
	}
	return -1
}

// readTables reads the lists of a page; the first line is a header.
func (r *Reader) readTables(name string, lines []line) {
	t := header(lines[0].cells)
	r.begin(t, lines[0].cells, Place{name, lines[0].number})
	for _, l := range lines[1:] {
		if l.row && len(l.cells) > 1 {
			t = r.row(t, l.cells, Place{name, l.number})
		}
	}
}

// says reports whether the page says something that phones say: more than a MAC address, or a status message of a Cisco phone.
func (p page) says() bool {
	cisco := p.xml
	for i := range p.lines {
		text := strings.Join(p.lines[i].cells, " ")
		cisco = cisco || titleModel.MatchString(text)
		_, told := p.message(i)
		if found := p.said(i); cisco && told || len(found) > 0 && found[0].column.name != macAddress {
			return true
		}
	}
	return false
}

// saying is a label of a page with what stands behind it.
type saying struct {
	meaning
	label, value string
}

// said returns what a line says. Cells of a row and texts beside each other are labels and values in turn; a label may have its value
// behind a colon, or in the next line if it stands alone.
func (p page) said(i int) (found []saying) {
	l := p.lines[i]
	for n := 0; n < len(l.cells); n++ {
		label, value, inside := strings.Cut(l.cells[n], ":")
		m, known := labelled(label)
		if !known {
			continue
		}
		for n+1 < len(l.cells) && !inside {
			if _, another := labelled(l.cells[n+1]); another {
				break
			}
			n++
			value += " " + l.cells[n]
		}
		if len(l.cells) == 1 && !inside && !l.row {
			value = p.alone(i + 1)
		}
		found = append(found, saying{m, label, strings.TrimLeft(strings.TrimSpace(value), ": ")})
	}
	return found
}

// alone returns the text of a line that is a value and nothing else.
func (p page) alone(i int) string {
	if i >= len(p.lines) || p.lines[i].row || len(p.lines[i].cells) != 1 {
		return ""
	}
	if _, label := labelled(p.lines[i].cells[0]); label {
		return ""
	}
	return p.lines[i].cells[0]
}

// marks may stand behind the label of a server that is no node of the group: SRST routers, and TFTP servers that stand in.
var marks = []string{"SRST", "TFTP"}

// labelled returns what a label of a page means.
func labelled(label string) (meaning, bool) {
	label = strings.TrimSpace(label)
	for _, mark := range marks {
		label = strings.TrimSuffix(label, " "+mark)
	}
	found := meanings(label, inPages)
	if len(found) == 0 {
		return meaning{}, false
	}
	return found[0], true
}

// shown is what a page of a phone shows.
type shown struct {
	phone     Phone
	name, mac string
	labels    []string
}

// readPhone reads a page of a phone; false if nothing in it is known.
func (r *Reader) readPhone(at Place, page page) bool {
	s := shown{phone: Phone{At: at}}
	for i := range page.lines {
		r.show(&s, page, i, Place{at.File, page.lines[i].number})
	}
	if len(s.phone.Messages) > 0 {
		s.labels = append(s.labels, "status messages")
	}
	if len(s.labels) == 0 {
		return false
	}
	page.title(&s, at)
	r.lists = append(r.lists, List{At: at, Kind: "page of a phone", Columns: s.labels})
	if s.phone.Name = r.pageName(at, s.name, s.mac); s.phone.Name != "" && r.merge(&s.phone) {
		r.lists[len(r.lists)-1].Rows = 1
	}
	return true
}

// show reads a line of a page.
func (r *Reader) show(to *shown, page page, i int, at Place) {
	for _, s := range page.said(i) {
		to.labels = append(to.labels, strings.TrimSpace(s.label))
		switch s.column.name {
		case deviceName:
			to.name = s.value
		case macAddress:
			to.mac = s.value
		case callManagers:
			r.sayManager(&to.phone, s, at)
		default:
			r.say(&to.phone, s.meaning, s.value, at)
		}
	}
	if text, told := page.message(i); told && len(to.phone.Messages) < maxMessages {
		to.phone.Messages = append(to.phone.Messages, Fact{strings.Clone(text), at})
	}
}

// title takes model and name from the title of the page where no row has them.
func (p page) title(to *shown, at Place) {
	for _, l := range p.lines {
		text := strings.Join(l.cells, " ")
		if value, is := readModel(cmp.Or(titleModel.FindString(text), titleCisco.FindString(text))); is == good && !to.phone.Model.Known() {
			to.phone.Model = Fact{value, Place{at.File, l.number}}
		}
		if found := titleName.FindString(text); to.name == "" && found != "" && strings.Contains(text, "Phone") {
			to.name = found
		}
	}
}

// pageName returns the device name of a page: of its row, its MAC address, or the name of the file.
func (r *Reader) pageName(at Place, name, mac string) string {
	file := path.Base(strings.ReplaceAll(at.File, `\`, "/"))
	for _, text := range []string{name, mac, file[:min(len(file), len("SEP")+12)]} {
		if n, ok := devices.Written(text); ok {
			return n.Name()
		}
	}
	if found, ok := readName(name); ok {
		return found
	}
	r.problem(at, "a page that does not say of which phone it is: expected a row \"Host name\" or \"MAC address\", or a file name that begins with the device name")
	return ""
}

// sayManager reads a server of the CallManager list. The phone is registered with the active one.
func (r *Reader) sayManager(p *Phone, s saying, at Place) {
	host, state, is := readHost(s.value)
	if is == wrong {
		r.wrong(at, s.column, s.value)
	}
	about := strings.ToUpper(s.label + " " + state)
	if is != good || strings.Contains(about, "SRST") || strings.Contains(about, "TFTP") {
		return
	}
	here := Fact{r.host(host), at}
	if len(p.CallManagers) < s.column.numbers {
		p.CallManagers = append(p.CallManagers, here)
	}
	if strings.Contains(state, "active") {
		p.Node, p.Status = here, Fact{Registered, at}
	}
}

// message returns the status message of a line: one that begins with a time, or an element of the XML page DeviceLog.
func (p page) message(i int) (string, bool) {
	l := p.lines[i]
	if p.xml {
		return l.cells[1], l.cells[0] == "status"
	}
	text := strings.Join(l.cells, " ")
	return text, statusTime.MatchString(text)
}
