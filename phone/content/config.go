package content

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"tvslab/service"
)

// Limits on a configuration: phones read five members of a group
// (usecallmanager.nz).
const maxMembers = 5

// Values of deviceSecurityMode.
const (
	ModeNonSecure     = 1
	ModeAuthenticated = 2
	ModeEncrypted     = 3
)

// Config is what a phone takes from its configuration file. Read-only and
// shared once it is parsed. Element names and meanings: usecallmanager.nz,
// Security Guide 12.5.
type Config struct {
	Default                bool // the file is XMLDefault.cnf.xml: no TVS list can be taken from it
	FullConfig             bool // false: the short file before encryption
	DeviceProtocol         string
	VersionStamp           string
	LoadInformation        string
	CallManagers           []CallManager // in order of priority
	TVS                    []Server      // in order of priority
	SecurityMode           int           // ModeNonSecure, ModeAuthenticated, ModeEncrypted
	TransportLayerProtocol int           // 1 TCP, 2 UDP, 3 TLS, 4 TCP and UDP
	CAPFAuthMode           int           // 0 none, 1 string, 2 null string, 3 LSC, 4 MIC
	CAPF                   []Server
	CertHash               string
	EncrConfig             bool
	NoAutoRegistration     bool              // of the default file: phones without a configuration shall not register
	SecureURLs             map[string]string // element name to URL, filled ones only
	WebAccess              WebAccess         // of the phone's own web pages
	SettingsAccess         SettingsAccess    // of the menus behind the Settings key
	Line                   Line              // the first one
}

// Line is a line over SIP; "" for what the file does not say.
type Line struct {
	Number                 string // directory number, or another name
	Contact                string // user of Contact
	AuthName, AuthPassword string // digest credentials
}

// CallManager is a member of the call manager group; ports are TCP.
type CallManager struct {
	Node                              string
	SCCPPort, SIPPort, SecuredSIPPort int
}

// DefaultCallManager is a call manager on the ports that a configuration means which names none.
func DefaultCallManager(node string) CallManager {
	return CallManager{Node: node, SCCPPort: service.SCCP.Port(), SIPPort: service.SIP.Port(), SecuredSIPPort: service.SecureSIP.Port()}
}

// Server is a host name or address with a TCP port.
type Server struct {
	Address string
	Port    int
}

type xmlMembers struct {
	Members []xmlMember `xml:"members>member"`
}

type xmlMember struct {
	Priority    int `xml:"priority,attr"`
	CallManager struct {
		SCCP    int    `xml:"ports>ethernetPhonePort"`
		SIP     int    `xml:"ports>sipPort"`
		Secured int    `xml:"ports>securedSipPort"`
		Node    string `xml:"processNodeName"`
	} `xml:"callManager"`
	Port    int    `xml:"port"`
	Address string `xml:"address"`
}

type xmlCAPF struct {
	Port int    `xml:"phonePort"`
	Node string `xml:"processNodeName"`
}

// xmlLine is a button of sipLines, a line or something else.
type xmlLine struct {
	Feature      string `xml:"featureID"`
	Name         string `xml:"name"`
	Contact      string `xml:"contact"`
	AuthName     string `xml:"authName"`
	AuthPassword string `xml:"authPassword"`
}

type xmlConfig struct {
	XMLName                xml.Name
	FullConfig             *bool      `xml:"fullConfig"`
	DeviceProtocol         string     `xml:"deviceProtocol"`
	VersionStamp           string     `xml:"versionStamp"`
	LoadInformation        string     `xml:"loadInformation"`
	Group                  xmlMembers `xml:"devicePool>callManagerGroup"`
	DefaultGroup           xmlMembers `xml:"callManagerGroup"`
	TVS                    xmlMembers `xml:"TVS"`
	SecurityMode           int        `xml:"deviceSecurityMode"`
	TransportLayerProtocol int        `xml:"transportLayerProtocol"`
	CAPFAuthMode           int        `xml:"capfAuthMode"`
	CAPF                   []xmlCAPF  `xml:"capfList>capf"`
	Lines                  []xmlLine  `xml:"sipProfile>sipLines>line"`
	CertHash               string     `xml:"certHash"`
	EncrConfig             bool       `xml:"encrConfig"`
	AutoRegistration       string     `xml:"autoRegistration"`
	VendorWeb              string     `xml:"vendorConfig>webAccess"`
	CommonWeb              string     `xml:"commonConfig>webAccess"`
	EnterpriseWeb          string     `xml:"enterpriseConfig>webAccess"`
	VendorSettings         string     `xml:"vendorConfig>settingsAccess"`
	Authentication         string     `xml:"secureAuthenticationURL"`
	Directory              string     `xml:"secureDirectoryURL"`
	Services               string     `xml:"secureServicesURL"`
	Information            string     `xml:"secureInformationURL"`
	Messages               string     `xml:"secureMessagesURL"`
	Idle                   string     `xml:"secureIdleURL"`
}

// ParseConfig reads a configuration file in clear text, root element device or
// Default. Unknown elements are skipped; any fault of the XML or a number that
// is none refuses the whole file, as an 8851 does.
func ParseConfig(data []byte) (*Config, error) {
	x, ok := scanConfig(data)
	if !ok {
		var err error
		if x, err = decodeConfig(data); err != nil {
			return nil, err
		}
	}
	if x.XMLName.Local != "device" && x.XMLName.Local != "Default" {
		return nil, fmt.Errorf("configuration: root element %q is neither device nor Default%s", x.XMLName.Local, caseHint(x.XMLName.Local))
	}
	return x.config(), nil
}

