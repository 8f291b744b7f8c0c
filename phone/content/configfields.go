package content

import (
	"maps"
	"slices"
	"strings"
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

func lastLine(x *xmlConfig) *xmlLine { return &x.Lines[len(x.Lines)-1] }

const linePath = "/sipProfile/sipLines/line"

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
		"/vendorConfig/webAccess":        textField(func(x *xmlConfig) *string { return &x.VendorWeb }),
		"/commonConfig/webAccess":        textField(func(x *xmlConfig) *string { return &x.CommonWeb }),
		"/enterpriseConfig/webAccess":    textField(func(x *xmlConfig) *string { return &x.EnterpriseWeb }),
		"/vendorConfig/settingsAccess":   textField(func(x *xmlConfig) *string { return &x.VendorSettings }),
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
	for name, at := range map[string]func(*xmlLine) *string{
		"featureID": func(l *xmlLine) *string { return &l.Feature }, "name": func(l *xmlLine) *string { return &l.Name },
		"contact": func(l *xmlLine) *string { return &l.Contact }, "authName": func(l *xmlLine) *string { return &l.AuthName },
		"authPassword": func(l *xmlLine) *string { return &l.AuthPassword },
	} {
		fields[linePath+"/"+name] = textField(func(x *xmlConfig) *string { return at(lastLine(x)) })
	}
	for path, list := range configLists {
		addMembers(fields, path, list)
	}
	return fields
}()

// configNode is an element on the way to one that a phone looks at, or such a one.
type configNode struct {
	in    map[string]*configNode
	set   configField // nil: not the element itself
	begin func(x *xmlConfig, priority int)
}

// configTree is the root of the elements of configFields, by their names.
var configTree = func() *configNode {
	root := &configNode{}
	for path, set := range configFields {
		root.under(path).set = set
	}
	for path, list := range configLists {
		root.under(path).begin = func(x *xmlConfig, priority int) {
			list(x).Members = append(list(x).Members, xmlMember{Priority: priority})
		}
	}
	root.under(linePath).begin = func(x *xmlConfig, _ int) { x.Lines = append(x.Lines, xmlLine{}) }
	root.under("/capfList/capf").begin = func(x *xmlConfig, _ int) { x.CAPF = append(x.CAPF, xmlCAPF{}) }
	return root
}()

// under returns the node at a path below n, which it makes where there is none.
func (n *configNode) under(path string) *configNode {
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if n.in == nil {
			n.in = map[string]*configNode{}
		}
		if n.in[name] == nil {
			n.in[name] = &configNode{}
		}
		n = n.in[name]
	}
	return n
}

// configLists are the lists of members by the path of a member.
var configLists = map[string]func(*xmlConfig) *xmlMembers{
	"/devicePool/callManagerGroup/members/member": func(x *xmlConfig) *xmlMembers { return &x.Group },
	"/callManagerGroup/members/member":            func(x *xmlConfig) *xmlMembers { return &x.DefaultGroup },
	"/TVS/members/member":                         func(x *xmlConfig) *xmlMembers { return &x.TVS },
}

// ReadPaths are the elements from which a phone of the lab takes something, as paths below the root, sorted:
// "/devicePool/callManagerGroup/members/member/callManager/processNodeName" is one.
func ReadPaths() []string { return slices.Sorted(maps.Keys(configFields)) }

func addMembers(fields map[string]configField, member string, list func(*xmlConfig) *xmlMembers) {
	last := func(x *xmlConfig) *xmlMember { m := list(x).Members; return &m[len(m)-1] }
	fields[member+"/port"] = numberField(func(x *xmlConfig) *int { return &last(x).Port })
	fields[member+"/address"] = textField(func(x *xmlConfig) *string { return &last(x).Address })
	manager := member + "/callManager"
	fields[manager+"/processNodeName"] = textField(func(x *xmlConfig) *string { return &last(x).CallManager.Node })
	fields[manager+"/ports/ethernetPhonePort"] = numberField(func(x *xmlConfig) *int { return &last(x).CallManager.SCCP })
	fields[manager+"/ports/sipPort"] = numberField(func(x *xmlConfig) *int { return &last(x).CallManager.SIP })
	fields[manager+"/ports/securedSipPort"] = numberField(func(x *xmlConfig) *int { return &last(x).CallManager.Secured })
}
