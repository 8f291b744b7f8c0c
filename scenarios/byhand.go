package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// deed is what people do at phones.
type deed struct {
	of     phone.Deed
	lists  []trust.List
	phones *file.Selector
}

// handler is a verb that people do at phones.
type handler interface{ byHand() deed }

// byHand says for the selected models by which menus and keys it is done; models for which it is the same are named together.
func (s *Step) byHand(where *site.Site) []string {
	h, is := s.does.(handler)
	if !is || h.byHand().of == "" {
		return nil
	}
	d := h.byHand()
	var order []string
	models := map[string][]string{}
	for _, m := range where.ModelsOf(*d.phones) {
		keys := "no source says how"
		if menu, known := m.ByHand(d.of); known {
			keys = menu.Keys(d.lists...)
		}
		if !slices.Contains(order, keys) {
			order = append(order, keys)
		}
		models[keys] = append(models[keys], m.Name)
	}
	var lines []string
	for _, keys := range order {
		lines = append(lines, fmt.Sprintf("on the phone (%s): %s", strings.Join(models[keys], ", "), keys))
	}
	return lines
}
