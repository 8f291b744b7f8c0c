package harbour_test

import (
	"fmt"
	"strings"

	"tvslab/phone/trust"
	"tvslab/sim"
)

// lists are the lists that people exported of the phones and of what is set for them.
func lists(phones []device) map[string]string {
	return map[string]string{
		"lists/phones.txt":             exported(phones),
		"lists/ris.csv":                registrations(phones),
		"lists/lsc.txt":                certificates(phones),
		"lists/phone-security.csv":     profiles(phones),
		"lists/devicepool.csv":         pools(),
		"lists/callmanagergroup.csv":   managers,
		"lists/callmanager.csv":        servers,
		"lists/option150.csv":          option150(),
		"lists/loan-stock-screens.csv": screens(phones),
	}
}

const managers = `CALL MANAGER GROUP NAME,AUTO REGISTRATION CISCO UNIFIED CALLMANAGER GROUP,CALL MANAGER 1,CALL MANAGER 2,CALL MANAGER 3
CMG_12,f,CM_hbr-sub1,CM_hbr-sub2,NULL
CMG_21,f,CM_hbr-sub2,CM_hbr-sub1,NULL
CMG_23,f,CM_hbr-sub2,CM_hbr-sub3,NULL
CMG_31,f,CM_hbr-sub3,CM_hbr-sub1,NULL
CMG_32,f,CM_hbr-sub3,CM_hbr-sub2,NULL
`

const servers = `CISCO UNIFIED CALLMANAGER NAME,DESCRIPTION,SERVER,STARTING DIRECTORY NUMBER
CM_hbr-sub1,quay and loans,hbr-sub1,1000
CM_hbr-sub2,tower and school,hbr-sub2,1000
CM_hbr-sub3,depot and yard,hbr-sub3,1000
`

// pools is devicepool.csv; the pool of the loans is of no site.
func pools() string {
	var b strings.Builder
	b.WriteString("DEVICE POOL NAME,CISCO UNIFIED CALLMANAGER GROUP,DATE/TIME GROUP,REGION,SRST REFERENCE,LOCATION,PHYSICAL LOCATION\n")
	for _, name := range placeNames {
		site := strings.ToUpper(name[:1]) + name[1:]
		if name == "loan" {
			site = "NULL"
		}
		fmt.Fprintf(&b, "%s,%s,CMLocal,Default,Disable,Hub_None,%s\n", places[name].pool, places[name].managers, site)
	}
	return b.String()
}

// option150 is what the people of the network have of their DHCP servers.
func option150() string {
	var b strings.Builder
	b.WriteString("Voice subnet,TFTP 1,TFTP 2\n")
	for _, name := range placeNames[:5] {
		fmt.Fprintf(&b, "%s.0.0/16,%s\n", places[name].subnet, places[name].tftp)
	}
	return b.String()
}

// profile is the Phone Security Profile of a phone.
func (d device) profile() string {
	switch p := d.row.Profile; p.Mode() {
	case sim.DeviceEncrypted:
		return fmt.Sprintf("HBR_%s_encrypted", d.group.Model)
	case sim.DeviceAuthenticated:
		return fmt.Sprintf("HBR_%s_authenticated", d.group.Model)
	default:
		return fmt.Sprintf("Cisco %s - Standard %s Non-Secure Profile", d.group.Model, p.Protocol)
	}
}

// profiles lists the profiles in use with their modes.
func profiles(phones []device) string {
	var b strings.Builder
	b.WriteString("Security Profile Name,Device Security Mode,TFTP Encrypted Config\n")
	modes := map[int]string{sim.DeviceNonSecure: "Non Secure", sim.DeviceAuthenticated: "Authenticated", sim.DeviceEncrypted: "Encrypted"}
	listed := map[string]bool{}
	for _, d := range phones {
		if name := d.profile(); !listed[name] {
			listed[name] = true
			fmt.Fprintf(&b, "%s,%s,%t\n", name, modes[d.row.Profile.Mode()], d.row.Profile.Encrypted)
		}
	}
	return b.String()
}

// exported is what Bulk Administration exports, with few columns ("Specific Details").
func exported(phones []device) string {
	var b strings.Builder
	b.WriteString("Device Name,Description,Device Pool,Device Type,Device Security Profile,Device Protocol\n")
	for i, d := range phones {
		fmt.Fprintf(&b, "%s,%s %04d,%s,Cisco %s,%s,%s\n", d.name, d.place, 1000+i, places[d.place].pool, d.group.Model, d.profile(), d.row.Profile.Protocol)
	}
	return b.String()
}

// registrations is what RTMT saves of a search for phones. An unregistered one shows the node that it left.
func registrations(phones []device) string {
	var b strings.Builder
	b.WriteString("Device Search Results\nCluster: harbour, 10 Mar 2026 14:05\n\nName,Ip Address,Registration Status,Registered Node,Time Stamp\n")
	for i, d := range phones {
		status, node, since := "Registered", d.Report().Registered, 1772964000+int64(i*7)
		if !d.On() {
			status, node, since = "Unregistered", d.CallManagerGroup()[0], 1772100000+int64(i*211)
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%d\n", d.name, d.address, status, node, since)
	}
	return b.String()
}

// lscQuery is asked in the shell of the publisher for devices with an LSC.
const lscQuery = "run sql select name as devicename, lscvaliduntil from device where lscvaliduntil > 0"

// certificates is the answer.
func certificates(phones []device) string {
	var b strings.Builder
	b.WriteString("admin:" + lscQuery + "\ndevicename      lscvaliduntil\n=============== =============\n")
	for _, d := range phones {
		if d.row.LSC != nil {
			fmt.Fprintf(&b, "%s %d\n", d.name, d.row.LSC.NotAfter.Unix())
		}
	}
	return b.String()
}

// screens is what the help desk wrote down of the phones that came back from the loan: what they show of their lists.
func screens(phones []device) string {
	var b strings.Builder
	b.WriteString("Phones from the loan. Settings > Status > Security\n\nDevice Name,CTL checksum,ITL checksum\n")
	for _, d := range phones {
		if d.place == "loan" {
			fmt.Fprintf(&b, "%s,%s,%s\n", d.name, digits(d.Shown(trust.CTL)), digits(d.Shown(trust.ITL)))
		}
	}
	return b.String()
}

// digits are those of a checksum.
func digits(sum string) string {
	sum, _, _ = strings.Cut(sum, "(")
	return sum
}
