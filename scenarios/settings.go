package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/sim/cucm"
)

// settings are values of named settings.
type settings struct {
	Pos     file.Pos
	Cluster settingList `yaml:"cluster" doc:"Settings of the cluster, by name."`
	Phone   settingList `yaml:"phone" doc:"Settings of all phones, by name."`
}

// setting is one named value.
type setting struct {
	Name  file.Name
	Value file.Scalar
}

// settingList is settings in the order of the file.
type settingList []setting

// UnmarshalNode reads values by name.
func (ss *settingList) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "setting", func(name file.Name, value *yaml.Node) {
		s := setting{Name: name}
		s.Value.UnmarshalNode(d, value, fmt.Sprintf("setting %q", name))
		*ss = append(*ss, s)
	})
}

// JSONSchema of values by name.
func (settingList) JSONSchema() *jsonschema.Schema { return file.MapOf(schemaOf[file.Scalar]()) }

// checkSettings tries every value by itself.
func (c *checker) checkSettings() {
	for _, x := range c.Settings.Cluster {
		s := cucm.DefaultSettings()
		c.Said(x.Name.Pos, x.try(&s, func() error { return s.Validate() }))
	}
	for _, x := range c.Settings.Phone {
		s := phone.DefaultSettings()
		c.Said(x.Name.Pos, x.try(&s, func() error { return s.Check() }))
	}
}

func (x setting) try(target any, valid func() error) error {
	if err := put(target, x.Name.Value, x.Value.Value); err != nil {
		return err
	}
	return valid()
}

// settingsOf returns the cluster's and the phones' settings with the scenario's values put in.
func settingsOf(s *Scenario) (cucm.Settings, phone.Settings, error) {
	cluster, phones := cucm.DefaultSettings(), phone.DefaultSettings()
	for _, x := range s.Settings.Cluster {
		if err := put(&cluster, x.Name.Value, x.Value.Value); err != nil {
			return cluster, phones, err
		}
	}
	for _, x := range s.Settings.Phone {
		if err := put(&phones, x.Name.Value, x.Value.Value); err != nil {
			return cluster, phones, err
		}
	}
	return cluster, phones, nil
}

// put sets the field of a settings struct that carries the yaml name.
func put(target any, name, value string) error {
	known := settingNames(target)
	if !slices.Contains(known, name) {
		return &file.Unknown{What: "setting", Name: name, Known: known}
	}
	node, err := yaml.Dump(map[string]yaml.Node{name: settingNode(target, name, value)})
	if err != nil {
		return fmt.Errorf("setting %s: %q: %w", name, value, err)
	}
	if err := yaml.Load(node, target, yaml.WithKnownFields()); err != nil {
		return fmt.Errorf("setting %s: %q: %w", name, value, err)
	}
	return nil
}

// settingNode is the value as YAML; a setting that is a list takes its elements separated by commas.
func settingNode(target any, name, value string) yaml.Node {
	field := reflect.TypeOf(target).Elem().Field(slices.Index(settingNames(target), name))
	if field.Type.Kind() != reflect.Slice {
		return yaml.Node{Kind: yaml.ScalarNode, Value: value}
	}
	list := yaml.Node{Kind: yaml.SequenceNode}
	for _, element := range strings.Split(value, ",") {
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: strings.TrimSpace(element)})
	}
	return list
}

func settingNames(target any) []string {
	var list []string
	t := reflect.TypeOf(target).Elem()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		list = append(list, name)
	}
	return list
}
