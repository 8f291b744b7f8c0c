package pages

// Rows that the network pages of several families share.
var (
	informationURL    = ofSetup(func(s *Setup) string { return s.Information })
	directoriesURL    = ofSetup(func(s *Setup) string { return s.Directories })
	messagesURL       = ofSetup(func(s *Setup) string { return s.Messages })
	servicesURL       = ofSetup(func(s *Setup) string { return s.Services })
	idleURL           = ofSetup(func(s *Setup) string { return s.Idle })
	idleTime          = ofSetup(func(s *Setup) string { return s.IdleTime })
	proxyURL          = ofSetup(func(s *Setup) string { return s.Proxy })
	authenticationURL = ofSetup(func(s *Setup) string { return s.Authentication })
	userLocale        = ofSetup(func(s *Setup) string { return s.UserLocale })
	userVersion       = ofSetup(func(s *Setup) string { return s.UserVersion })
	networkLocale     = ofSetup(func(s *Setup) string { return s.NetworkLocale })
	networkVersion    = ofSetup(func(s *Setup) string { return s.NetworkVersion })
)

// mask is that of loopback addresses, on which the phones of the lab are.
var mask = fixed("255.0.0.0")

// serverCUCM and the others are what families call their call managers: "CUCM server1" on the 8800 series (its guide), "Server 1" on the 8821
// (its guide), "Unified CM 1" before (guides recalled; CUCM-Phone-Info).
const (
	serverCUCM    = "CUCM server"
	server8821    = "Server "
	serverUnified = "Unified CM "
)

// most is how many call managers a page has room for.
const most = 5

func managers(label string) (rows []row) {
	for n := 1; n <= most; n++ {
		digit := string(rune('0' + n))
		rows = append(rows, row{label + digit, "CallManager" + digit, manager(n), nil})
	}
	return rows
}

// tvs and servers are rows of which there is one for each server.
func tvs(p *Phone) (list []string) {
	for _, s := range p.config().TVS {
		list = append(list, s.Address)
	}
	return list
}

func servers(p *Phone) []string { return p.TFTP }

// urls are the rows with addresses of services. On the 8800 series the second word is not capitalised.
func urls(idleLabel, proxyLabel string) []row {
	return []row{
		{"Information URL", "InformationURL", informationURL, nil},
		{"Directories URL", "DirectoriesURL", directoriesURL, nil},
		{"Messages URL", "MessagesURL", messagesURL, nil},
		{"Services URL", "ServicesURL", servicesURL, nil},
		{"Idle URL", "IdleURL", idleURL, nil},
		{idleLabel, "IdleURLTime", idleTime, nil},
		{proxyLabel, "ProxyServerURL", proxyURL, nil},
		{"Authentication URL", "AuthenticationURL", authenticationURL, nil},
	}
}

func joined(parts ...[]row) (all []row) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// network88 is the network setup of the 7800 and 8800 series in the order of the 8800 guide, without the rows of IPv6 and EnergyWise, which
// the lab does not have. That CTL file holds the checksum of the list is the guide's; what ITL file holds is not said, and empty here.
func network88(server string) []row {
	return joined([]row{
		{"MAC address", "MACAddress", mac, nil},
		{"Host name", "HostName", name, nil},
		{"Domain name", "DomainName", domain, nil},
		{"DHCP server", "DHCPServer", blank, nil},
		{"BOOTP server", "BOOTPServer", no, nil},
		{"DHCP", "DHCPEnabled", yes, nil},
		{"IP address", "IPAddress", address, nil},
		{"Subnet mask", "SubNetMask", mask, nil},
		{"Default router", "DefaultRouter1", blank, nil},
		{"DNS server 1", "DNSServer1", blank, nil},
		{"DNS server 2", "DNSServer2", blank, nil},
		{"DNS server 3", "DNSServer3", blank, nil},
		{"Alternate TFTP", "AltTFTP", no, nil},
		{"TFTP server 1", "TFTPServer1", tftp(1), nil},
		{"TFTP server 2", "TFTPServer2", tftp(2), nil},
		{"DHCP address released", "DHCPAddressReleased", no, nil},
		{"Operational VLAN ID", "VLANId", blank, nil},
		{"Admin VLAN ID", "AdminVLANId", blank, nil},
	}, managers(server), urls("Idle URL time", "Proxy server URL"), []row{
		{"SW port setup", "SWPortCfg", blank, nil},
		{"PC port setup", "PCPortCfg", blank, nil},
		{"User locale", "UserLocale", userLocale, nil},
		{"Network locale", "NetworkLocale", networkLocale, nil},
		{"User locale version", "UserLocaleVersion", userVersion, nil},
		{"Network locale version", "NetworkLocaleVersion", networkVersion, nil},
		{"Security mode", "SecurityMode", security, nil},
		{"Web access", "WebAccess", webAccess, nil},
		{"SSH access enabled", "SSHAccess", sshAccess, nil},
		{"CTL file", "", ctl, nil},
		{"ITL file", "", blank, nil},
		{"ITL signature", "", itl, nil},
		{"LSC", "", lsc, nil},
		{"CAPF server", "", capf, nil},
		{"TVS", "", nil, tvs},
		{"TFTP server", "", nil, servers},
		{"DF_BIT", "", fixed("1"), nil},
	})
}

