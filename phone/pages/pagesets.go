package pages

// Titles of pages. The 8800 series capitalises the first word alone.
type titles struct{ device, network, ethernet, access, port, console, status, debug string }

var (
	title88 = titles{"Device information", "Network setup", "Ethernet information", "Access", "Network", "Console logs", "Status messages", "Debug display"}
	title79 = titles{"Device Information", "Network Configuration", "Ethernet Information", "Access", "Network", "Console Logs", "Status Messages", "Debug Display"}
)

const (
	serviceability = "/CGI/Java/Serviceability?adapter=device."
	twin           = "/CGI/Java/Serviceability?adapterX=device."
	titleDevice69  = "Device Information"
)

// java are the pages of a phone with a Java machine, at its own addresses and at those that Cisco's development notes give for all phones.
// Numbers of logs are model-specific there: that 1 and 2 are the status messages and 0 the debug display follows from clients.
func java(t titles, device, network []row) []page {
	return []page{
		{title: t.device, link: t.device, root: "DeviceInformation", rows: device,
			html: []string{serviceability + "statistics.device", "/DeviceInformation"}, xml: []string{twin + "statistics.device", "/DeviceInformationX"}},
		{title: t.network, link: t.network, root: "NetworkConfiguration", rows: network,
			html: []string{serviceability + "statistics.configuration", "/NetworkConfiguration"}, xml: []string{twin + "statistics.configuration", "/NetworkConfigurationX"}},
		{title: t.ethernet, link: t.ethernet, root: "EthernetInformation", rows: ethernet,
			html: []string{serviceability + "statistics.ethernet", "/EthernetInformation"}, xml: []string{twin + "statistics.ethernet", "/EthernetInformationX"}},
		{title: t.access, link: t.access, root: "PortInformation", rows: counters,
			html: []string{serviceability + "statistics.port.access", "/PortInformation?2"}, xml: []string{twin + "statistics.port.access", "/PortInformationX?2"}},
		{title: t.port, link: t.port, root: "PortInformation", rows: port,
			html: []string{serviceability + "statistics.port.network", "/PortInformation?1"}, xml: []string{twin + "statistics.port.network", "/PortInformationX?1"}},
		{kind: ofConsole, title: t.console, link: t.console, root: "DeviceLog", html: []string{serviceability + "statistics.consolelog"}},
		{kind: ofStatus, title: t.status, link: t.status, root: "DeviceLog",
			html: []string{serviceability + "settings.status.messages", "/DeviceLog?1", "/DeviceLog?2"}, xml: []string{twin + "settings.status.messages", "/DeviceLogX?1", "/DeviceLogX?2"}},
		{kind: ofDebug, title: t.debug, link: t.debug, root: "DeviceLog", html: []string{"/DeviceLog?0"}, xml: []string{"/DeviceLogX?0"}},
	}
}

// common are the pages behind device information and network configuration of phones without a Java machine.
func common(status, console []string) []page {
	return []page{
		{title: "Port Information", link: "Network Port", root: "PortInformation", rows: port, html: []string{"/PortInformation?1"}, xml: []string{"/PortInformationX?1"}},
		{title: "Port Information", link: "Access Port", root: "PortInformation", rows: counters, html: []string{"/PortInformation?2"}, xml: []string{"/PortInformationX?2"}},
		{title: "Ethernet Information", link: "Ethernet", root: "EthernetInformation", rows: ethernet, html: []string{"/EthernetInformation"}, xml: []string{"/EthernetInformationX"}},
		{kind: ofDebug, title: "Debug Display", link: "Debug Display", root: "DeviceLog", html: []string{"/DeviceLog?0"}, xml: []string{"/DeviceLogX?0"}},
		{kind: ofStatus, title: "Status Messages", link: "Status Messages", root: "DeviceLog", html: status, xml: []string{"/DeviceLogX?1", "/DeviceLogX?2"}},
		{kind: ofConsole, title: "Console Logs", link: "Console Logs", root: "DeviceLog", html: console},
	}
}

var pages7940 = append([]page{
	{title: "Device Information", link: "Device Information", root: "DeviceInformation", rows: device7940, html: []string{"/DeviceInformation"}, xml: []string{"/DeviceInformationX"}},
	{title: "Network Configuration", link: "Network Configuration", root: "NetworkConfiguration", rows: network7940,
		html: []string{"/NetworkConfiguration"}, xml: []string{"/NetworkConfigurationX"}},
}, common([]string{"/DeviceLog?2", "/DeviceLog?1"}, nil)...)

// The console logs of the 7937 and of the 6901 are where public collectors of logs look for them, status messages where the others have them.
var pages7937 = append([]page{
	{title: "Device Information", link: "Device Information", root: "DeviceInformation", rows: device7937,
		html: []string{"/localmenus.cgi?func=604", "/DeviceInformation"}, xml: []string{"/DeviceInformationX"}},
	{title: "Network Configuration", link: "Network Configuration", root: "NetworkConfiguration", rows: network7937,
		html: []string{"/localmenus.cgi?func=219", "/NetworkConfiguration"}, xml: []string{"/NetworkConfigurationX"}},
}, common([]string{"/DeviceLog?2", "/DeviceLog?1"}, []string{"/localmenus.cgi?func=603", "/localmenus.cgi?func=609"})...)

var pages6900 = append([]page{
	{title: titleDevice69, link: titleDevice69, root: "DeviceInformation", rows: device6901,
		html: []string{"/Device_Information.html", "/Device_Information.htm", "/DeviceInformation"}, xml: []string{"/DeviceInformationX"}},
	{title: "Network Setup", link: "Network Setup", root: "NetworkConfiguration", rows: network6901,
		html: []string{"/Network_Setup.html", "/Network_Setup.htm", "/NetworkConfiguration"}, xml: []string{"/NetworkConfigurationX"}},
}, common([]string{"/Status_Messages.html", "/DeviceLog?2", "/DeviceLog?1"}, []string{"/Console_Logs.html", "/Console_Logs.htm"})...)
