package reading

import "strings"

// meaning is what an element is for.
type meaning struct {
	text  string
	words map[string]string // what single values say
	read  bool              // phones of the lab act on it though it is no element with text: attributes
}

// of is the meaning of an element that has this value.
func (m meaning) of(value string) string {
	switch word := m.words[value]; {
	case word != "":
		return m.text + ": " + word
	case value == "":
		return m.text + ": empty"
	case m.words != nil:
		return m.text + ": no value that is known"
	}
	return m.text
}

// meaningOf finds the row of a path: its own, or that of the nearest element around it that covers all below it.
func meaningOf(path string) (meaning, bool) {
	for _, at := range []string{path, strings.TrimRight(path, "0123456789")} { // loadInformation684, addOnModule1
		for _, table := range tables {
			if m, ok := table[at]; ok {
				return m, true
			}
		}
	}
	for at := path; at != ""; at = at[:strings.LastIndexByte(at, '/')] {
		for _, table := range tables {
			if m, ok := table[at+"/*"]; ok {
				return m, true
			}
		}
	}
	return meaning{}, false
}

var (
	truth    = map[string]string{"true": "yes", "false": "no"}
	disabled = map[string]string{"0": "enabled", "1": "disabled"}

	webProtocols = map[string]string{"0": "HTTP and HTTPS", "1": "HTTPS alone"}
)

// tables are where meanings are looked up.
var tables = []map[string]meaning{meanings, phoneMeanings}

