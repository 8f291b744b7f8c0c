package twin

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/twin/shown"
)

// redactor replaces what names somebody: hosts, domains, addresses, serial numbers, organisations, devices. The same text always gets
// the same replacement under one key, and nobody without the key finds out which text it was. Names that Cisco gave (manufacturing
// CAs, stores, services, models) stay.
type redactor struct {
	key   []byte
	hosts []string          // names of nodes
	forms []hostForm        // the same as patterns
	files map[string]string // by name
}

// hostForm finds the name of a node in words of our own.
type hostForm struct {
	name string
	form *regexp.Regexp
}

// NewKey returns a key that nobody knows: redactions under it cannot be compared with others.
func NewKey() []byte {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // never fails
	return key
}

// sum is a number of n bytes that depends on the key, on what kind of text it is and on the text.
func (r *redactor) sum(kind, text string, n int) []byte {
	mac := hmac.New(sha256.New, r.key)
	fmt.Fprintf(mac, "%s\x00%s", kind, text)
	return mac.Sum(nil)[:n]
}

// word is a replacement that begins with a word; "" stays empty.
func (r *redactor) word(kind, text string) string {
	if text == "" {
		return ""
	}
	return kind + "-" + hex.EncodeToString(r.sum(kind, strings.ToLower(text), 4))
}

func (r *redactor) domain(text string) string {
	if text == "" {
		return ""
	}
	return r.word("domain", text) + ".example"
}

func (r *redactor) node(name string) string {
	if address, err := netip.ParseAddr(name); err == nil {
		return r.address(address).String()
	}
	return r.word("node", name)
}

// address is one of 10.0.0.0/8; of those of the lab's own range too.
func (r *redactor) address(a netip.Addr) netip.Addr {
	if !a.IsValid() {
		return a
	}
	b := r.sum("address", a.String(), 3)
	return netip.AddrFrom4([4]byte{10, b[0], b[1], max(1, min(b[2], 254))})
}

// serial has the length of the original one, and is positive.
func (r *redactor) serial(serial []byte) []byte {
	if len(serial) == 0 {
		return nil
	}
	out := r.sum("serial", string(serial), min(len(serial), sha256.Size))
	out[0] = out[0]&0x7f | 0x40
	return out
}

// ciscoName are common names that Cisco gave: they name nobody.
var ciscoName = regexp.MustCompile(`^(?:Cisco[ _](?:Manufacturing|Root|Basic|Licensing)[ _]|CAP-RTP-\d|ACT2[ _]SUDI|High[ _]Assurance[ _]SUDI)`)

// named are the forms of common names that CUCM makes, with what is replaced in them.
var named = regexp.MustCompile(`^(ITLRECOVERY_)?(.*?)(-EC)?(-ms)?(\..*)?$`)

// commonName replaces a common name and keeps its form: what the lab finds by it must be found by the new one.
func (r *redactor) commonName(cn string) string {
	switch {
	case cn == "" || ciscoName.MatchString(cn):
		return cn
	case strings.HasPrefix(cn, "CAPF-"):
		return "CAPF-" + hex.EncodeToString(r.sum("capf", cn, 4))
	case strings.HasPrefix(cn, "SAST-"):
		return "SAST-ADN" + hex.EncodeToString(r.sum("token", cn, 4))
	}
	if m := named.FindStringSubmatch(cn); m != nil && r.isHost(m[2]) {
		domain := ""
		if m[5] != "" {
			domain = "." + r.domain(m[5][1:])
		}
		return m[1] + r.node(m[2]) + m[3] + m[4] + domain
	}
	return r.word("name", cn)
}

// isHost reports whether a name is that of a node.
func (r *redactor) isHost(name string) bool {
	return slices.ContainsFunc(r.hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

// host replaces a host name, with or without domain, or an address.
func (r *redactor) host(text string) string {
	address, err := netip.ParseAddr(text)
	short, domain, found := strings.Cut(text, ".")
	switch {
	case text == "":
		return ""
	case err == nil:
		return r.address(address).String()
	case found:
		return r.node(short) + "." + r.domain(domain)
	}
	return r.node(text)
}

func (r *redactor) name(n *shown.Name) {
	*n = shown.Name{CN: r.commonName(n.CN), OU: r.part("unit", n.OU), O: r.part("organization", n.O), L: r.part("place", n.L), ST: r.part("state", n.ST), C: r.country(n.C)}
}

// part replaces a part of a name that is not Cisco's.
func (r *redactor) part(kind, text string) string {
	if strings.HasPrefix(text, "Cisco") || text == "IPCBU" {
		return text
	}
	return r.word(kind, text)
}

// country is XX: two letters that no country has.
func (r *redactor) country(text string) string {
	if text == "" {
		return ""
	}
	return "XX"
}

// file replaces the name of a file by a number.
func (r *redactor) file(p *shown.Place) {
	if p.File == "" {
		return
	}
	if r.files[p.File] == "" {
		r.files[p.File] = fmt.Sprintf("file-%d", len(r.files)+1)
	}
	p.File = r.files[p.File]
}

// device is another name of the same form: SEP and 12 digits where it has them.
func (r *redactor) device(name string) string {
	if _, ok := devices.Written(name); !ok {
		return r.word("device", name)
	}
	mac := r.sum("device", strings.ToUpper(name), 6)
	mac[0] = mac[0]&0xfc | 0x02 // locally administered
	return "SEP" + strings.ToUpper(hex.EncodeToString(mac))
}
