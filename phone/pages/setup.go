package pages

import (
	"tvslab/phone/content"
)

// Setup is what pages show of a configuration file and nothing else of the phone asks for.
type Setup struct {
	Information    string `xml:"informationURL"`
	Directories    string `xml:"directoryURL"`
	Messages       string `xml:"messagesURL"`
	Services       string `xml:"servicesURL"`
	Idle           string `xml:"idleURL"`
	IdleTime       string `xml:"idleTimeout"`
	Proxy          string `xml:"proxyServerURL"`
	Authentication string `xml:"authenticationURL"`
	UserLocale     string `xml:"userLocale>name"`
	UserVersion    string `xml:"userLocale>version"`
	NetworkLocale  string `xml:"networkLocale"`
	NetworkVersion string `xml:"networkLocaleInfo>version"`
	ZoneName       string `xml:"devicePool>dateTimeSetting>timeZone"`
	Olson          string `xml:"devicePool>dateTimeSetting>olsonTimeZone"`
	SSHAccess      string `xml:"vendorConfig>sshAccess"`
}

// ReadSetup reads a configuration in clear text. Of one that is no XML, such as an encrypted one, nothing is known.
func ReadSetup(data []byte) Setup {
	var s Setup
	if err := content.Decoder(data).Decode(&s); err != nil {
		return Setup{}
	}
	return s
}