// decodeConfig reads any XML.
func decodeConfig(data []byte) (*xmlConfig, error) {
	d := Decoder(data)
	x := new(xmlConfig)
	if err := d.Decode(x); err != nil {
		return nil, Fault(data, d, err)
	}
	if err := onlyTrailer(d); err != nil {
		return nil, Fault(data, d, err)
	}
	return x, nil
}

// Decoder reads the XML of a configuration in the encodings that every expat knows but UTF-16: UTF-8, US-ASCII, ISO-8859-1. That
// phones read these is inferred; public configurations declare them.
func Decoder(data []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) {
		case "us-ascii", "ascii":
			return in, nil
		case "iso-8859-1", "latin1":
			return charmap.ISO8859_1.NewDecoder().Reader(in), nil
		}
		return nil, fmt.Errorf("encoding %q is none that phones read", label)
	}
	return d
}

// onlyTrailer refuses anything but comments and blanks after the root element.
func onlyTrailer(d *xml.Decoder) error {
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return fmt.Errorf("text %.20q after the root element", t)
			}
		case xml.StartElement:
			return fmt.Errorf("second root element %q", t.Name.Local)
		}
	}
}

func (x *xmlConfig) config() *Config {
	c := &Config{
		Default:                x.XMLName.Local == "Default",
		FullConfig:             x.FullConfig == nil || *x.FullConfig,
		DeviceProtocol:         x.DeviceProtocol,
		VersionStamp:           x.VersionStamp,
		LoadInformation:        x.LoadInformation,
		SecurityMode:           cmp.Or(x.SecurityMode, ModeNonSecure),
		TransportLayerProtocol: x.TransportLayerProtocol,
		CAPFAuthMode:           x.CAPFAuthMode,
		CertHash:               x.CertHash,
		EncrConfig:             x.EncrConfig,
		NoAutoRegistration:     x.XMLName.Local == "Default" && strings.EqualFold(x.AutoRegistration, "disabled"),
		SecureURLs:             x.secureURLs(),
		WebAccess:              x.webAccess(),
		SettingsAccess:         settingsAccesses[strings.TrimSpace(x.VendorSettings)],
		Line:                   x.line(),
	}
	group := x.Group
	if len(group.Members) == 0 { // the default file has no device pool
		group = x.DefaultGroup
	}
	c.CallManagers = callManagers(group)
	c.TVS = tvsServers(x.TVS)
	for _, s := range x.CAPF {
		if s.Node != "" {
			c.CAPF = append(c.CAPF, Server{Address: s.Node, Port: cmp.Or(s.Port, service.CAPF.Port())})
		}
	}
	return c
}

// featureLine is the featureID of buttons that are lines; others are speed dials and the like (usecallmanager.nz).
const featureLine = "9"

// line is the first line that has a name.
func (x *xmlConfig) line() Line {
	for _, l := range x.Lines {
		if l.Name != "" && (l.Feature == featureLine || l.Feature == "") {
			return Line{Number: l.Name, Contact: l.Contact, AuthName: l.AuthName, AuthPassword: l.AuthPassword}
		}
	}
	return Line{}
}

// byPriority returns the members with a priority of 0 to 4, lowest first.
func (m xmlMembers) byPriority() []xmlMember {
	members := slices.DeleteFunc(m.Members, func(m xmlMember) bool { return m.Priority < 0 || m.Priority >= maxMembers })
	slices.SortStableFunc(members, func(a, b xmlMember) int { return a.Priority - b.Priority })
	return members[:min(len(members), maxMembers)]
}

func callManagers(group xmlMembers) []CallManager {
	var all []CallManager
	for _, m := range group.byPriority() {
		if c := m.CallManager; c.Node != "" {
			all = append(all, CallManager{Node: c.Node, SCCPPort: cmp.Or(c.SCCP, service.SCCP.Port()),
				SIPPort: cmp.Or(c.SIP, service.SIP.Port()), SecuredSIPPort: cmp.Or(c.Secured, service.SecureSIP.Port())})
		}
	}
	return all
}

func tvsServers(list xmlMembers) []Server {
	var all []Server
	for _, m := range list.byPriority() {
		if m.Address != "" {
			all = append(all, Server{Address: m.Address, Port: cmp.Or(m.Port, service.TVS.Port())})
		}
	}
	return all
}

func (x *xmlConfig) secureURLs() map[string]string {
	urls := map[string]string{
		"secureAuthenticationURL": x.Authentication, "secureDirectoryURL": x.Directory,
		"secureServicesURL": x.Services, "secureInformationURL": x.Information,
		"secureMessagesURL": x.Messages, "secureIdleURL": x.Idle,
	}
	for name, url := range urls {
		if url == "" {
			delete(urls, name)
		}
	}
	return urls
}

// TVSServers returns the TVS servers that may be asked: none when the phone runs
// on no configuration or on the default file, which has no usable list (Cisco
// bugs CSCti64589, CSCuq33297).
func (c *Config) TVSServers() []Server {
	if c == nil || c.Default {
		return nil
	}
	return c.TVS
}
