package roster

import (
	"regexp"
	"strings"

	"tvslab/phone"
)

// row is a row of a list.
type row struct {
	*table
	cells []string
	at    Place
}

// cell returns the text of a column, "" where the row has none.
func (w *row) cell(column string) string {
	if u := w.find(column, 0); u != nil && u.index < len(w.cells) {
		return w.cells[u.index]
	}
	return ""
}

// fact returns what a column says as written; nothing for a blank cell.
func (r *Reader) fact(w *row, column string) Fact {
	text := w.cell(column)
	if blank(text) {
		return Fact{}
	}
	return Fact{r.keep(text), w.at}
}

// takePhone reads a row about a phone.
func (r *Reader) takePhone(w *row) {
	p := Phone{At: w.at}
	for _, u := range w.columns {
		if u.index < len(w.cells) {
			r.say(&p, u.meaning, w.cells[u.index], w.at)
		}
	}
	if text := w.cell(productName); !p.Model.Known() && strings.Trim(text, "0123456789") != "" {
		if value, is := readModel(text); is == good {
			p.Model = Fact{value, w.at}
		}
	}
	if p.Name = r.nameOf(w, p.Model.Value); p.Name != "" && r.merge(&p) {
		r.lists[w.list].Rows++
	}
}

// nameOf returns the device name of a row, and reports a row without one.
func (r *Reader) nameOf(w *row, model string) string {
	text, mac := w.cell(deviceName), w.cell(macAddress)
	name, ok := readName(text)
	byMAC, isMAC := readName(mac)
	isMAC = isMAC && strings.HasPrefix(byMAC, "SEP")
	switch {
	case isMAC && (text == "" || !strings.HasPrefix(name, "SEP") && (!ok || w.vague())):
		if strings.HasPrefix(model, "ATA") {
			return "ATA" + byMAC[len("SEP"):]
		}
		return byMAC
	case text == "" && mac == "":
		r.problem(w.at, "a row without device name and MAC address")
	case !ok && text != "":
		r.problem(w.at, "device name %q: expected SEP and 12 hex digits, a MAC address, or the name of another device", shortened(text))
	case text == "":
		r.problem(w.at, "MAC address %q: expected 12 hex digits", shortened(mac))
	case isMAC && strings.HasPrefix(name, "SEP") && name != byMAC:
		r.problem(w.at, "device name %q and MAC address %q are of two devices: the row is not used", text, mac)
		return ""
	}
	return name
}

// vague reports whether the column of device names has a heading under which people write other names too.
func (w *row) vague() bool { return w.find(deviceName, 0).column.where == inLists }

// say puts what a cell or a row of a page says into the phone.
func (r *Reader) say(p *Phone, m meaning, text string, at Place) {
	switch c := m.column; {
	case c.name == statusName:
		r.sayStatus(p, text, at)
	case c.name == nodeName:
		r.sayNode(p, text, at)
	case c.list != nil:
		r.sayHosts(c.list(p), m, text, at)
	case c.of == nil:
	case c.read == nil:
		if !blank(text) && !(c.name == seenName && text == "0") {
			*c.of(p) = Fact{r.keep(text), at}
		}
	default:
		value, is := c.read(text)
		if is == good {
			*c.of(p) = Fact{value, at}
		} else if is == wrong {
			r.wrong(at, c, text)
		}
		if is == wrong && c.other != nil {
			*c.other(p) = Fact{r.keep(shortened(text)), at}
		}
	}
}

func (r *Reader) wrong(at Place, c *column, text string) {
	r.problem(at, c.name+" %q: expected "+strings.ReplaceAll(c.values, "%", "%%"), shortened(text))
}

// shortened bounds what is quoted from a file.
func shortened(text string) string {
	const most = 80
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "..."
	}
	return text
}

func (r *Reader) sayStatus(p *Phone, text string, at Place) {
	status, node, is := readStatus(text)
	if is == wrong {
		r.wrong(at, columnNamed(statusName), text)
	}
	if is == good {
		p.Status = Fact{status, at}
	}
	if node != "" {
		r.sayNode(p, node, at)
	}
}

func (r *Reader) sayNode(p *Phone, text string, at Place) {
	host, _, is := readHost(text)
	if is == wrong {
		r.wrong(at, columnNamed(nodeName), text)
	}
	if is == good {
		p.Node = Fact{r.host(host), at}
	}
}

var between = regexp.MustCompile(`[\s,;/|]+`)

// sayHosts adds hosts: one of a numbered cell, all of another.
func (r *Reader) sayHosts(list *[]Fact, m meaning, text string, at Place) {
	parts := []string{text}
	if m.number == 0 {
		parts = between.Split(strings.TrimSpace(text), -1)
	}
	for _, part := range parts {
		host, _, is := readHost(part)
		if is == wrong {
			r.wrong(at, m.column, part)
		}
		if is == good && len(*list) < m.column.numbers {
			*list = append(*list, Fact{r.host(host), at})
		}
	}
}

// modeOf is the mode of a profile that CUCM brings along; Cisco's names of the others do not say it.
func modeOf(profile Fact) Fact {
	for _, protocol := range protocols {
		if strings.HasSuffix(profile.Value, " - Standard "+protocol+" Non-Secure Profile") {
			return Fact{NonSecure, profile.At}
		}
	}
	return Fact{}
}

var protocols = []string{"SIP", "SCCP"}

// protocolOf is what the name of the firmware begins with, else what phones register with whose model has one protocol only.
func protocolOf(p *Phone) Fact {
	for _, protocol := range protocols {
		if strings.HasPrefix(strings.ToUpper(p.Load.Value), protocol) {
			return Fact{protocol, p.Load.At}
		}
	}
	if m, ok := phone.ModelByName(p.Model.Value); ok && len(m.Signalling) == 1 {
		return Fact{m.Signalling[0], p.Model.At}
	}
	return Fact{}
}
