package explore

import (
	"fmt"
	"strings"

	group "tvslab/scenarios/site"
)

// alike says of each group which groups are like it, itself among them, in the order of the file: nothing but the name and the number of phones
// tells them apart, and no step names one of them.
func (p *Plan) alike() map[string][]string {
	named := p.stepWords()
	classes, class := map[string][]string{}, map[string]string{}
	for i := range p.scenario.Phones {
		g := &p.scenario.Phones[i]
		kind := kindOf(g)
		if named[g.Name.Value] {
			kind = "named " + g.Name.Value
		}
		classes[kind] = append(classes[kind], g.Name.Value)
		class[g.Name.Value] = kind
	}
	like := map[string][]string{}
	for name, kind := range class {
		like[name] = classes[kind]
	}
	return like
}

// kindOf is all that a group is but its name and size.
func kindOf(g *group.Group) string {
	return fmt.Sprint(g.Model.Value, g.Protocol.Value, g.TFTP.Values(), g.TVS.Values(), g.Group.Values(), g.Config.Value, g.Security.Value,
		g.Authentication.Value, g.Load.Value, g.Encrypted, g.LSC, g.MIC, g.Dot1x, g.UserCA, g.Behind.Value)
}

// stepWords are the words of the steps that are not of the beginning, and of those that are not about all phones.
func (p *Plan) stepWords() map[string]bool {
	words := map[string]bool{}
	for i := range p.items {
		if p.items[i].stays {
			continue
		}
		for _, word := range strings.FieldsFunc(p.items[i].do.text, func(r rune) bool { return strings.ContainsRune(" \t\n,:{}[]\"'", r) }) {
			words[word] = true
		}
	}
	return words
}

// groupNumber is the place of a group, from 1; 0 for no group.
func (s *Search) groupNumber(name string) int16 {
	for i := range s.scenario.Phones {
		if s.scenario.Phones[i].Name.Value == name {
			return int16(i + 1)
		}
	}
	return 0
}
