package harbour_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"tvslab/scenarios"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// device is a phone of the site: what the lab knows of it, and what the site's lists say besides.
type device struct {
	lab.Phone
	name, place string // device name; the place, for example "quay"
	group       lab.Group
	address     string
	row         *sim.Device // of the database
}

// place is where phones are, and what is set for them there.
type place struct {
	pool, managers string // device pool and CallManager group
	subnet         string // its first two numbers
	tftp           string // option 150
}

var places = map[string]place{
	"quay":   {"DP_Quay", "CMG_12", "10.20", "198.51.100.11,198.51.100.10"},
	"tower":  {"DP_Tower", "CMG_21", "10.21", "198.51.100.10,198.51.100.11"},
	"depot":  {"DP_Depot", "CMG_31", "10.22", "198.51.100.11,198.51.100.10"},
	"yard":   {"DP_Yard", "CMG_32", "10.23", "198.51.100.10,198.51.100.11"},
	"school": {"DP_School", "CMG_23", "10.24", "198.51.100.10,198.51.100.11"},
	"loan":   {"Loan", "CMG_12", "10.20", "198.51.100.11,198.51.100.10"}, // of the quay
}

// placeNames are the places, those with sites of their own first.
var placeNames = []string{"quay", "tower", "depot", "yard", "school", "loan"}

// makers are the beginnings of MAC addresses by model: invented, with the bit set that says so.
var makers = map[string][]string{
	"8841": {"0A1DE5", "0A5C10", "0A84AF"}, "7821": {"0A2BC4", "0A7C69"}, "8861": {"0A3F18", "0A96A2"}, "8845": {"0A4E0B"},
	"7965": {"0A1BD4", "0A21A0", "0A24C4"}, "7945": {"0A1AA1", "0A1EF7"}, "7925": {"0A23EB"}, "7960": {"0A0D28"}, "9971": {"0A6CE5", "0AE0B9"},
}

// names gives device names to phones of a model: runs of addresses, as phones come in boxes.
type names struct {
	random *rand.Rand
	taken  map[string]bool
}

func (n *names) of(model string, count int) (list []string) {
	for len(list) < count {
		maker := makers[model][n.random.Uint64()%uint64(len(makers[model]))]
		first := n.random.Uint64() % 0xFFFF00
		for i := range min(6+n.random.Uint64()%30, uint64(count-len(list))) {
			name := fmt.Sprintf("SEP%s%06X", maker, first+i)
			if !n.taken[name] {
				n.taken[name], list = true, append(list, name)
			}
		}
	}
	return list
}

// phonesOf are the phones of the site by name. Those that are off lie among the others of their place and model.
func phonesOf(r *scenarios.Runner) (all []device) {
	n := names{rand.New(rand.NewPCG(2021, 612)), map[string]bool{}}
	groups := r.Lab.Groups()
	for i := 0; i < len(groups); i++ {
		alike := groups[i : i+1]
		if i+1 < len(groups) && groups[i+1].Name == groups[i].Name+"-off" {
			alike, i = groups[i:i+2], i+1
		}
		var phones []device
		for _, g := range alike {
			for p := range r.Lab.Each(r.Lab.Group(g.Name, 0, 0)) {
				phones = append(phones, device{Phone: p, group: g, row: r.Lab.Cluster().Device(p.Name())})
			}
		}
		n.random.Shuffle(len(phones), func(i, j int) { phones[i], phones[j] = phones[j], phones[i] })
		for k, name := range n.of(groups[i].Model, len(phones)) {
			phones[k].name = name
		}
		all = append(all, phones...)
	}
	addressed(all)
	slices.SortFunc(all, func(a, b device) int { return strings.Compare(a.name, b.name) })
	return all
}

// addressed gives the phones their place, and addresses of its subnet.
func addressed(all []device) {
	used := map[string]int{}
	for i := range all {
		d := &all[i]
		d.place, _, _ = strings.Cut(d.group.Name, "-")
		subnet := places[d.place].subnet
		k := used[subnet]
		used[subnet]++
		d.address = fmt.Sprintf("%s.%d.%d", subnet, 1+k/240, 11+k%240)
	}
}
