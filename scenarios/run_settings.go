package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/admincli"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// settings returns the cluster's and the phones' settings with the scenario's values put in.
func settings(s *Scenario) (cucm.Settings, phone.Settings, error) {
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
		return &Unknown{What: "setting", Name: name, Known: known}
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

// NewChecker returns what the runner knows of names in scenario files: models, settings, parameters, services,
// stores, reason codes and commands.
func NewChecker() Checker {
	return Checker{
		Model: modelCheck,
		ClusterSetting: func(name, value string) error {
			s := cucm.DefaultSettings()
			if err := put(&s, name, value); err != nil {
				return err
			}
			return s.Validate()
		},
		PhoneSetting: func(name, value string) error {
			s := phone.DefaultSettings()
			if err := put(&s, name, value); err != nil {
				return err
			}
			return s.Check()
		},
		Parameter:   func(name, _ string) error { return oneOf("enterprise parameter", name, sim.Parameters()) },
		Service:     serviceCheck,
		Certificate: func(name string) error { return oneOf("certificate", name, storeNames(false)) },
		Store:       func(name string) error { return oneOf("certificate store", name, storeNames(true)) },
		Reason:      func(name string) error { return oneOf("reason", name, reasonNames()) },
		Command:     checkCommand,
	}
}

func oneOf(what, name string, known []string) error {
	if slices.Contains(known, name) {
		return nil
	}
	return &Unknown{What: what, Name: name, Known: known}
}

func storeNames(trust bool) []string {
	var list []string
	for _, s := range cucm.Stores() {
		if trust || !s.Trust() {
			list = append(list, string(s))
		}
	}
	return list
}

func reasonNames() []string {
	list := map[string]bool{}
	for _, c := range phone.Codes() {
		list[string(c.Code)] = true
	}
	return slices.Sorted(maps.Keys(list))
}

// shortServices are the words of guides and administrators for services, without "Cisco" and "service".
var shortServices = map[string]string{
	"tvs": sim.ServiceTVS, "trustverification": sim.ServiceTVS, "tftp": sim.ServiceTFTP, "capf": sim.ServiceCAPF,
	"ccm": sim.ServiceCCM, "callmanager": sim.ServiceCCM, "cti": sim.ServiceCTIManager, "tomcat": sim.ServiceTomcat,
}

func serviceCheck(name string) error {
	known := sim.ServiceNames()
	if slices.Contains(known, name) {
		return nil
	}
	short := strings.TrimSuffix(strings.TrimPrefix(string(fold(name)), "cisco"), "service")
	return &Unknown{What: "service", Name: name, Known: known, Meant: shortServices[short]}
}

func checkCommand(release, line string) error {
	r, err := cucm.ParseRelease(release)
	if err != nil {
		return nil // reported where the release is written
	}
	err = admincli.Check(r, line)
	var unknown *admincli.Unknown
	if errors.As(err, &unknown) {
		return &Unknown{What: "command", Name: line, Known: unknown.Known}
	}
	return err
}
