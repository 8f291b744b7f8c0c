package content

import (
	"maps"
	"slices"
)

// configField stores the text of an element; false is a value that it cannot have.
type configField func(x *xmlConfig, text []byte) bool

func textField(at func(*xmlConfig) *string) configField {
	return func(x *xmlConfig, text []byte) bool { *at(x) = string(text); return true }
}

func numberField(at func(*xmlConfig) *int) configField {
	return func(x *xmlConfig, text []byte) bool { return number(at(x), text) }
}

func lastCAPF(x *xmlConfig) *xmlCAPF { return &x.CAPF[len(x.CAPF)-1] }

// configFields are the elements that a phone looks at, by path below the root: those of xmlConfig.
var configFields = func() map[string]configField {
	fields := map[string]configField{
		"/fullConfig": func(x *xmlConfig, text []byte) bool {
			x.FullConfig = new(bool)
			return truth(x.FullConfig, text)
		},
		"/encrConfig":                    func(x *xmlConfig, text []byte) bool { return truth(&x.EncrConfig, text) },
		"/deviceProtocol":                textField(func(x *xmlConfig) *string { return &x.DeviceProtocol }),
		"/versionStamp":                  textField(func(x *xmlConfig) *string { return &x.VersionStamp }),
		"/loadInformation":               textField(func(x *xmlConfig) *string { return &x.LoadInformation }),
		"/autoRegistration":              textField(func(x *xmlConfig) *string { return &x.AutoRegistration }),
		"/certHash":                      textField(func(x *xmlConfig) *string { return &x.CertHash }),
		"/secureAuthenticationURL":       textField(func(x *xmlConfig) *string { return &x.Authentication }),
		"/secureDirectoryURL":            textField(func(x *xmlConfig) *string { return &x.Directory }),
		"/secureServicesURL":             textField(func(x *xmlConfig) *string { return &x.Services }),
		"/secureInformationURL":          textField(func(x *xmlConfig) *string { return &x.Information }),
		"/secureMessagesURL":             textField(func(x *xmlConfig) *string { return &x.Messages }),
		"/secureIdleURL":                 textField(func(x *xmlConfig) *string { return &x.Idle }),
		"/deviceSecurityMode":            numberField(func(x *xmlConfig) *int { return &x.SecurityMode }),
		"/transportLayerProtocol":        numberField(func(x *xmlConfig) *int { return &x.TransportLayerProtocol }),
		"/capfAuthMode":                  numberField(func(x *xmlConfig) *int { return &x.CAPFAuthMode }),
		"/capfList/capf/phonePort":       numberField(func(x *xmlConfig) *int { return &lastCAPF(x).Port }),
		"/capfList/capf/processNodeName": textField(func(x *xmlConfig) *string { return &lastCAPF(x).Node }),
	}
	addMembers(fields, "/devicePool/callManagerGroup", func(x *xmlConfig) *xmlMembers { return &x.Group })
	addMembers(fields, "/callManagerGroup", func(x *xmlConfig) *xmlMembers { return &x.DefaultGroup })
	addMembers(fields, "/TVS", func(x *xmlConfig) *xmlMembers { return &x.TVS })
	return fields
}()

// ReadPaths are the elements from which a phone of the lab takes something, as paths below the root, sorted:
// "/devicePool/callManagerGroup/members/member/callManager/processNodeName" is one.
func ReadPaths() []string { return slices.Sorted(maps.Keys(configFields)) }

func addMembers(fields map[string]configField, at string, list func(*xmlConfig) *xmlMembers) {
	last := func(x *xmlConfig) *xmlMember { m := list(x).Members; return &m[len(m)-1] }
	member := at + "/members/member"
	fields[member+"/port"] = numberField(func(x *xmlConfig) *int { return &last(x).Port })
	fields[member+"/address"] = textField(func(x *xmlConfig) *string { return &last(x).Address })
	manager := member + "/callManager"
	fields[manager+"/processNodeName"] = textField(func(x *xmlConfig) *string { return &last(x).CallManager.Node })
	fields[manager+"/ports/ethernetPhonePort"] = numberField(func(x *xmlConfig) *int { return &last(x).CallManager.SCCP })
	fields[manager+"/ports/sipPort"] = numberField(func(x *xmlConfig) *int { return &last(x).CallManager.SIP })
	fields[manager+"/ports/securedSipPort"] = numberField(func(x *xmlConfig) *int { return &last(x).CallManager.Secured })
}
