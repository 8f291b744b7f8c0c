// Package configfile renders the configuration files of phones: the XML that Cisco Tftp serves to a phone, and the default
// file. It signs nothing and knows no device: a file is what its values say.
package configfile

import (
	"bytes"
	_ "embed" // the file of a phone is a template
	"fmt"
	"text/template"
)

// phoneXML is a phone's configuration file: the elements, their order and the blanks of a file that a CUCM wrote for a 7821 over SIP
// (of release 12, by its time zones and its load). Values that are no decision of the lab are that file's, those of its site left out. Passwords are
// empty there. TVS members are the nodes of the CallManager group (tech note 213407). For SCCP the SIP profile is left out, by memory.
//
//go:embed phone.xml.tmpl
var phoneText string

// briefText is a file with no more than what matters for trust and registration.
//
//go:embed brief.xml.tmpl
var briefText string

var briefXML = template.Must(template.New("brief").Parse(briefText))

var phoneXML = template.Must(template.New("device").Parse(phoneText))

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
var defaultXML = template.Must(template.New("default").Parse(`<?xml version="1.0" encoding="UTF-8"?>
<Default>
  <callManagerGroup>
    <members>
{{- range $i, $n := .Group}}
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
{{- end}}
    </members>
  </callManagerGroup>
  <autoRegistration>{{if .NoAutoRegistration}}disabled{{else}}enabled{{end}}</autoRegistration>
</Default>
`))

// Phone is what the configuration of one phone says. Host names need no escaping; loads come from the models table.
type Phone struct {
	Name         string                   // of the device
	Model        string                   // "8841"
	Protocol     string                   // SIP or SCCP
	Load         string                   // firmware load name, "" for no check
	Group        []string                 // host names of the CallManager group by priority
	Publisher    string                   // host name of the CAPF service's node
	Extension    int                      // directory number of the line
	AuthName     string                   // digest credentials of the line, "" for none
	AuthPassword string                   // the same
	Transport    int                      // transportLayerProtocol without TLS: 1 TCP, 2 UDP, 4 both; 0 means both
	Mode         int                      // deviceSecurityMode: 1 non-secure, 2 authenticated, 3 encrypted
	CAPFAuthMode int                      // capfAuthMode: 0 while nothing is pending
	CertHash     string                   // hash of the phone's certificate in hex, "" for none
	Encrypted    bool                     // encrConfig: the phone asks for an encrypted file
	Stamp        string                   // versionStamp
	Web          string                   // vendorConfig/webAccess, "" for no such element: 0 enabled, 1 disabled, 2 read only
	Settings     string                   // vendorConfig/settingsAccess, the same: 0 disabled, 1 enabled, 2 restricted
	Unsecured    bool                     // secureAuthenticationURL leads to HTTP
	Brief        bool                     // nothing but what matters for trust and registration
	Domain       string                   // of the cluster, "" for none
	Zone         string                   // IANA name of the cluster's time zone
	GUID         func(text string) string // makes text into a GUID, the same for the same
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
	if p.Brief {
		return render(briefXML, p.values())
	}
	return render(phoneXML, p.values())
}

// Short renders the short file that announces an encrypted one, without signature: no line, no group, no servers but CAPF.
func (p Phone) Short() ([]byte, error) { return render(shortXML, values{Phone: p}) }

// Default renders XMLDefault.cnf.xml with the host names of a CallManager group; forbidden tells phones not to register by themselves.
func Default(group []string, forbidden bool) ([]byte, error) {
	return render(defaultXML, values{Phone: Phone{Group: group}, NoAutoRegistration: forbidden})
}

func render(t *template.Template, v values) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(maxSize)
	if err := t.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("configuration of %q: %w", v.Model, err)
	}
	return b.Bytes(), nil
}

// maxSize is somewhat more than the size of a file, in bytes.
const maxSize = 14 << 10
