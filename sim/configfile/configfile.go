// Package configfile renders the configuration files of phones: the XML that Cisco Tftp serves to a phone, and the default
// file. It signs nothing and knows no device: a file is what its values say.
package configfile

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

// phoneXML is a phone's configuration file: the elements that matter for trust and registration, in the order
// of published files. TVS members are the nodes of the CallManager group (tech note 213407).
var phoneXML = template.Must(template.New("device").Parse(groupXML + `<?xml version="1.0" encoding="UTF-8"?>
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
  <encrConfig>{{.Encrypted}}</encrConfig>
</device>
`))

// shortXML is what a phone gets in clear text that is to ask for an encrypted configuration. What is in it is known from a
// tool for other call managers (usecallmanager.nz); CUCM's own is not published.
var shortXML = template.Must(template.New("short").Parse(`<?xml version="1.0" encoding="UTF-8"?>
<device>
  <fullConfig>false</fullConfig>
  <ipAddressMode>0</ipAddressMode>
  <loadInformation>{{.Load}}</loadInformation>
  <capfAuthMode>{{.CAPFAuthMode}}</capfAuthMode>
  <capfList>
    <capf><phonePort>3804</phonePort><processNodeName>{{.Publisher}}</processNodeName></capf>
  </capfList>
  <certHash>{{.CertHash}}</certHash>
  <encrConfig>true</encrConfig>
</device>
`))

// defaultXML is the default configuration file: a CallManager group and no TVS list (bug CSCti64589). autoRegistration is named in
// tech note 200716; "enabled" is inferred from its "disabled".
var defaultXML = template.Must(template.New("default").Parse(groupXML + `<?xml version="1.0" encoding="UTF-8"?>
<Default>
  <callManagerGroup>
    <members>
{{- template "members" .}}
    </members>
  </callManagerGroup>
  <autoRegistration>{{if .NoAutoRegistration}}disabled{{else}}enabled{{end}}</autoRegistration>
</Default>
`))

// Phone is what the configuration of one phone says. Host names need no escaping; loads come from the models table.
type Phone struct {
	Model        string   // "8841"; for errors only
	Protocol     string   // SIP or SCCP
	Load         string   // firmware load name, "" for no check
	Group        []string // host names of the CallManager group by priority
	Publisher    string   // host name of the CAPF service's node
	Extension    int      // directory number of the line
	Mode         int      // deviceSecurityMode: 1 non-secure, 2 authenticated, 3 encrypted
	CAPFAuthMode int      // capfAuthMode: 0 while nothing is pending
	CertHash     string   // hash of the phone's certificate in hex, "" for none
	Encrypted    bool     // encrConfig: the phone asks for an encrypted file
	Stamp        string   // versionStamp
}

// values is what the templates are filled with.
type values struct {
	Phone
	First string // of the group
	// NoAutoRegistration tells phones without a configuration not to try.
	NoAutoRegistration bool
	Transport, Port    int
}

// Values of transportLayerProtocol: CUCM's own profiles allow TCP and UDP, secure ones TLS. The local port follows.
const (
	transportTLS, portTLS     = 3, 5061
	transportPlain, portPlain = 4, 5060
)

// Secure reports whether the phone registers with TLS.
func (p Phone) Secure() bool { return p.Mode > 1 }

// XML renders the file, without signature.
func (p Phone) XML() ([]byte, error) {
	v := values{Phone: p, Transport: transportPlain, Port: portPlain}
	if p.Secure() {
		v.Transport, v.Port = transportTLS, portTLS
	}
	if len(p.Group) > 0 {
		v.First = p.Group[0]
	}
	return render(phoneXML, v)
}

// Short renders the short file that announces an encrypted one, without signature: no line, no group, no servers but CAPF.
func (p Phone) Short() ([]byte, error) { return render(shortXML, values{Phone: p}) }

// Default renders XMLDefault.cnf.xml with the host names of a CallManager group; forbidden tells phones not to register by themselves.
func Default(group []string, forbidden bool) ([]byte, error) {
	return render(defaultXML, values{Phone: Phone{Group: group}, NoAutoRegistration: forbidden})
}

func render(t *template.Template, v values) ([]byte, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("configuration of %q: %w", v.Model, err)
	}
	return b.Bytes(), nil
}
