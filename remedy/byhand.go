package remedy

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/phone"
)

func deleting(s *scene) []Way { return s.byHand(phone.DeedDelete, "delete-trust-list") }

func factory(s *scene) []Way { return s.byHand(phone.DeedFactory, "factory-reset") }

// byHand is a deed at each of the phones; those that are on boot by themselves.
func (s *scene) byHand(deed phone.Deed, verb string) []Way {
	if len(s.phones) == 0 {
		return nil
	}
	return []Way{{fmt.Sprintf("on each phone, %s", s.keys(deed)), []string{verb + ": " + Selector(s.now, s.phones), waitStep}}}
}

// keys says for each model of the phones by which menus and keys the deed is done.
func (s *scene) keys(deed phone.Deed) string {
	var lines []string
	for _, stand := range s.stands {
		m := stand.Phone.Model()
		keys := "no source says how"
		if menu, known := m.ByHand(deed); known {
			keys = menu.Path
		}
		if line := m.Name + ": " + keys; !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}
