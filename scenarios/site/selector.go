package site

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/sim/lab/population"
)

// PhoneRef is one name of a phone selector taken apart. Exactly one of All, Device, Model and Group says which phones; a share is
// of these.
type PhoneRef struct {
	Share       string // of the phones, in percent; "" for all of them
	All         bool
	Device      string // device name, or a pattern of device names; upper case
	Model       string // a model, or a pattern of models
	Group       string // a group, or a pattern of groups
	First, Last int    // places in each of the groups, from 1; 0, 0 for the whole groups
}

const wildcards = "*?"

var (
	deviceName    = regexp.MustCompile(`^SEP[0-9A-F]{12}$`)
	devicePattern = regexp.MustCompile(`^SEP[0-9A-Fa-f*?]*[*?][0-9A-Fa-f*?]*$`)
	indexed       = regexp.MustCompile(`^([^\[\]]+)\[([0-9]{1,7})(?:\.\.([0-9]{1,7}))?\]$`)
	share         = regexp.MustCompile(`^([0-9]{1,3}(?:\.[0-9]{1,6})?) ?% of +([^ ].*)$`)
	ofModel       = regexp.MustCompile(`^model +([^ ].*)$`)
)

// ParsePhoneRef takes one name of a phone selector apart: "all", a device name (SEP and twelve hexadecimal digits) or a pattern
// of device names ("SEP0A01*"), "model 8841", a group or a pattern of groups ("desk*"), with places in them ("desk[2]",
// "desk[1..3]", counting from 1); before it a share ("4% of"). It does not know which phones there are.
func ParsePhoneRef(name string) PhoneRef {
	if m := share.FindStringSubmatch(name); m != nil && !share.MatchString(m[2]) {
		ref := ParsePhoneRef(m[2])
		ref.Share = m[1]
		return ref
	}
	switch {
	case name == "all":
		return PhoneRef{All: true}
	case deviceName.MatchString(name), devicePattern.MatchString(name):
		return PhoneRef{Device: strings.ToUpper(name)}
	}
	if m := ofModel.FindStringSubmatch(name); m != nil {
		return PhoneRef{Model: m[1]}
	}
	return groupRef(name)
}

func groupRef(name string) PhoneRef {
	m := indexed.FindStringSubmatch(name)
	if m == nil {
		return PhoneRef{Group: name}
	}
	ref := PhoneRef{Group: m[1]}
	ref.First, _ = strconv.Atoi(m[2]) // seven digits at most: cannot fail
	ref.Last = ref.First
	if m[3] != "" {
		ref.Last, _ = strconv.Atoi(m[3])
	}
	return ref
}

// Pattern reports whether the phones are found by a pattern of device names, as the query of Bulk Administration does.
func (ref PhoneRef) Pattern() bool { return strings.ContainsAny(ref.Device, wildcards) }

// counts reports whether it matters which phones there are, and how many.
func (ref PhoneRef) counts() bool { return ref.Device != "" || ref.First > 0 || ref.Share != "" }

// places reports whether there can be such places in groups.
func (ref PhoneRef) places() bool { return ref.First >= 1 && ref.Last >= ref.First }

// selects tells whether a name selects phones by itself, so that nothing can be called so.
func selects(name string) bool {
	return ParsePhoneRef(name) != PhoneRef{Group: name} || strings.ContainsAny(name, wildcards)
}

// PhonesOf returns the phones that one name of a selector means. The seed decides which phones are a share: the same ones each
// time, and those of a smaller share are among those of a larger one.
func (s *Site) PhonesOf(ref PhoneRef, seed uint64) devices.Set {
	set := s.whole(ref)
	if ref.Share == "" {
		return set
	}
	return s.share(set, ref.percent(), seed)
}

// ModelsOf returns the models of the selected phones, in the order of the groups. Those that depend on the cell are left out
// before there is one.
func (s *Site) ModelsOf(sel file.Selector) []phone.Model {
	var sets []devices.Set
	for _, n := range sel.Names {
		sets = append(sets, s.PhonesOf(ParsePhoneRef(n.Value), 0))
	}
	set := devices.Union(sets...)
	var list []phone.Model
	for i := range s.Phones {
		m, known := phone.ModelByName(s.Phones[i].Model.Value)
		selected := sel.All || len(set.And(s.group(i, 1, s.Phones[i].Count))) > 0
		if known && selected && !slices.ContainsFunc(list, func(have phone.Model) bool { return have.Name == m.Name }) {
			list = append(list, m)
		}
	}
	return list
}

// whole returns the phones of which a share is taken.
func (s *Site) whole(ref PhoneRef) devices.Set {
	var sets []devices.Set
	for i := range s.Phones {
		switch g := &s.Phones[i]; {
		case ref.All || ref.Device != "":
			sets = append(sets, s.group(i, 1, g.Count))
		case ref.Model != "" && LikeModel(ref.Model, g.Model.Value), ref.Group != "" && ref.First == 0 && like(ref.Group, g.Name.Value):
			sets = append(sets, s.group(i, 1, g.Count))
		case ref.Group != "" && ref.places() && like(ref.Group, g.Name.Value):
			sets = append(sets, s.group(i, ref.First, min(ref.Last, g.Count)))
		}
	}
	set := devices.Union(sets...)
	if ref.Device == "" {
		return set
	}
	return set.Matching(ref.Device)
}

// group returns phones of group number i, from one place to another.
func (s *Site) group(i, first, last int) devices.Set { return s.Devices(i).Between(first-1, last) }

