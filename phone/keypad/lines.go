package keypad

import (
	"strings"

	"tvslab/phone/pages"
	"tvslab/phone/trust"
)

// Facts are what a screen shows of a phone.
type Facts struct {
	pages.Phone
	HostNotFound func() bool // whether services over HTTPS do not verify; nil: they do
}

const notInstalled = "Not Installed"

func networkLines(f *Facts) []string {
	lines := []string{"Host name: " + f.Name, "MAC address: " + f.MAC(), "IP address: " + f.Address.String(), "Domain name: " + f.Domain}
	for i, server := range f.TFTP {
		lines = append(lines, "TFTP server "+string(rune('1'+i))+": "+server)
	}
	return lines
}

func managerLines(f *Facts) (lines []string) {
	for _, m := range f.Managers() {
		lines = append(lines, m.String())
	}
	return lines
}

func modelLines(f *Facts) []string {
	return []string{"Model number: CP-" + f.Model.Name, "MAC address: " + f.MAC(), "IP address: " + f.Address.String(), "Active load: " + f.State.Load,
		"Active server: " + f.Registered}
}

func statusLines(f *Facts) []string { return f.Status() }

func webLines(*Facts) []string { return []string{"Yes"} } // who reads it has come by the web

func modeLines(f *Facts) []string { return []string{f.SecurityMode()} }

func micLines(f *Facts) []string { return installed(f.Model.MIC) }

func lscLines(f *Facts) []string { return installed(f.State.LSC != nil) }

func installed(is bool) []string {
	if is {
		return []string{"Installed"}
	}
	return []string{notInstalled}
}

// listLines shows one list as its screen does: its checksum, where the model has one.
func listLines(act Act) func(*Facts) []string {
	which := act.Lists()[0]
	return func(f *Facts) []string {
		sum, _, _ := strings.Cut(map[trust.List]string{trust.CTL: f.CTL, trust.ITL: f.ITL}[which], "(")
		if f.State.Lists[which].File == nil || sum == "" {
			return installed(f.State.Lists[which].File != nil)
		}
		return []string{sum[:len(sum)/2], sum[len(sum)/2:]}
	}
}

// serviceLines are what comes of the Services key: "Host Not Found" where the certificate of the server cannot be trusted (tech note
// 118699). The lab has no services.
func serviceLines(f *Facts) []string {
	if f.HostNotFound != nil && f.HostNotFound() {
		return []string{"Host Not Found"}
	}
	return []string{"No services configured"}
}
