package sim

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"
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
    <voipControlPort>{{.Port}}</voipControlPort>
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
  <deviceSecurityMode>{{.Mode}}</deviceSecurityMode>
  <authenticationURL>http://{{.First}}:8080/ccmcip/authenticate.jsp</authenticationURL>
  <secureAuthenticationURL>https://{{.First}}:8443/ccmcip/authenticate.jsp</secureAuthenticationURL>
  <directoryURL>http://{{.First}}:8080/ccmcip/xmldirectory.jsp</directoryURL>
  <secureDirectoryURL>https://{{.First}}:8443/ccmcip/xmldirectory.jsp</secureDirectoryURL>
  <transportLayerProtocol>{{.Transport}}</transportLayerProtocol>
  <TLSResumptionTimer>3600</TLSResumptionTimer>
  <capfAuthMode>{{.CAPFAuthMode}}</capfAuthMode>
  <capfList>
    <capf><phonePort>3804</phonePort><processNodeName>{{.Publisher}}</processNodeName></capf>
  </capfList>
  <certHash>{{.CertHash}}</certHash>
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
	Mode, Transport, Port   int
	CertHash                string
}

// Values of transportLayerProtocol: CUCM's own profiles allow TCP and UDP, secure ones TLS. The local port follows.
const (
	transportTLS, portTLS     = 3, 5061
	transportPlain, portPlain = 4, 5060
)

// ConfigKey tells configurations apart by what a phone looks at: files with equal keys differ only in what belongs to
// one device, its line and the hash of its certificate.
type ConfigKey struct {
	Profile   *Profile // nil: the default file
	Mode      int      // deviceSecurityMode
	Publisher string   // node of the CAPF service
	Names     string   // host names of the nodes it names
}

// Key returns what the content of the file depends on.
func (f *ConfigFile) Key() ConfigKey {
	key := ConfigKey{Publisher: f.cluster.Publisher().Name}
	if f.Device != nil {
		key.Profile, key.Mode = f.Device.Profile, f.cluster.deviceMode(f.Device.Profile)
		key.Names = strings.Join(withHostNames(f.cluster, f.Device.Profile).Group, " ")
	} else {
		key.Names = strings.Join(defaultGroup(f.cluster), " ")
	}
	return key
}

// phoneConfiguration renders the configuration of a device.
func phoneConfiguration(c *Cluster, d *Device) ([]byte, error) {
	hash, err := certHash(c, d)
	if err != nil {
		return nil, err
	}
	profile := withHostNames(c, d.Profile)
	mode, stamp := c.deviceMode(profile), profile.key()
	values := configValues{Profile: profile, Extension: d.Extension, Publisher: c.Publisher().Name,
		Mode: mode, Transport: transportPlain, Port: portPlain, CertHash: hash}
	if mode != DeviceNonSecure {
		values.Transport, values.Port, stamp = transportTLS, portTLS, stamp+"|TLS"
	}
	values.Stamp = guid(stamp)
	if len(profile.Group) > 0 {
		values.First = profile.Group[0]
	}
	return render(configXML, values)
}

// withHostNames returns the profile with the host names that its nodes have now in place of their identities.
func withHostNames(c *Cluster, p *Profile) *Profile {
	named := *p
	named.Group = nil
	for _, id := range p.Group {
		if n := c.Node(id); n != nil {
			named.Group = append(named.Group, n.Name)
		}
	}
	return &named
}

// certHash is the hash of the LSC that the cluster gave the device, "" before it had one: a secure configuration
// captured before enrolment had an empty element.
func certHash(c *Cluster, d *Device) (string, error) {
	if d.LSC == nil {
		return "", nil
	}
	der, err := d.LSC.DER()
	if err != nil {
		return "", fmt.Errorf("configuration of %q: %w", d.Name, err)
	}
	if c.settings.CertHash == "SHA-1" {
		sum := sha1.Sum(der)
		return hex.EncodeToString(sum[:]), nil
	}
	sum := md5.Sum(der)
	return hex.EncodeToString(sum[:]), nil
}

// defaultConfiguration renders XMLDefault.cnf.xml.
func defaultConfiguration(c *Cluster) ([]byte, error) {
	return render(defaultXML, configValues{Profile: &Profile{Group: defaultGroup(c)}})
}

// defaultGroup is the CallManager group of the default file: all CallManager nodes, at most three.
func defaultGroup(c *Cluster) []string {
	var group []string
	for _, n := range c.Nodes {
		if n.Has(RoleCCM) && len(group) < maxGroup {
			group = append(group, n.Name)
		}
	}
	return group
}

func render(t *template.Template, values configValues) ([]byte, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, values); err != nil {
		return nil, fmt.Errorf("configuration of %q: %w", values.Model, err)
	}
	return b.Bytes(), nil
}
