package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/setting"
	"tvslab/sim/cucm"
)

// settings are values of named settings.
type settings struct {
	Pos     file.Pos
	Cluster clusterSettings `yaml:"cluster" doc:"Settings of the cluster, by name."`
	Phone   phoneSettings   `yaml:"phone" doc:"Settings of all phones, by name."`
}

// String names the settings and their values as a scenario writes them, in the order of the file; "" for none.
func (s settings) String() string {
	var list []string
	for _, part := range []struct {
		name        string
		assignments []assignment
	}{{"cluster", s.Cluster}, {"phone", s.Phone}} {
		for _, a := range part.assignments {
			list = append(list, fmt.Sprintf("%s.%s: %s", part.name, a.Name, a.Value))
		}
	}
	return strings.Join(list, ", ")
}

type (
	clusterSettings []assignment
	phoneSettings   []assignment
)

// assignment is one named value.
type assignment struct {
	Name  file.Name
	Value file.Scalar
}

// UnmarshalNode reads values by name.
func (s *clusterSettings) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	*s = assignments(d, n, where)
}

// UnmarshalNode reads values by name.
func (s *phoneSettings) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	*s = assignments(d, n, where)
}

// assignments are settings in the order of the file.
func assignments(d *file.Decoder, n *yaml.Node, where string) (list []assignment) {
	d.Named(n, where, "setting", func(name file.Name, value *yaml.Node) {
		x := assignment{Name: name}
		x.Value.UnmarshalNode(d, value, fmt.Sprintf("setting %q", name))
		list = append(list, x)
	})
	return list
}

// JSONSchema of the settings of the cluster.
func (clusterSettings) JSONSchema() *jsonschema.Schema { return tableSchema(cucm.SettingRows()) }

// JSONSchema of the settings of phones.
func (phoneSettings) JSONSchema() *jsonschema.Schema { return tableSchema(phone.SettingRows()) }

// tableSchema lists the settings of a table.
func tableSchema[S any](t setting.Table[S]) *jsonschema.Schema {
	s := file.MapOf(jsonschema.FalseSchema)
	s.Properties = jsonschema.NewProperties()
	for _, r := range t {
		value := valueSchema(r.Kind(), r.Words)
		value.Description, value.Default = r.Meaning+" ("+r.Source+")", r.Default
		s.Properties.Set(r.Name, value)
	}
	return s
}

// valueSchema allows what a setting of this kind may hold. A list is text with commas, which a schema cannot look into.
func valueSchema(kind setting.Kind, words []string) *jsonschema.Schema {
	switch {
	case kind == setting.KindTruth:
		words = []string{"true", "false", "yes", "no", "on", "off"}
	case kind == setting.KindNumber && words == nil:
		return &jsonschema.Schema{Type: "integer"}
	case kind == setting.KindWords:
		return &jsonschema.Schema{Type: "string"}
	}
	s := file.SchemaFor[file.Scalar]()
	for _, w := range words {
		s.Enum = append(s.Enum, spellings(w)...)
	}
	return s
}

// spellings are the values of a YAML file that stand for a word: text, and the number or truth value it looks like.
func spellings(word string) []any {
	var plain any
	if json.Unmarshal([]byte(word), &plain) == nil {
		return []any{word, json.RawMessage(word)}
	}
	return []any{word}
}

// checkSettings tries every value by itself.
func (c *checker) checkSettings() {
	tryAll(c, cucm.SettingRows(), c.scenario.Settings.Cluster)
	tryAll(c, phone.SettingRows(), c.scenario.Settings.Phone)
}

func tryAll[S any](c *checker, t setting.Table[S], list []assignment) {
	for _, x := range list {
		s := t.Defaults()
		c.Said(x.Name.Pos, put(t, &s, x))
	}
}

// settingsOf returns the cluster's and the phones' settings with the scenario's values put in.
func settingsOf(s *Scenario) (cucm.Settings, phone.Settings, error) {
	cluster, err := settingsWith(cucm.SettingRows(), s.Settings.Cluster)
	if err != nil {
		return cluster, phone.Settings{}, err
	}
	phones, err := settingsWith(phone.SettingRows(), s.Settings.Phone)
	return cluster, phones, err
}

// settingsWith returns the defaults of a table with the values put in.
func settingsWith[S any](t setting.Table[S], list []assignment) (S, error) {
	s := t.Defaults()
	for _, x := range list {
		if err := put(t, &s, x); err != nil {
			return s, err
		}
	}
	return s, nil
}

// put gives a setting its value.
func put[S any](t setting.Table[S], s *S, x assignment) error {
	if _, ok := t.Row(x.Name.Value); !ok {
		return &file.Unknown{What: "setting", Name: x.Name.Value, Known: t.Names(), Meant: t.Successor(x.Name.Value)}
	}
	return t.Set(s, x.Name.Value, x.Value.Value)
}

// Setting is the value that the file gives a setting, "cluster.NAME" or "phone.NAME"; false where it gives none.
func (s *Scenario) Setting(name string) (value string, given bool) {
	part, name, _ := strings.Cut(name, ".")
	for _, a := range *s.Settings.part(part) {
		if a.Name.Value == name {
			return a.Value.Value, true
		}
	}
	return "", false
}

// With returns the scenario with another value of a setting, "cluster.NAME" or "phone.NAME". The error is of a setting that there is not,
// or that cannot have the value.
func (s *Scenario) With(name, value string) (*Scenario, error) {
	part, name, _ := strings.Cut(name, ".")
	other := *s
	list := other.Settings.part(part)
	*list = slices.DeleteFunc(slices.Clone(*list), func(a assignment) bool { return a.Name.Value == name })
	*list = append(*list, assignment{Name: file.Name{Value: name}, Value: file.Scalar{Value: value}})
	_, _, err := settingsOf(&other)
	return &other, err
}

// part is the settings of the cluster, or else those of phones.
func (s *settings) part(name string) *[]assignment {
	if name == "cluster" {
		return (*[]assignment)(&s.Cluster)
	}
	return (*[]assignment)(&s.Phone)
}
