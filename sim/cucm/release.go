package cucm

import (
	"fmt"
	"slices"
	"strings"
)

// releases is every release the simulator knows, oldest first. A release has the rules of the one before it, but for
// what a row of the matrix gives from it on.
var releases = []struct {
	name  string
	build string   // full version number: 10.0, 10.5(1), 10.5(2) and 14SU3 as documents print them, the others recalled
	same  string   // the release of which this is another name, which is listed too; "" = none
	also  []string // further spellings
}{
	{name: "8.0", build: "8.0.3.10000-8", also: []string{"8.0(1)"}},
	{name: "8.5", build: "8.5.1.10000-26"},
	{name: "8.6", build: "8.6.2.10000-30", also: []string{"8"}},
	{name: "9.0", build: "9.0.1.10000-37"},
	{name: "9.1", build: "9.1.2.10000-28", also: []string{"9"}},
	{name: "10.0", build: "10.0.1.11900-2", also: []string{"10.0(1)"}},
	{name: "10.5(1)", build: "10.5.1.10000-7"},
	{name: "10.5", build: "10.5.2.11900-3", also: []string{"10"}},
	{name: "10.5(2)", build: "10.5.2.11900-3", same: "10.5"},
	{name: "11.0", build: "11.0.1.10000-10"},
	{name: "11.5", build: "11.5.1.10000-6", also: []string{"11", "11.5(1)"}},
	{name: "11.5SU1", build: "11.5.1.12900-21", also: []string{"11.5(1)SU1", "11.5SU2", "11.5SU3", "11.5SU4", "11.5SU5", "11.5SU6", "11.5SU7", "11.5SU8", "11.5SU9",
		"11.5SU10", "11.5SU11"}},
	{name: "12.0", build: "12.0.1.10000-10", also: []string{"12.0(1)"}},
	{name: "12.5", build: "12.5.1.10000-22", also: []string{"12", "12.5(1)", "12.5SU1", "12.5SU2"}},
	{name: "12.5SU3", build: "12.5.1.13900-152", also: []string{"12.5SU4", "12.5SU5"}},
	{name: "12.5SU6", build: "12.5.1.16900-48", also: []string{"12.5SU7", "12.5SU8", "12.5SU9"}},
	{name: "14", build: "14.0.1.10000-20", also: []string{"14.0"}},
	{name: "14SU1", build: "14.0.1.11900-132"},
	{name: "14SU2", build: "14.0.1.12900-161"},
	{name: "14SU3", build: "14.0.1.13900-155"},
	{name: "14SU4", build: "14.0.1.14900-56"},
	{name: "15", build: "15.0.1.10000-32", also: []string{"15.0"}},
}

// Release is one CUCM release the simulator knows. The zero value is none.
type Release struct{ number int } // place in releases, from 1

// ParseRelease returns the release called name, for example "11.5", "10.5(2)" or "14SU3".
func ParseRelease(name string) (Release, error) {
	want := strings.TrimSpace(name)
	for i, r := range releases {
		if strings.EqualFold(r.name, want) || slices.Contains(r.also, want) {
			return Release{i + 1}, nil
		}
	}
	return Release{}, fmt.Errorf("release %q is not known; known are %s", name, strings.Join(ReleaseNames(), ", "))
}

// ReleaseNames returns the names of all known releases, oldest first.
func ReleaseNames() []string {
	names := make([]string, len(releases))
	for i, r := range releases {
		names[i] = r.name
	}
	return names
}

// IsZero reports whether r is no release.
func (r Release) IsZero() bool { return r.number == 0 }

// String returns the release's name, for example "11.5"; "" for the zero value.
func (r Release) String() string {
	if r.IsZero() {
		return ""
	}
	return releases[r.number-1].name
}

// Build returns the full version number, for example "11.5.1.10000-6".
func (r Release) Build() string { return releases[r.number-1].build }

// Compare returns a negative number if r is older than other, zero if they are the same, else a positive one.
// "10.5" and "10.5(2)" are the same release.
func (r Release) Compare(other Release) int { return r.age() - other.age() }

// age is the number of the release, the same one for all its names.
func (r Release) age() int {
	if r.IsZero() || releases[r.number-1].same == "" {
		return r.number
	}
	first, _ := ParseRelease(releases[r.number-1].same)
	return first.number
}

// Rules returns what r does where no setting says otherwise. The value is shared and must not be changed.
func (r Release) Rules() *Rules { return rulesOf[r.number-1] }

// RulesUnder returns the rules of r where the settings leave them to the release, else what the settings say.
func (r Release) RulesUnder(s Settings) *Rules {
	rules := *r.Rules()
	for _, line := range matrix {
		line.override(&rules, &s)
	}
	return &rules
}
