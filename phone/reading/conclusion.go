package reading

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tvslab/phone/content"
)

// Conclusion is what a phone does with a configuration that it has accepted.
type Conclusion struct {
	CallManagers []string `json:"call_managers"` // in the order in which they are tried, as host:SCCP/SIP/secure SIP port
	TVS          []string `json:"tvs"`           // in the order in which they are asked, as host:port
	CAPF         []string `json:"capf"`          // host:port
	Security     string   `json:"security"`      // non-secure, authenticated, encrypted
	Enrols       string   `json:"enrols"`        // how it proves itself for the operation that waits; none
	NextFile     string   `json:"next_file"`     // what it asks for at the next boot
	Services     []string `json:"services"`      // secure URLs, in the order of their elements' names
	Load         string   `json:"load,omitempty"`
	Doubts       []string `json:"doubts"` // what in it does not fit together
}

// modes and proofs are words of the values of deviceSecurityMode and capfAuthMode.
var (
	modes  = map[int]string{content.ModeNonSecure: "non-secure", content.ModeAuthenticated: "authenticated", content.ModeEncrypted: "encrypted"}
	proofs = map[int]string{1: "authentication string", 2: "null string", 3: "LSC", 4: "MIC"}
)

func conclude(c *content.Config) *Conclusion {
	out := &Conclusion{CallManagers: []string{}, TVS: servers(c.TVSServers()), CAPF: servers(c.CAPF), Security: word(modes, c.SecurityMode),
		Enrols: word(proofs, c.CAPFAuthMode), NextFile: "SEP<MAC>.cnf.xml.sgn if a list that it holds has a TFTP record, else SEP<MAC>.cnf.xml", Services: []string{}, Load: c.LoadInformation}
	for _, m := range c.CallManagers {
		out.CallManagers = append(out.CallManagers, fmt.Sprintf("%s:%d/%d/%d", m.Node, m.SCCPPort, m.SIPPort, m.SecuredSIPPort))
	}
	for _, name := range slices.Sorted(maps.Keys(c.SecureURLs)) {
		out.Services = append(out.Services, c.SecureURLs[name])
	}
	if c.EncrConfig {
		out.NextFile = "SEP<MAC>.cnf.xml.enc.sgn"
	}
	out.Doubts = doubts(c)
	return out
}

func servers(list []content.Server) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, fmt.Sprintf("%s:%d", s.Address, s.Port))
	}
	return out
}

func word(words map[int]string, value int) string {
	switch w, ok := words[value]; {
	case ok:
		return w
	case value == 0:
		return "none"
	}
	return fmt.Sprintf("no value that is known: %d", value)
}

// secure transport of SIP.
const overTLS = 3

// doubts are what a person should look at: rules of usecallmanager.nz and of the Security Guide, none of which refuses the file.
func doubts(c *content.Config) (list []string) {
	list = []string{}
	secure := c.SecurityMode > content.ModeNonSecure
	for _, d := range []struct {
		wrong bool
		text  string
	}{
		{len(c.CallManagers) == 0, "no call manager is named: the phone tries its TFTP server"},
		{c.Default, "this is the default file: no TVS list is taken from it"},
		{len(c.TVS) == 0 && !c.Default, "no TVS server is named: nobody vouches for a certificate that the lists do not know"},
		{secure && strings.EqualFold(c.DeviceProtocol, "SIP") && c.TransportLayerProtocol != overTLS, "a secure mode over SIP wants transportLayerProtocol 3 (TLS)"},
		{!secure && c.TransportLayerProtocol == overTLS, "transportLayerProtocol 3 (TLS) without a secure mode"},
		{c.CAPFAuthMode != 0 && len(c.CAPF) == 0, "a certificate operation waits, and no CAPF server is named"},
		{c.EncrConfig && c.CertHash == "", "encryption is asked for, and the hash of the phone's certificate is empty: it has none yet"},
		{!c.FullConfig, "this is the short file: the phone gets no lines from it"},
	} {
		if d.wrong {
			list = append(list, d.text)
		}
	}
	return list
}
