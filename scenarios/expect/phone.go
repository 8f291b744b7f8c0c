package expect

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim/lab"
)

// Phones says how phones must be.
type Phones struct {
	Pos   file.Pos
	When  *site.When `yaml:"when" doc:"Only in these releases, modes or models."`
	Count *int       `yaml:"count" range:"0..1000000" doc:"Exactly that many of the phones are so; the rest is free. All when absent."`

	wants wants
}

// UnmarshalNode reads the keys of an expectation about phones.
func (e *Phones) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	e.Pos = file.PosOf(n)
	e.wants = readWants(d, n, e, phoneRows, where)
}

func (t *Target) checkPhones(c *site.Checker) {
	size := 0
	if t.Name.Value == "all" {
		for _, g := range c.Site.Phones {
			size += g.Count
		}
	} else {
		known := append(c.Site.Phones.Names(), c.Known.Names()...)
		size = c.Phone(t.Name, "phone group or node", known)
	}
	for _, e := range t.Phones {
		c.Condition(e.When)
		if e.Count != nil && size > 0 && *e.Count > size {
			c.Add(e.Pos, "", "%q has %d phones, but %d are expected", t.Name, size, *e.Count)
		}
		e.wants.check(c)
	}
}

// PhoneView is what an expectation can see of a phone.
type PhoneView struct {
	lab.Verdict
	Name       string             // device name
	Status     []phone.StatusLine // messages, oldest first
	Decisions  []trust.Decision   // of the last boot
	Enrolment  reason.Code        // what came of the last certificate operation
	Encryption reason.Code        // what the last boot made of a short configuration
	LSCHash    func() string      // as phone.LSC.Hash
	Services   func() trust.Decision
	Mobility   func() trust.Decision
	Helps      func() []string                              // asked only if somebody wants to know, as Services
	Shows      func(trust.List) string                      // checksum that the phone shows of a stored list, "" for none
	Printed    func(node string, which trust.List) []string // checksums that show ctl and show itl of the node print
}

// deviceNames finds device names in a text.
var deviceNames = regexp.MustCompile(`SEP[0-9A-F]{12}`)

// Named returns the phones that the expectation names, in the text of a status message: they are not judged with others.
func (e *Phones) Named() devices.Set {
	var names []string
	for _, w := range e.wants {
		if text, ok := w.value.(*file.Name); ok && w.key == "status" {
			names = append(names, deviceNames.FindAllString(text.Value, -1)...)
		}
	}
	set, _ := devices.Named(names...) // that is what they look like
	return set
}

// Opens reports whether the expectation is about HTTPS services of phones, and about Extension Mobility.
func (e *Phones) Opens() (services, mobility bool) {
	return e.wants.of("services") != nil, e.wants.of("extension-mobility") != nil
}

// Judge compares a phone with what is expected of it, fields that cost more to find out last.
func (e *Phones) Judge(v PhoneView, wrong Wrong) { judge(phoneRows, e.wants, v, wrong) }

