package phone

import (
	"slices"
	"strings"
)

// feature is a word for something that models support or not.
type feature struct {
	name string
	has  func(Model) bool
}

// features are the signalling protocols, encrypted configuration and the capabilities.
var features = func() []feature {
	speaks := func(protocol string) func(Model) bool {
		return func(m Model) bool { return slices.Contains(m.Signalling, protocol) }
	}
	list := []feature{
		{"sip", speaks("SIP")}, {"sccp", speaks("SCCP")},
		{"encrypted-configuration", func(m Model) bool { return m.Encryption != encryptionNone }},
	}
	for _, c := range capabilities {
		name := strings.ReplaceAll(strings.ToLower(c.word), " ", "-")
		if c.field == nil {
			list = append(list, feature{name, func(m Model) bool { return m.MaxKeyBits > shortKeys }})
			continue
		}
		list = append(list, feature{name, func(m Model) bool { return *c.field(&m) }})
	}
	return list
}()

// FeatureNames returns the words for what models support.
func FeatureNames() []string {
	names := make([]string, len(features))
	for i, f := range features {
		names[i] = f.name
	}
	return names
}

// Features returns the words for what the model supports.
func (m Model) Features() []string {
	var names []string
	for _, f := range features {
		if f.has(m) {
			names = append(names, f.name)
		}
	}
	return names
}

// Source returns where what is known of the model stands.
func (m Model) Source() string {
	for _, f := range families {
		if slices.Contains(strings.Fields(f.names), m.Name) {
			return f.source
		}
	}
	return ""
}