// Devices returns the devices of group number i, from 0, in their order.
func (s *Site) Devices(i int) *devices.List {
	if g := &s.Phones[i]; g.Devices.List == nil {
		return population.Local(i, g.Count)
	}
	return s.Phones[i].Devices.List
}

// HasPhone reports whether a phone has the device name.
func (s *Site) HasPhone(name string) bool {
	n, ok := devices.Parse(name)
	if !ok {
		return false
	}
	for i := range s.Phones {
		if _, has := s.Devices(i).Place(n); has {
			return true
		}
	}
	return false
}

// share picks so many percent of the phones of each group, as neighbours: a share of a million phones is a few spans. Rounded is
// the sum, so that one percent of ten groups of ten phones is one phone.
func (s *Site) share(set devices.Set, percent float64, seed uint64) devices.Set {
	upTo := func(n int) int { return int(math.Round(float64(n) * percent / 100)) }
	var picked []devices.Set
	seen := 0
	for i := range s.Phones {
		part := set.And(s.group(i, 1, s.Phones[i].Count))
		n := part.Len()
		if n > 0 {
			picked = append(picked, part.Around(start(seed, i, n), upTo(seen+n)-upTo(seen)))
		}
		seen += n
	}
	return devices.Union(picked...)
}

// start says at which of n places the shares of a group begin.
func start(seed uint64, group, n int) int {
	x := seed + uint64(group+1)*0x9e3779b97f4a7c15 // SplitMix64
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % uint64(n))
}

// percent is the share as a number.
func (ref PhoneRef) percent() float64 {
	p, _ := strconv.ParseFloat(ref.Share, 64) // digits and a point
	return p
}

// like reports whether a name fits a pattern, in which * is any number of characters and ? one.
func like(pattern, name string) bool {
	if !strings.ContainsAny(pattern, "*?") {
		return pattern == name
	}
	expression := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(pattern))
	return regexp.MustCompile("^(?s:" + expression + ")$").MatchString(name)
}

// LikeModel reports whether a model is the one of this name in any spelling, or fits the pattern.
func LikeModel(pattern, model string) bool {
	return slices.ContainsFunc(phone.ModelsLike(pattern), func(m phone.Model) bool { return m.Name == model })
}

// SelectedPhones checks a selector of phones; nil is no selector.
func (c *Checker) SelectedPhones(sel *file.Selector) {
	if sel == nil {
		return
	}
	for _, n := range sel.Names {
		c.Phone(n, "phone group", c.Site.Phones.Names())
	}
}

// Phone checks one name of a phone selector and gives how many phones it selects, 0 when it is wrong or cannot be known.
func (c *Checker) Phone(n file.Name, what string, known []string) int {
	ref := ParsePhoneRef(n.Value)
	if len(c.Site.Phones) == 0 || ref.counts() && c.Site.unnamed() || !c.someOf(ref, n, what, known) {
		return 0
	}
	picked := c.Site.PhonesOf(ref, 0).Len() // how many are a share does not depend on the seed
	if picked == 0 && (ref.Model == "" || !c.variesModels()) {
		c.Add(n.Pos, c.hintPhones(ref), "%q selects nothing", n)
	}
	return picked
}

// someOf reports names that there are not, and places and shares that cannot be.
func (c *Checker) someOf(ref PhoneRef, n file.Name, what string, known []string) bool {
	switch {
	case ref.Share != "" && (ref.percent() <= 0 || ref.percent() > 100):
		c.Add(n.Pos, "", "%q: a share is more than 0%% and at most 100%%", n)
	case ref.Model != "":
		return c.ModelPattern(file.Name{Value: ref.Model, Pos: n.Pos})
	case ref.Group != "" && !strings.ContainsAny(ref.Group, wildcards):
		return c.groupNamed(ref, n, what, known)
	default:
		return true
	}
	return false
}

// groupNamed checks a group that is named in full.
func (c *Checker) groupNamed(ref PhoneRef, n file.Name, what string, known []string) bool {
	g := c.Site.Phones.Find(ref.Group)
	switch {
	case g == nil:
		c.Unknown(file.Name{Value: ref.Group, Pos: n.Pos}, what, "", known)
		return false
	case strings.HasSuffix(n.Value, "]") && (!ref.places() || ref.Last > g.Count):
		c.Add(n.Pos, fmt.Sprintf("the phones of %q are 1 to %d", ref.Group, g.Count), "%q selects nothing", n)
		return false
	}
	return true
}

// ModelPattern checks the name of a model, or a pattern that some model fits.
func (c *Checker) ModelPattern(n file.Name) bool {
	known := len(phone.ModelsLike(n.Value)) > 0
	if !known {
		c.Unknown(n, "phone model", "", phone.ModelNames())
	}
	return known
}

// variesModels tells whether the model of some group depends on the cell.
func (c *Checker) variesModels() bool {
	return len(c.Site.Matrix.Model) > 0
}

// hintPhones says what there is to be selected.
func (c *Checker) hintPhones(ref PhoneRef) string {
	if whole := c.Site.whole(ref).Len(); ref.Share != "" && whole > 0 {
		return fmt.Sprintf("%s%% of %d is less than half a phone", ref.Share, whole)
	}
	switch all := c.Site.PhonesOf(PhoneRef{All: true}, 0); {
	case ref.Device != "":
		return fmt.Sprintf("the first phone is %s, the last %s", all[0].First.Name(), all[len(all)-1].Last.Name())
	case ref.Model != "":
		return "models: " + strings.Join(c.Site.Phones.Models(), ", ")
	}
	return "phone groups: " + strings.Join(c.Site.Phones.Names(), ", ")
}