// phoneRows are what can be expected of phones.
var phoneRows = []row[PhoneView]{
	word("trust", "Verdict over both lists.", site.Words(lab.Trusts()), func(v PhoneView) string { return string(v.Trust) }),
	word("ctl", "Verdict over the CTL.", site.Words(lab.Trusts()), func(v PhoneView) string { return string(v.Lists[trust.CTL]) }),
	word("itl", "Verdict over the ITL.", site.Words(lab.Trusts()), func(v PhoneView) string { return string(v.Lists[trust.ITL]) }),
	word("list", "Which list the trust verdict is about.", []string{"ctl", "itl"}, func(v PhoneView) string { return v.List }),
	word("config", "The configuration in use, at the last boot.",
		site.Words([]phone.ConfigState{phone.ConfigCurrent, phone.ConfigKeptOld, phone.ConfigNone}),
		func(v PhoneView) string { return v.Config }),
	about("load", "The firmware load: `current` if the phone runs what its configuration names now, `kept-old`, or the name of the one that it runs.",
		func(v PhoneView, want *file.Name, wrong Wrong) {
			if got := v.firmware(); want.Value != got && want.Value != v.Load.Runs {
				wrong("load", want.Value, strings.TrimSpace(got+" "+v.Load.Runs))
			}
		}),
	word("lsc", "The locally significant certificate, as Cisco CallManager would judge it.",
		site.Words([]lab.LSC{lab.LSCNone, lab.LSCValid, lab.LSCUnknown, lab.LSCExpired}),
		func(v PhoneView) string { return string(v.LSC) }),
	word("lsc-hash", "The hash with which CAPF, or its CA, signed the phone's locally significant certificate.", append(phone.LSCHashes(), "none"),
		func(v PhoneView) string { return cmp.Or(v.LSCHash(), "none") }),
	word("itl-file-status", "ITL File Status in the phone list of CCMAdmin, by the hash that a SIP phone reported when it registered; `Unknown` without one; from 14 until 15.",
		site.Words([]lab.ITLStatus{lab.ITLMatch, lab.ITLMismatch, dashed(lab.ITLNotInstalled), lab.ITLUnknown}),
		func(v PhoneView) string { return string(dashed(v.ITLStatus)) }),
	word("security", "Security of the registration.", site.DeviceMode{}.Words(),
		func(v PhoneView) string { return cmp.Or(string(v.Security), "no registration") }),
	number("port", "Port that the phone is registered on: 5060 or 2000, secure 5061 or 2443.", 1, 65535,
		func(v PhoneView) int { return v.Port }),
	word("ctl-accepted-by", "What accepted the CTL at the last boot.", acceptors(), acceptor(trust.FileCTL)),
	word("itl-accepted-by", "What accepted the ITL at the last boot.", acceptors(), acceptor(trust.FileITL)),
	word("config-accepted-by", "What accepted the configuration at the last boot.", acceptors(), acceptor(trust.FileConfiguration)),
	about("reason", "A reason code, for example `signer-unknown`: of the verdict, of a refusal at the last boot, of the registration, of a certificate operation, of a short configuration, or of any place searched on the way.",
		func(v PhoneView, want *reasonCode, wrong Wrong) {
			if !v.hasReason(reason.Code(want.Value)) {
				wrong("reason", want.Value, v.reasons())
			}
		}),
	about("registered", "`true`, `false`, or the node it is registered with.", PhoneView.registered),
	about("status", "The full text of a message that must be among the phone's status messages; `<MAC>` in it is each phone's own address.",
		func(v PhoneView, want *file.Name, wrong Wrong) {
			if text := v.Own(want.Value); !slices.ContainsFunc(v.Status, func(l phone.StatusLine) bool { return l.Text == text }) {
				wrong("status", want.Value, v.lastStatus())
			}
		}),
	about("ctl-checksum", "The node whose `show ctl` prints the checksum that the phone shows of its CTL: MD5 or SHA-1 by its model.", sameChecksum(trust.CTL)),
	about("itl-checksum", "The node whose `show itl` prints the checksum that the phone shows of its ITL.", sameChecksum(trust.ITL)),
	word("services", "Whether HTTPS services verify, that is, the tomcat certificate of the first node of the CallManager group is believed.",
		verifyWords, func(v PhoneView) string { return verified(v.Services) }),
	word("extension-mobility", "Whether Extension Mobility verifies on that node: it runs, and what it shows is believed.",
		verifyWords, func(v PhoneView) string { return verified(v.Mobility) }),
	about("helps", "Exactly what would free a locked phone.", func(v PhoneView, want *helps, wrong Wrong) {
		if got := v.Helps(); !slices.Equal(sorted(got), sorted(want.Values())) {
			wrong("helps", listed(want.Values()), listed(got))
		}
	}),
}

// atNode is the name of a node.
type atNode struct{ file.Name }

func (x *atNode) check(c *site.Checker) { c.Node(x.Name) }

// sameChecksum compares what the phone shows of a list with what a node prints.
func sameChecksum(which trust.List) func(PhoneView, *atNode, Wrong) {
	return func(v PhoneView, want *atNode, wrong Wrong) {
		printed, shown := v.Printed(want.Value, which), v.Shows(which)
		if !slices.Contains(printed, shown) {
			wrong(strings.ToLower(which.String())+"-checksum", cmp.Or(strings.Join(printed, " or "), "that of a file, which "+want.Value+" does not have"),
				cmp.Or(shown, "none"))
		}
	}
}

// firmware says in a word whether the phone runs what it should.
func (v PhoneView) firmware() string {
	if v.Load.Old {
		return string(phone.ConfigKeptOld)
	}
	return string(phone.ConfigCurrent)
}

var verifyWords = []string{"verify", "fail"}

func verified(ask func() trust.Decision) string {
	if ask().Accepted {
		return "verify"
	}
	return "fail"
}

// reasonCode is the code of a decision or registration.
type reasonCode struct{ file.Name }

// JSONSchema of a reason.
func (reasonCode) JSONSchema() *jsonschema.Schema {
	return file.Limited(file.SchemaFor[file.Name](), ReasonNames())
}

func (x *reasonCode) check(c *site.Checker) { c.KnownAs("reason", ReasonNames(), x.Name) }

// helps are repairs.
type helps struct{ file.Names }

// Words are the repairs that are tried.
func (helps) Words() []string {
	return []string{lab.HelpDelete, lab.HelpITLReset, lab.HelpCTLReset, lab.HelpRestore}
}

// dashed writes a word of CUCM as a word of the language.
func dashed(s lab.ITLStatus) lab.ITLStatus {
	return lab.ITLStatus(strings.ReplaceAll(string(s), " ", "-"))
}

func listed(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// MAC stands for a phone's address, where a text is about several phones.
const MAC = "<MAC>"

func (v PhoneView) mac() string { return strings.TrimPrefix(v.Name, "SEP") }

// Own puts the phone's address into a text.
func (v PhoneView) Own(text string) string { return strings.ReplaceAll(text, MAC, v.mac()) }

// lastStatus lists the last few different messages, without the phone's own name, so that phones with equal ones fail together.
func (v PhoneView) lastStatus() string {
	const few = 4
	var texts []string
	for _, line := range slices.Backward(v.Status) {
		if text := strings.ReplaceAll(line.Text, v.mac(), MAC); !slices.Contains(texts, text) && len(texts) < few {
			texts = append(texts, text)
		}
	}
	slices.Reverse(texts)
	return "last: " + cmp.Or(strings.Join(texts, "; "), "none")
}
