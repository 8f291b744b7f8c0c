package file

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// recipe is a file of this test's own.
type recipe struct {
	Pos   Pos
	Title string    `yaml:"title" need:"true" doc:"What it is."`
	Serve int       `yaml:"serve" range:"1..20" doc:"How many it serves."`
	Takes *Duration `yaml:"takes"`
	Hot   bool      `yaml:"hot"`
	Meal  meal      `yaml:"meal"`
	Diet  Names     `yaml:"diet" words:"vegan halal kosher"`
	Steps []step    `yaml:"steps"`
}

type meal struct{ Name }

// Words are the meals of a day.
func (meal) Words() []string { return []string{"breakfast", "lunch", "dinner"} }

type step struct {
	Pos  Pos
	Do   Name     `yaml:"do" need:"true" short:"true"`
	With Selector `yaml:"with"`
	Note Scalar   `yaml:"note"`
}

func load(text string) (recipe, error) {
	r := NewReport("r.yaml", []byte(text), "recipe")
	var out recipe
	if root := r.Parse([]byte(text), "write one"); root != nil {
		(&Decoder{r}).Value(root, &out, "the recipe")
	}
	return out, r.Err()
}

func TestDecode(t *testing.T) {
	got, err := load(`
title: Soup
serve: 4
takes: 1h30m
hot: yes
meal: lunch
diet: [vegan, halal]
steps:
  - boil
  - {do: stir, with: [spoon, ladle], note: 3}
  - {do: rest, with: all}
`)
	require.NoError(t, err)
	require.Equal(t, "Soup", got.Title)
	require.Equal(t, 4, got.Serve)
	require.Equal(t, "1h30m", got.Takes.String())
	require.True(t, got.Hot)
	require.Equal(t, "lunch", got.Meal.Value)
	require.Equal(t, []string{"vegan", "halal"}, got.Diet.Values())
	require.Len(t, got.Steps, 3)
	require.Equal(t, "boil", got.Steps[0].Do.Value, "a value that is no mapping is the short field's")
	require.Equal(t, Pos{9, 5}, got.Steps[0].Pos)
	require.Equal(t, "spoon, ladle", got.Steps[1].With.String())
	require.Equal(t, "3", got.Steps[1].Note.Value)
	require.True(t, got.Steps[2].With.All)
}

func TestProblems(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"nothing":       {"# only a comment\n", `r.yaml:1:1: the file holds no recipe (write one)`},
		"no mapping":    {"[a]", `r.yaml:1:1: the recipe must be a mapping of keys to values, not a list (write {title: ...})`},
		"needed":        {"serve: 3", `r.yaml:1:1: the recipe has no "title"`},
		"unknown key":   {"titel: Soup", `r.yaml:1:1: unknown key "titel" in the recipe (did you mean "title"?)`},
		"twice":         {"title: a\ntitle: b", `r.yaml:2:1: "title" appears twice in the recipe (first in line 1)`},
		"empty":         {`title: ""`, `r.yaml:1:8: title must not be empty`},
		"range":         {"title: a\nserve: 21", `r.yaml:2:8: serve must be from 1 to 20, not 21`},
		"number":        {"title: a\nserve: many", `r.yaml:2:8: serve must be a whole number, not "many"`},
		"truth":         {"title: a\nhot: very", `r.yaml:2:6: hot must be true or false, not "very"`},
		"duration":      {"title: a\ntakes: long", `r.yaml:2:8: takes: "long" is no duration (write for example 90s, 10m, 36h, 30d, 2w or 5y)`},
		"word of tag":   {"title: a\ndiet: vegn", `r.yaml:2:7: diet cannot be "vegn" (did you mean "vegan"?)`},
		"word of type":  {"title: a\nmeal: brunch", `r.yaml:2:7: meal cannot be "brunch" (did you mean "lunch"?)`},
		"alias":         {"title: &a b\nmeal: *a", `r.yaml:2:7: write the value out`},
		"selects none":  {"title: a\nsteps: [{do: b, with: []}]", "r.yaml:2:23: with selects nothing (write `all`, a name, or a list of names)"},
		"short is none": {"title: a\nsteps: [null]", `r.yaml:2:9: steps must be a name, not empty`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(tt.text)
			var ps Problems
			require.ErrorAs(t, err, &ps)
			require.Len(t, ps, 1, "%v", err)
			if name == "alias" {
				require.Equal(t, `a recipe has no YAML aliases, but here is "*a"`, ps[0].Message)
				return
			}
			require.Equal(t, tt.want, ps[0].Error())
		})
	}
}

// What is likely to follow from other problems is told when there are none.
func TestConsequence(t *testing.T) {
	r := NewReport("r.yaml", nil, "recipe")
	r.Consequence(Pos{1, 1}, "", "nothing to eat")
	require.ErrorContains(t, r.Err(), "nothing to eat")
	r = NewReport("r.yaml", nil, "recipe")
	r.Consequence(Pos{1, 1}, "", "nothing to eat")
	r.Add(Pos{2, 1}, "", "no stove")
	require.NotContains(t, r.Err().Error(), "nothing to eat")
}

// The schema says what the decoder takes.
func TestSchema(t *testing.T) {
	data, err := Schema(reflect.TypeFor[recipe](), "recipe")
	require.NoError(t, err)
	var s struct {
		Title      string
		Required   []string
		Properties map[string]struct {
			Description string
			Enum        []string
			Minimum     int
			Maximum     int
		}
	}
	require.NoError(t, json.Unmarshal(data, &s))
	require.Equal(t, "tvslab recipe", s.Title)
	require.Equal(t, []string{"title"}, s.Required)
	require.Equal(t, "What it is.", s.Properties["title"].Description)
	require.Equal(t, []string{"breakfast", "lunch", "dinner"}, s.Properties["meal"].Enum)
	require.Equal(t, 20, s.Properties["serve"].Maximum)
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("title: a\nsteps: [b, {do: c, with: [d]}]\ndiet: vegan\ntakes: 5m\n"))
	f.Add([]byte("title: &a [*a]\n"))
	f.Add([]byte("\xff: {"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := load(string(data)); err != nil {
			require.IsType(t, Problems{}, err)
			require.NotEmpty(t, err.Error())
			require.LessOrEqual(t, len(err.(Problems)), MaxProblems)
		}
	})
}
