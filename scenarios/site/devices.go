package site

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/devices"
	"tvslab/devices/inventory"
	"tvslab/scenarios/file"
	"tvslab/sim/lab/population"
)

// Devices are the device names of the phones of a group.
type Devices struct {
	List *devices.List // in their order; nil where none are given
	File file.Name     // the file that has them, "" where they are in the scenario

	given   bool
	written file.Names      // the names in the scenario, and what each of them is
	spans   []devices.Span  // the same
	table   *inventory.List // of File
}

// UnmarshalNode reads a list of device names and ranges of them. A single word that is neither is the name of a file.
func (x *Devices) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.given = true
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		d.Add(file.PosOf(n), "write the name of a file, or a list of device names", "%s names no device", where)
		return
	}
	var words file.Names
	words.UnmarshalNode(d, n, where)
	for _, word := range words {
		span, err := devices.WrittenSpan(word.Value)
		switch {
		case err == nil:
			x.written, x.spans = append(x.written, word), append(x.spans, span)
		case n.Kind == yaml.ScalarNode:
			x.File = word
		default:
			d.Add(word.Pos, "write SEP and 12 hex digits, a MAC address, or the first and the last of many as FIRST..LAST", "%s: %v", where, err)
		}
	}
	x.list(d.Report, where)
}

// JSONSchema of one word or several.
func (Devices) JSONSchema() *jsonschema.Schema { return file.ListOr(file.Name{}.JSONSchema()) }

// list makes the list of what is written in the scenario.
func (x *Devices) list(r *file.Report, where string) {
	if len(x.spans) == 0 {
		return
	}
	list, err := devices.Listed(x.spans...)
	if twice := (*devices.Twice)(nil); errors.As(err, &twice) {
		r.Add(x.written[twice.Second].Pos, fmt.Sprintf("first in line %d", x.written[twice.First].Pos.Line), "%s: %v", where, err)
		return
	}
	x.List = list
}

// read takes the names from the file, if there is one.
func (x *Devices) read(r *file.Report, files fs.FS) {
	name := x.File.Value
	switch {
	case name == "":
		return
	case !fs.ValidPath(name) || name == ".":
		r.Add(x.File.Pos, "name it from the folder of the scenario on, with / between and without ..", "devices: %q is no file in the folder of the scenario", name)
		return
	case files == nil:
		r.Add(x.File.Pos, "list the device names here", "devices: %q cannot be read: the scenario comes without a folder", name)
		return
	}
	f, err := files.Open(name)
	if err == nil {
		defer f.Close()
		if x.table, err = inventory.Read(name, f); err == nil {
			x.List = x.table.List
			return
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%q is no device name, and no file in the folder of the scenario", name)
	}
	r.Add(x.File.Pos, "", "devices: %v", err)
}

// pos is where the names of a group are written.
func (x *Devices) pos(n devices.Number) file.Pos {
	if x.File.Value != "" {
		return x.File.Pos
	}
	return x.written[x.word(n)].Pos
}

// word is the number of the word that means a device.
func (x *Devices) word(n devices.Number) int {
	return slices.IndexFunc(x.spans, func(s devices.Span) bool { return s.First <= n && n <= s.Last })
}

// place says where a group has a device from.
func (g *Group) place(n devices.Number) string {
	x := &g.Devices
	switch {
	case x.List == nil:
		return "made up"
	case x.File.Value != "":
		return fmt.Sprintf("%s:%d", x.File, x.table.Line(n))
	}
	return fmt.Sprintf("line %d", x.pos(n).Line)
}

// named takes the device names, which are as many as the group has phones.
func (g *Group) named(r *file.Report, files fs.FS) {
	x := &g.Devices
	x.read(r, files)
	if x.List == nil {
		return
	}
	pos, n := x.pos(x.List.At(0)), x.List.Len()
	switch {
	case n > maxOfGroup:
		r.Add(pos, "", "phone group %q has %s devices, at most %s", g.Name, grouped(n), grouped(maxOfGroup))
	case g.Count != 0 && g.Count != n:
		r.Add(pos, "leave count out", "phone group %q: count is %s, but there are %s devices", g.Name, grouped(g.Count), grouped(n))
	}
	g.Count = min(n, maxOfGroup)
}

// unnamed reports whether the names of some phones could not be read, which is a problem of its own.
func (s *Site) unnamed() bool {
	return slices.ContainsFunc(s.Phones, func(g Group) bool { return g.Devices.given && g.Devices.List == nil })
}

// checkDevices reports a device that two groups have.
func (c *Checker) checkDevices() {
	lists := make([]*devices.List, len(c.Site.Phones))
	for i := range lists {
		lists[i] = c.Site.Devices(i)
	}
	_, err := population.NewRoster(lists...)
	if shared := (*population.Shared)(nil); errors.As(err, &shared) {
		a, b := &c.Site.Phones[shared.First], &c.Site.Phones[shared.Second]
		given := b
		if b.Devices.List == nil {
			given = a
		}
		c.Add(given.Devices.pos(shared.Device), "", "%s is in phone group %q (%s) and in %q (%s)", shared.Device.Name(), a.Name, a.place(shared.Device), b.Name, b.place(shared.Device))
	}
}
