package sim

import (
	"bytes"
	"fmt"
	"text/template"
)

// groupXML is the CallManager group of both kinds of file.
const groupXML = `{{define "members"}}{{- range $i, $n := .Group}}
        <member priority="{{$i}}">
          <callManager>
            <ports>
              <ethernetPhonePort>2000</ethernetPhonePort>
              <sipPort>5060</sipPort>
              <securedSipPort>5061</securedSipPort>
            </ports>
            <processNodeName>{{$n}}</processNodeName>
          </callManager>
        </member>
{{- end}}{{end}}`

// configXML is a phone's configuration file: the elements that matter for trust and registration, in the order
// of published files. TVS members are the nodes of the CallManager group (tech note 213407).
var configXML = template.Must(template.New("device").Parse(groupXML + `<?xml version="1.0" encoding="UTF-8"?>
<device>
  <fullConfig>true</fullConfig>
  <deviceProtocol>{{.Protocol}}</deviceProtocol>
  <devicePool>
    <callManagerGroup>
      <members>
{{- template "members" .}}
      </members>
    </callManagerGroup>
  </devicePool>
  <TVS>
    <members>
{{- range $i, $n := .Group}}
      <member priority="{{$i}}"><port>2445</port><address>{{$n}}</address></member>
{{- end}}
    </members>
  </TVS>
  <sipProfile>
    <sipProxies><registerWithProxy>true</registerWithProxy></sipProxies>
    <voipControlPort>5060</voipControlPort>
    <sipLines>
      <line button="1" lineIndex="1">
        <featureID>9</featureID>
        <name>{{.Extension}}</name>
        <displayName>Lab {{.Extension}}</displayName>
        <proxy>USECALLMANAGER</proxy>
        <port>5060</port>
      </line>
    </sipLines>
  </sipProfile>
  <loadInformation>{{.Load}}</loadInformation>
  <versionStamp>{{.Stamp}}</versionStamp>
  <deviceSecurityMode>1</deviceSecurityMode>
  <authenticationURL>http://{{.First}}:8080/ccmcip/authenticate.jsp</authenticationURL>
  <secureAuthenticationURL>https://{{.First}}:8443/ccmcip/authenticate.jsp</secureAuthenticationURL>
  <directoryURL>http://{{.First}}:8080/ccmcip/xmldirectory.jsp</directoryURL>
  <secureDirectoryURL>https://{{.First}}:8443/ccmcip/xmldirectory.jsp</secureDirectoryURL>
  <transportLayerProtocol>4</transportLayerProtocol>
  <TLSResumptionTimer>3600</TLSResumptionTimer>
  <capfAuthMode>0</capfAuthMode>
  <capfList>
    <capf><phonePort>3804</phonePort><processNodeName>{{.Publisher}}</processNodeName></capf>
  </capfList>
  <certHash></certHash>
  <encrConfig>false</encrConfig>
</device>
`))

// defaultXML is the default configuration file: a CallManager group and no TVS list (bug CSCti64589).
var defaultXML = template.Must(template.New("default").Parse(groupXML + `<?xml version="1.0" encoding="UTF-8"?>
<Default>
  <callManagerGroup>
    <members>
{{- template "members" .}}
    </members>
  </callManagerGroup>
</Default>
`))

// configValues is what the templates are filled with. Node names are host names and need no escaping: see
// NodeSpec; loads come from the models table.
type configValues struct {
	*Profile
	Extension               int
	First, Publisher, Stamp string
}

// xml renders the configuration of a device.
func (c *Cluster) xml(d *Device) ([]byte, error) {
	values := configValues{Profile: c.named(d.Profile), Extension: d.Extension, Publisher: c.Publisher().Name, Stamp: c.named(d.Profile).versionStamp()}
	if len(values.Group) > 0 {
		values.First = values.Group[0]
	}
	return render(configXML, values)
}

// named returns the profile with the host names that its nodes have now in place of their identities.
func (c *Cluster) named(p *Profile) *Profile {
	named := *p
	named.Group = nil
	for _, id := range p.Group {
		if n := c.Node(id); n != nil {
			named.Group = append(named.Group, n.Name)
		}
	}
	return &named
}

// defaultConfiguration renders XMLDefault.cnf.xml: all CallManager nodes, at most three.
func (c *Cluster) defaultConfiguration() ([]byte, error) {
	var group []string
	for _, n := range c.Nodes {
		if n.Has(RoleCCM) && len(group) < maxGroup {
			group = append(group, n.Name)
		}
	}
	return render(defaultXML, configValues{Profile: &Profile{Group: group}})
}

func render(t *template.Template, values configValues) ([]byte, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, values); err != nil {
		return nil, fmt.Errorf("configuration of %q: %w", values.Model, err)
	}
	return b.Bytes(), nil
}
