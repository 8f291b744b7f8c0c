package pages

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"tvslab/phone/content"
)

// value is what stands behind a label.
type value func(p *Phone) string

// fixed is a value that every phone of the lab has.
func fixed(text string) value { return func(*Phone) string { return text } }

var (
	blank = fixed("")
	zero  = fixed("0")
	yes   = fixed("Yes")
	no    = fixed("No")
)

func name(p *Phone) string     { return p.Name }
func mac(p *Phone) string      { return p.MAC() }
func number(p *Phone) string   { return p.Line() }
func version(p *Phone) string  { return p.State.Load }
func domain(p *Phone) string   { return p.Domain }
func modelOf(p *Phone) string  { return p.family.number(p) }
func zoneName(p *Phone) string { return cmp.Or(p.Setup.ZoneName, p.Setup.Olson) }

// macColons is the address as the 7937 and the 6901 write it.
func macColons(p *Phone) string {
	var parts []string
	for rest := p.MAC(); len(rest) >= 2; rest = rest[2:] {
		parts = append(parts, rest[:2])
	}
	return strings.Join(parts, ":")
}

func address(p *Phone) string {
	if !p.Address.IsValid() {
		return ""
	}
	return p.Address.String()
}

// serial is made up of the MAC address: phones of the lab have no other number.
func serial(p *Phone) string {
	const digits = 8
	m := p.MAC()
	return "LAB" + m[max(0, len(m)-digits):]
}

// appLoad is the load as the application calls it: rootfs88xx.12-8-1-0001-455 of sip88xx.12-8-1-0001-455, jar45sccp.9-3-1SR4-1S.sbn of
// SCCP45.9-3-1SR4-1S (both by memory of such pages).
func appLoad(p *Phone) string {
	family, rest, _ := strings.Cut(p.State.Load, ".")
	for _, protocol := range []string{"SCCP", "SIP"} {
		if digits, ok := strings.CutPrefix(family, protocol); ok {
			return "jar" + digits + strings.ToLower(protocol) + "." + rest + ".sbn"
		}
	}
	if digits, ok := strings.CutPrefix(family, "sip"); ok {
		return "rootfs" + digits + "." + rest
	}
	return p.State.Load
}

func udi(p *Phone) string {
	return fmt.Sprintf("phone, Cisco IP Phone %s, %s, V01, %s", p.Model.Name, modelOf(p), serial(p))
}

func clock(form string) value {
	return func(p *Phone) string { return p.Now.In(p.Zone()).Format(form) }
}

var hours, date = clock("3:04:05pm"), clock("01/02/06")

// tftp is TFTP server n, from 1.
func tftp(n int) value {
	return func(p *Phone) string { return nth(p.TFTP, n) }
}

// manager is call manager n, from 1.
func manager(n int) value {
	return func(p *Phone) string { return nth(p.managerTexts(), n) }
}

func (p *Phone) managerTexts() (texts []string) {
	for _, m := range p.Managers() {
		texts = append(texts, m.String())
	}
	return texts
}

func nth(list []string, n int) string {
	if n > len(list) {
		return ""
	}
	return list[n-1]
}

func ofSetup(of func(*Setup) string) value { return func(p *Phone) string { return of(&p.Setup) } }

var modes = map[int]string{content.ModeNonSecure: "Non Secure", content.ModeAuthenticated: "Authenticated", content.ModeEncrypted: "Encrypted"}

func security(p *Phone) string { return modes[max(p.config().SecurityMode, content.ModeNonSecure)] }

func capf(p *Phone) string {
	if c := p.config().CAPF; len(c) > 0 {
		return c[0].Address
	}
	return ""
}

func webAccess(p *Phone) string {
	if p.config().HasWeb() {
		return "Yes"
	}
	return "No"
}

func sshAccess(p *Phone) string {
	return map[bool]string{true: "Yes", false: "No"}[p.Setup.SSHAccess == "0"]
}

func lsc(p *Phone) string {
	return map[bool]string{true: "Installed", false: notInstalled}[p.State.LSC != nil]
}

const notInstalled = "Not Installed"

// signature is the checksum of a list as a page of the family writes it.
func signature(of func(*Phone) string, stored func(*Phone) bool) value {
	return func(p *Phone) string {
		switch sum, _, _ := strings.Cut(of(p), "("); {
		case !stored(p):
			return notInstalled
		case sum != "":
			return p.family.hex(sum)
		}
		return "Installed"
	}
}

var (
	ctl = signature(func(p *Phone) string { return p.CTL }, func(p *Phone) bool { return p.State.Lists[0].File != nil })
	itl = signature(func(p *Phone) string { return p.ITL }, func(p *Phone) bool { return p.State.Lists[1].File != nil })
)

// hexPairs writes AB CD EF and a blank behind the last pair, as an 8841 does (in a public program that looks for one).
func hexPairs(sum string) string {
	var b strings.Builder
	for ; len(sum) >= 2; sum = sum[2:] {
		b.WriteString(strings.ToUpper(sum[:2]) + " ")
	}
	return b.String()
}

// hexDigits leaves a checksum as `show ctl` writes it.
func hexDigits(sum string) string { return sum }

// Forms of the time before a status message (pages of real phones).
func stampLong(t time.Time) string { return t.Format("[3:04:05pm 01/02/06] ") }
func stamp8821(t time.Time) string { return t.Format("[3:04:05 PM 01/02/06]  ") }
func stamp8945(t time.Time) string { return t.Format("15:04:05, 01/02/2006 : ") }
func stamp79(t time.Time) string   { return t.Format("3:04:05") + t.Format("pm")[:1] + " " }
