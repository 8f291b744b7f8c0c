package harbour_test

import (
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/require"

	"tvslab/phone/trust"
	"tvslab/sim"
)

// page is a saved page of a phone, as phones of that kind write it (administration guides of the models).
type page struct {
	file  string
	group string // of the phone
	nth   int    // of the group, from 0
	text  *template.Template
}

// savedPages are the phones that somebody looked at: two of the loan among them.
var savedPages = []page{
	{"network.html", "quay-8841", 0, htmlPage}, {"network.html", "loan-8841", 0, htmlPage}, {"network.html", "loan-8841", 1, htmlPage},
	{"network.html", "depot-7965", 0, htmlPage}, {"NetworkConfigurationX.xml", "school-9971", 0, xmlPage},
}

var htmlPage = template.Must(template.New("html").Parse(`<HTML>
<HEAD><TITLE>Cisco Systems, Inc.</TITLE></HEAD>
<BODY>
<DIV ALIGN=center><B>Network setup</B><BR>Cisco IP Phone CP-{{.Model}} ( {{.Name}} )</DIV>
<TABLE>
<TR><TD><B> MAC address</B></TD><td width=20></TD><TD><B>{{.MAC}}</B></TD></TR>
<TR><TD><B> Host name</B></TD><td width=20></TD><TD><B>{{.Name}}</B></TD></TR>
<TR><TD><B> Domain name</B></TD><td width=20></TD><TD><B>harbour.example</B></TD></TR>
<TR><TD><B> DHCP</B></TD><td width=20></TD><TD><B>Yes</B></TD></TR>
<TR><TD><B> IP address</B></TD><td width=20></TD><TD><B>{{.Address}}</B></TD></TR>
<TR><TD><B> Subnet mask</B></TD><td width=20></TD><TD><B>255.255.0.0</B></TD></TR>
<TR><TD><B> Alternate TFTP</B></TD><td width=20></TD><TD><B>No</B></TD></TR>
{{range $i, $n := .TFTP}}<TR><TD><B> TFTP server {{if $i}}2{{else}}1{{end}}</B></TD><td width=20></TD><TD><B>{{$n}}</B></TD></TR>
{{end}}{{range $i, $n := .Nodes}}<TR><TD><B> Server {{if $i}}2{{else}}1{{end}}</B></TD><td width=20></TD><TD><B>{{$n}}.harbour.example &nbsp;{{if $i}}Standby{{else}}Active{{end}}</B></TD></TR>
{{end}}<TR><TD><B> Security mode</B></TD><td width=20></TD><TD><B>{{.Mode}}</B></TD></TR>
<TR><TD><B> CTL signature</B></TD><td width=20></TD><TD><B>{{.CTL}}</B></TD></TR>
<TR><TD><B> ITL signature</B></TD><td width=20></TD><TD><B>{{.ITL}}</B></TD></TR>
<TR><TD><B> LSC</B></TD><td width=20></TD><TD><B>{{.LSC}}</B></TD></TR>
</TABLE>
</BODY></HTML>
`))

var xmlPage = template.Must(template.New("xml").Parse(`<?xml version="1.0" encoding="utf-8"?>
<NetworkConfiguration>
 <MACAddress>{{.MAC}}</MACAddress>
 <HostName>{{.Name}}</HostName>
 <IPAddress>{{.Address}}</IPAddress>
{{range $i, $n := .TFTP}} <TFTPServer{{if $i}}2{{else}}1{{end}}>{{$n}}</TFTPServer{{if $i}}2{{else}}1{{end}}>
{{end}}{{range $i, $n := .Nodes}} <CallManager{{if $i}}2{{else}}1{{end}}>{{$n}}  {{if $i}}Standby{{else}}Active{{end}}</CallManager{{if $i}}2{{else}}1{{end}}>
{{end}}</NetworkConfiguration>
`))

// pages are the saved pages, by file: one of a phone's name.
func pages(t testing.TB, phones []device) map[string]string {
	t.Helper()
	saved := map[string]string{}
	for _, p := range savedPages {
		d := nth(t, phones, p.group, p.nth)
		var b strings.Builder
		require.NoError(t, p.text.Execute(&b, d.shown()))
		saved[d.name+"-"+p.file] = b.String()
	}
	return saved
}

// nth is a phone of a group, in the order of names.
func nth(t testing.TB, phones []device, group string, n int) device {
	t.Helper()
	for _, d := range phones {
		if d.group.Name == group {
			if n--; n < 0 {
				return d
			}
		}
	}
	require.Fail(t, "no such phone", "%d of %s", n, group)
	return device{}
}

// shown is what a phone shows of itself.
func (d device) shown() map[string]any {
	lsc := "Not Installed"
	if d.row.LSC != nil {
		lsc = "Installed"
	}
	modes := map[int]string{sim.DeviceNonSecure: "Non Secure", sim.DeviceAuthenticated: "Authenticated", sim.DeviceEncrypted: "Encrypted"}
	return map[string]any{
		"Model": d.group.Model, "Name": d.name, "MAC": strings.TrimPrefix(d.name, "SEP"), "Address": d.address,
		"TFTP": strings.Split(places[d.place].tftp, ","), "Nodes": d.CallManagerGroup(), "Mode": modes[d.row.Profile.Mode()],
		"CTL": pairs(d.Shown(trust.CTL)), "ITL": pairs(d.Shown(trust.ITL)), "LSC": lsc,
	}
}

// pairs writes a checksum as pages do: two digits at a time.
func pairs(sum string) string {
	sum = strings.ToUpper(digits(sum))
	var parts []string
	for ; len(sum) >= 2; sum = sum[2:] {
		parts = append(parts, sum[:2])
	}
	return strings.Join(parts, " ")
}
