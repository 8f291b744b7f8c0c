package twin

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
)

// How many device names and ranges stand in the scenario itself, and in one line of it.
const (
	mostInline = 300
	perLine    = 6
)

// List is a file with the device names of a group, which lies beside the scenario.
type List struct {
	Name string // without a folder
	Data []byte // CSV, as the key devices of a group reads it
}

// Lists puts the names of large groups into files called STEM-GROUP.csv, and returns these. Without a stem there can be none, and the
// lab makes names for these groups. It is called before YAML.
func (t *Twin) Lists(stem string) (lists []List) {
	for i := range t.Groups {
		g := &t.Groups[i]
		switch {
		case len(g.Devices) <= mostInline:
		case stem == "":
			g.Count, g.Devices = g.Phones(), nil
			t.note(LeftOut, groupOf(g.Name), fmt.Sprintf("the names of the %d phones of group %s", g.Count, g.Name), "they are too many for the file alone; write it to a file, and they come beside it")
		default:
			g.List = stem + "-" + g.Name + ".csv"
			lists = append(lists, List{g.List, tableOf(g.Devices)})
		}
	}
	return lists
}

// tableOf is a list with a name in each line.
func tableOf(spans []devices.Span) []byte {
	var b strings.Builder
	b.WriteString("Device Name\n")
	for _, s := range spans {
		for n := s.First; n <= s.Last; n++ {
			b.WriteString(n.Name() + "\n")
		}
	}
	return []byte(b.String())
}

// devices writes the names of the phones of a group, or where they are.
func (p *page) devices(g *Group) {
	at := "devices " + g.Name
	switch {
	case g.List != "":
		p.line(at, 2, "devices: %s", scalar(g.List))
		return
	case len(g.Devices) == 0:
		return
	}
	words := make([]string, len(g.Devices))
	for i, s := range g.Devices {
		words[i] = s.String()
	}
	if len(words) <= perLine {
		p.line(at, 2, "devices: [%s]", strings.Join(words, ", "))
		return
	}
	p.line(at, 2, "devices: [")
	for some := range slices.Chunk(words, perLine) {
		p.line("", 3, "%s,", strings.Join(some, ", "))
	}
	p.line("", 2, "]")
}
