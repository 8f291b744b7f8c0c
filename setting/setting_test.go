package setting

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type colour string

type paint struct {
	Wet    bool
	Colour colour
	Mix    []string
	Extras []string
	Coats  int
	Dry    time.Duration
	Wait   time.Duration
	Waits  []time.Duration
}

var paints = Table[paint]{
	{Name: "wet", Default: "true", Value: func(p *paint) Value { return Truth(&p.Wet) }},
	{Name: "colour", Default: "red", Words: []string{"red", "blue"}, Value: func(p *paint) Value { return Word(&p.Colour) }},
	{Name: "mix", Default: "red, blue", Words: []string{"red", "blue"}, Value: func(p *paint) Value { return Words(&p.Mix) }},
	{Name: "extras", Default: "gloss", Words: []string{"gloss", "sand"}, Former: "shine", Value: func(p *paint) Value { return Subset(&p.Extras) }},
	{Name: "coats", Default: "2", Value: func(p *paint) Value { return Number(&p.Coats, 1) }},
	{Name: "dry", Default: "0", Value: func(p *paint) Value { return Time(&p.Dry) }},
	{Name: "wait", Default: "0.5", Value: func(p *paint) Value { return PositiveTime(&p.Wait) }},
	{Name: "waits", Default: "1, 1m30s", Value: func(p *paint) Value { return PositiveTimes(&p.Waits) }},
}

func TestDefaults(t *testing.T) {
	p := paints.Defaults()
	require.Equal(t, paint{Wet: true, Colour: "red", Mix: []string{"red", "blue"}, Extras: []string{"gloss"}, Coats: 2, Wait: 500 * time.Millisecond,
		Waits: []time.Duration{time.Second, 90 * time.Second}}, p)
	require.NoError(t, paints.Check(&p))
	require.Equal(t, []string{"wet", "colour", "mix", "extras", "coats", "dry", "wait", "waits"}, paints.Names())
	broken := Table[paint]{{Name: "coats", Default: "many", Value: func(p *paint) Value { return Number(&p.Coats, 1) }}}
	require.Panics(t, func() { broken.Defaults() })
}

func TestSet(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       func(*paint)
	}{
		{"wet", "false", func(p *paint) { p.Wet = false }},
		{"wet", "No", func(p *paint) { p.Wet = false }},
		{"wet", "OFF", func(p *paint) { p.Wet = false }},
		{"colour", "blue", func(p *paint) { p.Colour = "blue" }},
		{"mix", "blue", func(p *paint) { p.Mix = []string{"blue"} }},
		{"mix", " blue ,red", func(p *paint) { p.Mix = []string{"blue", "red"} }},
		{"extras", "sand, gloss", func(p *paint) { p.Extras = []string{"sand", "gloss"} }},
		{"extras", "none", func(p *paint) { p.Extras = nil }},
		{"coats", "0x10", func(p *paint) { p.Coats = 16 }},
		{"dry", "5m", func(p *paint) { p.Dry = 5 * time.Minute }},
		{"dry", "2", func(p *paint) { p.Dry = 2 * time.Second }},
		{"waits", "0.25", func(p *paint) { p.Waits = []time.Duration{250 * time.Millisecond} }},
	} {
		t.Run(row.name+" "+row.text, func(t *testing.T) {
			p, want := paints.Defaults(), paints.Defaults()
			row.want(&want)
			require.NoError(t, paints.Set(&p, row.name, row.text))
			require.Equal(t, want, p)
		})
	}
}

func TestRefused(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"wet", "maybe", `setting wet: "maybe" is not one of ["true" "false"]`},
		{"wet", "", `setting wet: "" is not one of ["true" "false"]`},
		{"colour", "green", `setting colour: "green" is not one of ["red" "blue"]`},
		{"mix", "red, green", `setting mix: "green" is not one of ["red" "blue"]`},
		{"mix", "", `setting mix: "" is not one of ["red" "blue"]`},
		{"extras", "none, sand", `setting extras: "none" is not one of ["gloss" "sand"]`},
		{"extras", "", `setting extras: "" is not one of ["gloss" "sand"]`},
		{"coats", "1.5", `setting coats: "1.5" is no whole number`},
		{"coats", "99999999999999999999", `setting coats: "99999999999999999999" is no whole number`},
		{"coats", "0", `setting coats: 0 is less than 1`},
		{"dry", "soon", `setting dry: "soon" is neither seconds nor like "500ms"`},
		{"dry", "NaN", `setting dry: a duration of NaN seconds is out of range`},
		{"dry", "1e300", `setting dry: a duration of 1e+300 seconds is out of range`},
		{"dry", "-5s", `setting dry: -5s is a negative duration`},
		{"wait", "0", `setting wait: 0s is not positive`},
		{"waits", "1, 0", `setting waits: 0s is not positive`},
		{"waits", "1,", `setting waits: "" is neither seconds nor like "500ms"`},
		{"weight", "3", `setting "weight" is not known`},
	} {
		t.Run(row.name+" "+row.text, func(t *testing.T) {
			p := paints.Defaults()
			require.EqualError(t, paints.Set(&p, row.name, row.text), row.want)
		})
	}
	p := paints.Defaults()
	p.Colour = "green"
	require.EqualError(t, paints.Check(&p), `setting colour: "green" is not one of ["red" "blue"]`)
}

func TestSuccessor(t *testing.T) {
	require.Equal(t, "extras", paints.Successor("shine"))
	require.Empty(t, paints.Successor("extras"))
	require.Empty(t, paints.Successor(""))
}

func TestKinds(t *testing.T) {
	want := []Kind{KindTruth, KindWord, KindWords, KindWords, KindNumber, KindTime, KindTime, KindTimes}
	for i, r := range paints {
		require.Equal(t, want[i], r.Kind(), r.Name)
	}
}

// FuzzSet: whatever a file says, a setting is refused or holds what its own check accepts.
func FuzzSet(f *testing.F) {
	for _, text := range []string{"true", "red, blue", "2", "0.5", "1m30s", "-1", ",", "1e400"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range paints.Names() {
			p := paints.Defaults()
			if paints.Set(&p, name, text) == nil {
				require.NoError(t, paints.Check(&p))
			}
		}
	})
}