// network79 is the network configuration of the 7900 series (guides recalled; capitals of CUCM-Phone-Info). That it shows checksums of the lists is
// recalled of some models; a public program says that the 7965 does not.
var network79 = joined([]row{
	{"DHCP Server", "DHCPServer", blank, nil},
	{"BOOTP Server", "BOOTPServer", no, nil},
	{"MAC Address", "MACAddress", mac, nil},
	{"Host Name", "HostName", name, nil},
	{"Domain Name", "DomainName", domain, nil},
	{"IP Address", "IPAddress", address, nil},
	{"Subnet Mask", "SubNetMask", mask, nil},
	{"TFTP Server 1", "TFTPServer1", tftp(1), nil},
	{"Default Router 1", "DefaultRouter1", blank, nil},
	{"DNS Server 1", "DNSServer1", blank, nil},
	{"DNS Server 2", "DNSServer2", blank, nil},
	{"Operational VLAN Id", "VLANId", blank, nil},
	{"Admin. VLAN Id", "AdminVLANId", blank, nil},
}, managers(serverUnified), urls("Idle URL Time", "Proxy Server URL"), []row{
	{"DHCP Enabled", "DHCPEnabled", yes, nil},
	{"DHCP Address Released", "DHCPAddressReleased", no, nil},
	{"Alternate TFTP", "AltTFTP", no, nil},
	{"TFTP Server 2", "TFTPServer2", tftp(2), nil},
	{"User Locale", "UserLocale", userLocale, nil},
	{"Network Locale", "NetworkLocale", networkLocale, nil},
	{"User Locale Version", "UserLocaleVersion", userVersion, nil},
	{"Network Locale Version", "NetworkLocaleVersion", networkVersion, nil},
	{"Security Mode", "SecurityMode", security, nil},
	{"Web Access Enabled", "WebAccess", webAccess, nil},
	{"SSH Access Enabled", "SSHAccess", sshAccess, nil},
	{"CTL Signature", "", ctl, nil},
	{"ITL Signature", "", itl, nil},
	{"CAPF Server", "", capf, nil},
	{"TVS", "", nil, tvs},
})

// network7940 has CallManager in place of Unified CM, and no ITL.
var network7940 = joined([]row{
	{"DHCP Server", "DHCPServer", blank, nil},
	{"BOOTP Server", "BOOTPServer", no, nil},
	{"MAC Address", "MACAddress", mac, nil},
	{"Host Name", "HostName", name, nil},
	{"Domain Name", "DomainName", domain, nil},
	{"IP Address", "IPAddress", address, nil},
	{"Subnet Mask", "SubNetMask", mask, nil},
	{"TFTP Server 1", "TFTPServer1", tftp(1), nil},
	{"TFTP Server 2", "TFTPServer2", tftp(2), nil},
	{"Default Router 1", "DefaultRouter1", blank, nil},
	{"DNS Server 1", "DNSServer1", blank, nil},
	{"DNS Server 2", "DNSServer2", blank, nil},
	{"Operational VLAN Id", "VLANId", blank, nil},
	{"Admin. VLAN Id", "AdminVLANId", blank, nil},
}, managers("CallManager "), urls("Idle URL Time", "Proxy Server URL"), []row{
	{"DHCP Enabled", "DHCPEnabled", yes, nil},
	{"DHCP Address Released", "DHCPAddressReleased", no, nil},
	{"Alternate TFTP", "AltTFTP", no, nil},
	{"User Locale", "UserLocale", userLocale, nil},
	{"Network Locale", "NetworkLocale", networkLocale, nil},
	{"Web Access", "WebAccess", webAccess, nil},
	{"CTL Signature", "", ctl, nil},
})

// network6901 is what CUCM-Phone-Info reads on a 6901.
var network6901 = joined([]row{
	{"MAC Address", "MACAddress", macColons, nil},
	{"Host Name", "HostName", name, nil},
	{"Domain Name", "DomainName", domain, nil},
	{"DHCP Enabled", "DHCPEnabled", yes, nil},
	{"DHCP Server", "DHCPServer", blank, nil},
	{"IP Address", "IPAddress", address, nil},
	{"Subnet Mask", "SubNetMask", mask, nil},
	{"Default Router 1", "DefaultRouter1", blank, nil},
	{"DNS Server 1", "DNSServer1", blank, nil},
	{"DNS Server 2", "DNSServer2", blank, nil},
	{"Alternate TFTP", "AltTFTP", no, nil},
	{"TFTP Server 1", "TFTPServer1", tftp(1), nil},
	{"TFTP Server 2", "TFTPServer2", tftp(2), nil},
	{"Operational VLAN ID", "VLANId", blank, nil},
	{"Admin VLAN ID", "AdminVLANId", blank, nil},
}, managers(serverUnified))

// network7937 is what CUCM-Phone-Info reads on a 7937.
var network7937 = colons(joined([]row{
	{"DHCP Enabled", "DHCPEnabled", yes, nil},
	{"MAC Address", "MACAddress", macColons, nil},
	{"Host Name", "HostName", name, nil},
	{"Domain Name", "DomainName", domain, nil},
	{"IP Address", "IPAddress", address, nil},
	{"Subnet Mask", "SubNetMask", mask, nil},
	{"Default Router 1", "DefaultRouter1", blank, nil},
	{"DNS Server 1", "DNSServer1", blank, nil},
	{"DNS Server 2", "DNSServer2", blank, nil},
	{"Alternate TFTP", "AltTFTP", no, nil},
	{"TFTP Server 1", "TFTPServer1", tftp(1), nil},
	{"TFTP Server 2", "TFTPServer2", tftp(2), nil},
	{"Operational VLAN Id", "VLANId", blank, nil},
	{"Admin. VLAN Id", "AdminVLANId", blank, nil},
}, managers("CallManager "), urls("Idle URL Time", "Proxy Server URL")))

// colons puts a colon behind labels.
func colons(rows []row) []row {
	for i := range rows {
		rows[i].label += " :"
	}
	return rows
}