// meanings are the elements of which something is known that have to do with trust, files and servers, by path below the root; "/*" stands for all below.
var meanings = map[string]meaning{
	"/fullConfig":              {text: "the whole configuration, not the short file before encryption", words: truth},
	"/deviceProtocol":          {text: "signalling of the phone"},
	"/versionStamp":            {text: "changes with every change of the file"},
	"/loadInformation":         {text: "firmware that the phone is to run; none is asked for if it is empty"},
	"/inactiveLoadInformation": {text: "firmware to keep beside the one in use"},

	"/devicePool/callManagerGroup/name":                                               {text: "name of the call manager group"},
	"/devicePool/callManagerGroup/members/member/@priority":                           {text: "order among the call managers, 0 first; 0 to 4 are read", read: true},
	"/devicePool/callManagerGroup/members/member/callManager/name":                    {text: "name of the call manager"},
	"/devicePool/callManagerGroup/members/member/callManager/processNodeName":         {text: "call manager, by name or address"},
	"/devicePool/callManagerGroup/members/member/callManager/ports/ethernetPhonePort": {text: "port for SCCP"},
	"/devicePool/callManagerGroup/members/member/callManager/ports/sipPort":           {text: "port for SIP"},
	"/devicePool/callManagerGroup/members/member/callManager/ports/securedSipPort":    {text: "port for SIP over TLS"},
	"/devicePool/callManagerGroup/*":                                                  {text: "call manager group"},
	"/callManagerGroup/*":                                                             {text: "call manager group"},
	"/callManagerGroup/members/member/@priority":                                      {text: "order among the call managers, 0 first; 0 to 4 are read", read: true},
	"/callManagerGroup/members/member/callManager/processNodeName":                    {text: "call manager, by name or address"},
	"/callManagerGroup/members/member/callManager/ports/ethernetPhonePort":            {text: "port for SCCP"},
	"/callManagerGroup/members/member/callManager/ports/sipPort":                      {text: "port for SIP"},
	"/callManagerGroup/members/member/callManager/ports/securedSipPort":               {text: "port for SIP over TLS"},
	"/devicePool/srstInfo/*":                                                          {text: "survivable remote site telephony"},
	"/devicePool/dateTimeSetting/*":                                                   {text: "date, time and their display"},
	"/TVS/members/member/@priority":                                                   {text: "order among the TVS servers, 0 first; 0 to 4 are read", read: true},
	"/TVS/members/member/port":                                                        {text: "port of the TVS server"},
	"/TVS/members/member/address":                                                     {text: "TVS server, by name or address; trusted only with a record of the ITL"},
	"/TVS/*":                                                                          {text: "TVS servers"},

	"/deviceSecurityMode":            {text: "device security mode", words: map[string]string{"0": "non-secure", "1": "non-secure", "2": "authenticated, TLS without encryption", "3": "encrypted, TLS"}},
	"/transportLayerProtocol":        {text: "transport of SIP", words: map[string]string{"1": "TCP", "2": "UDP", "3": "TLS", "4": "TCP and UDP, of which the phone takes TCP"}},
	"/TLSResumptionTimer":            {text: "seconds in which a TLS session may be resumed"},
	"/autoRegistration":              {text: "whether devices that the database does not know may register", words: map[string]string{"enabled": "yes", "disabled": "no"}},
	"/capfAuthMode":                  {text: "certificate operation that waits, by how the phone proves itself", words: map[string]string{"0": "none waits", "1": "authentication string", "2": "null string", "3": "LSC", "4": "MIC"}},
	"/capfList/capf/phonePort":       {text: "port of CAPF"},
	"/capfList/capf/processNodeName": {text: "CAPF server"},
	"/certHash":                      {text: "hash of the phone's certificate that encrypted configurations are made for"},
	"/encrConfig":                    {text: "the next configuration is asked for encrypted", words: truth},

	"/authenticationURL": {text: "URL without TLS: phones with Security By Default take the secure one if it is filled"},
	"/directoryURL":      {text: "URL without TLS: phones with Security By Default take the secure one if it is filled"},
	"/servicesURL":       {text: "URL without TLS: phones with Security By Default take the secure one if it is filled"},
	"/informationURL":    {text: "URL without TLS: phones with Security By Default take the secure one if it is filled"},
	"/messagesURL":       {text: "URL without TLS: phones with Security By Default take the secure one if it is filled"},
	"/idleURL":           {text: "URL without TLS: phones with Security By Default take the secure one if it is filled"},
	"/proxyServerURL":    {text: "HTTP proxy for services"},

	"/secureAuthenticationURL": {text: "checked through TVS if the lists do not know the server's certificate"},
	"/secureDirectoryURL":      {text: "checked through TVS if the lists do not know the server's certificate"},
	"/secureServicesURL":       {text: "checked through TVS if the lists do not know the server's certificate"},
	"/secureInformationURL":    {text: "checked through TVS if the lists do not know the server's certificate"},
	"/secureMessagesURL":       {text: "checked through TVS if the lists do not know the server's certificate"},
	"/secureIdleURL":           {text: "checked through TVS if the lists do not know the server's certificate"},

	"/sipProfile/voipControlPort":              {text: "the phone's own SIP port"},
	"/sipProfile/sipProxies/registerWithProxy": {text: "whether the phone registers", words: truth},
	"/sipProfile/dialTemplate":                 {text: "file with the dial plan that is fetched"},
	"/sipProfile/softKeyFile":                  {text: "file with the soft keys that is fetched"},
	"/sipProfile/sipLines/*":                   {text: "a line of the phone"},
	"/sipProfile/*":                            {text: "SIP profile"},
	"/commonProfile/phonePassword":             {text: "unlocks the settings menu (**#)"},
	"/commonProfile/*":                         {text: "common phone profile"},
	"/featurePolicyFile":                       {text: "file with the feature policy that is fetched"},
	"/userLocale/*":                            {text: "language; its files are fetched"},
	"/networkLocale":                           {text: "tones of a country; their file is fetched"},
	"/networkLocaleInfo/*":                     {text: "tones of a country; their file is fetched"},
	"/phoneServices/@useHTTPS":                 {text: "services over HTTPS", words: truth},
	"/phoneServices/provisioning":              {text: "where services come from", words: map[string]string{"0": "this list alone", "1": "the URL elements alone", "2": "both"}},
	"/phoneServices/*":                         {text: "a service of the phone"},
	"/vpnGroup/*":                              {text: "phone VPN"},

	"/vendorConfig/webAccess":         {text: "the phone's web pages", words: disabled},
	"/vendorConfig/sshAccess":         {text: "SSH to the phone", words: disabled},
	"/vendorConfig/settingsAccess":    {text: "settings menu, where trust lists are deleted by hand", words: map[string]string{"0": "disabled", "1": "enabled", "2": "restricted (recalled)"}},
	"/vendorConfig/webProtocol":       {text: "the phone's web pages", words: webProtocols},
	"/vendorConfig/tls12Only":         {text: "TLS 1.2 alone on the phone's web server; TVS is not concerned", words: map[string]string{"0": "no", "1": "yes"}},
	"/vendorConfig/disableTLSCiphers": {text: "cipher suites that the phone must not use"},
	"/vendorConfig/loadServer":        {text: "another server for firmware"},
	"/vendorConfig/*":                 {text: "product-specific setting of the model"},
	"/sshUserId":                      {text: "user of SSH to the phone"},
	"/sshPassword":                    {text: "password of SSH to the phone"},
}
