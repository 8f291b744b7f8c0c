package page

import (
	"cmp"
	"fmt"

	"tvslab/capf"
	"tvslab/sim"
)

// phonePage is Phone Configuration, of which the lab has what certificates are about. The names of the fields for CAPF are the
// security guide's (12.5, "CAPF settings"); the order of the others is recalled.
func phonePage(v View, _ *sim.Node, r Request) (*Document, error) {
	d := v.Cluster.Device(r.Device)
	if d == nil || d.Profile.Default {
		return nil, fmt.Errorf("device %q: Phone Configuration has none of that name", r.Device)
	}
	fields := []Field{
		{"Device Name", d.Name}, {"Product Type", "Cisco " + d.Profile.Model}, {"Device Protocol", d.Profile.Protocol},
		{"Phone Load Name", d.Profile.Load}, {"Device Security Mode", modeNames[d.Profile.Mode()]}, {"TFTP Encrypted Config", truth(d.Profile.Encrypted)},
	}
	if d.Profile.TypedKey != 0 {
		fields = append(fields, Field{"Symmetric Key", d.SymmetricKey})
	}
	return &Document{Buttons: []string{"Save", "Delete", "Copy", "Reset", "Apply Config", "Add New", "Generate String"}, Sections: []Section{
		{Title: "Device Information", Fields: fields},
		{Title: "Certification Authority Proxy Function (CAPF) Information", Fields: operationFields(v.Cluster, d)},
		{Title: "Product Specific Configuration Layout", Fields: specificFields(d.Profile.Specific)},
	}}, nil
}

// specificFields are those of the product specific configuration that the lab has. What nobody touched is shown as it is by default.
func specificFields(s sim.Specific) []Field {
	return []Field{{"Web Access", accessNames[cmp.Or(s.Web, "disabled")]}, {"Settings Access", accessNames[cmp.Or(s.Settings, "enabled")]}}
}

// accessNames are the values as the page shows them (8821 administration guide for Web Access; Restricted is recalled).
var accessNames = map[string]string{"enabled": "Enabled", "disabled": "Disabled", "read-only": "ReadOnly", "restricted": "Restricted"}

// operationFields are the certificate operation of a device. The string is there until the operation is over.
func operationFields(c *sim.Cluster, d *sim.Device) []Field {
	fields := []Field{
		{"Certificate Operation", operationNames[d.Pending(c.Now)]},
		{"Authentication Mode", authenticationNames[d.Profile.CAPFAuthentication()]},
		{"Authentication String", d.AuthString},
	}
	if !d.CompletesBy.IsZero() {
		fields = append(fields, Field{"Operation Completes By", d.CompletesBy.UTC().Format("2006:01:02:15")})
	}
	return append(fields, Field{"Certificate Operation Status", d.OperationStatus()})
}

var (
	modeNames = map[int]string{
		sim.DeviceNonSecure: "Non Secure", sim.DeviceAuthenticated: "Authenticated", sim.DeviceEncrypted: "Encrypted",
	}
	operationNames = map[capf.Kind]string{
		capf.None: "No Pending Operation", capf.Install: "Install/Upgrade", capf.Delete: "Delete", capf.Troubleshoot: "Troubleshoot",
	}
	authenticationNames = map[capf.Authentication]string{
		capf.ByString: "By Authentication String", capf.ByNull: "By Null String",
		capf.ByLSC: "By Existing Certificate (Precedence to LSC)", capf.ByMIC: "By Existing Certificate (Precedence to MIC)",
	}
)

func truth(b bool) string {
	if b {
		return "True"
	}
	return "False"
}
