package pages

// Device information. Labels of the 8800 series are its administration guide's, those of the 7900 series are recalled with the capitals
// that CUCM-Phone-Info expects; elements are those of a public inventory of such pages. Counters of memory are made up of nothing: 0.
var (
	device88 = []row{
		{"Active network interface", "", fixed("Ethernet"), nil},
		{"MAC address", "MACAddress", mac, nil},
		{"Host name", "HostName", name, nil},
		{"Phone DN", "phoneDN", number, nil},
		{"App load ID", "appLoadID", appLoad, nil},
		{"Boot load ID", "bootLoadID", blank, nil},
		{"Version", "versionID", version, nil},
		{"Key expansion module 1", "addonModule1", blank, nil},
		{"Key expansion module 2", "addonModule2", blank, nil},
		{"Hardware revision", "hardwareRevision", fixed("V01"), nil},
		{"Serial number", "serialNumber", serial, nil},
		{"Model number", "modelNumber", modelOf, nil},
		{"Message waiting", "MessageWaiting", no, nil},
		{"UDI", "udi", udi, nil},
		{"Time", "time", hours, nil},
		{"Time zone", "timezone", zoneName, nil},
		{"Date", "date", date, nil},
		{"System free memory", "systemFreeMemory", zero, nil},
		{"Java heap free memory", "javaHeapFreeMemory", zero, nil},
		{"Java pool free memory", "javaPoolFreeMemory", zero, nil},
		{"FIPS mode enabled", "fipsModeEnabled", no, nil},
	}
	device79 = []row{
		{"MAC Address", "MACAddress", mac, nil},
		{"Host Name", "HostName", name, nil},
		{"Phone DN", "phoneDN", number, nil},
		{"App Load ID", "appLoadID", appLoad, nil},
		{"Boot Load ID", "bootLoadID", blank, nil},
		{"Version", "versionID", version, nil},
		{"Expansion Module 1", "addonModule1", blank, nil},
		{"Expansion Module 2", "addonModule2", blank, nil},
		{"Hardware Revision", "hardwareRevision", fixed("1.0"), nil},
		{"Serial Number", "serialNumber", serial, nil},
		{"Model Number", "modelNumber", modelOf, nil},
		{"Message Waiting", "MessageWaiting", no, nil},
		{"UDI", "udi", udi, nil},
		{"Time", "time", hours, nil},
		{"Time Zone", "timezone", zoneName, nil},
		{"Date", "date", date, nil},
	}
	// device8831 has what a public monitor reads on an 8831.
	device8831 = append(device79[:len(device79):len(device79)],
		row{"System Free Memory", "systemFreeMemory", zero, nil},
		row{"Java Heap Free Memory", "javaHeapFreeMemory", zero, nil},
		row{"Java Pool Free Memory", "javaPoolFreeMemory", zero, nil},
	)
	// device7940 has the elements of a public capture of a 7940 in its order.
	device7940 = []row{
		{"MAC Address", "MACAddress", mac, nil},
		{"Host Name", "HostName", name, nil},
		{"Phone DN", "phoneDN", number, nil},
		{"App Load ID", "appLoadID", version, nil},
		{"Boot Load ID", "bootLoadID", blank, nil},
		{"Version", "versionID", version, nil},
		{"DSP Load ID", "DSPLoadID", blank, nil},
		{"Expansion Module 1", "addonModule1", blank, nil},
		{"Expansion Module 2", "addonModule2", blank, nil},
		{"Hardware Revision", "hardwareRevision", fixed("1.0"), nil},
		{"Serial Number", "serialNumber", serial, nil},
		{"Model Number", "modelNumber", modelOf, nil},
		{"Codec", "Codec", blank, nil},
		{"Amps", "Amps", blank, nil},
		{"C3PO Revision", "C3PORevision", blank, nil},
		{"Message Waiting", "MessageWaiting", no, nil},
	}
	// device6901 and device7937 are what CUCM-Phone-Info reads there; the others are those of their neighbours.
	device6901 = []row{
		{"MAC Address", "MACAddress", macColons, nil},
		{"Host Name", "HostName", name, nil},
		{"Phone DN", "phoneDN", number, nil},
		{"App Load ID", "appLoadID", version, nil},
		{"Boot Load ID", "bootLoadID", blank, nil},
		{"Hardware Revision", "hardwareRevision", fixed("1.0"), nil},
		{"Serial Number", "serialNumber", serial, nil},
		{"Model Number", "modelNumber", modelOf, nil},
		{"Message Waiting", "MessageWaiting", no, nil},
		{"Time", "time", hours, nil},
		{"Date", "date", date, nil},
	}
	device7937 = []row{
		{"MAC Address :", "MACAddress", macColons, nil},
		{"Host Name :", "HostName", name, nil},
		{"Phone DN :", "phoneDN", number, nil},
		{"Software Version :", "versionID", version, nil},
		{"Serial Number:", "serialNumber", serial, nil},
		{"Model Number :", "modelNumber", modelOf, nil},
	}
)
