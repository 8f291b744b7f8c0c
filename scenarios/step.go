package scenarios

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Step is one thing that is done or checked. Exactly one of the verbs is
// set; Verb is its key.
type Step struct {
	Pos    Pos
	Verb   string // key of the verb, e.g. "regenerate"
	Number int    // place in the file's list, from 1; For keeps it

	When *When  `yaml:"when" doc:"Only in these releases, modes or models."`
	Note string `yaml:"note" doc:"A remark for the reader and the timeline."`

	PowerOn           *Selector      `yaml:"power-on" doc:"Switch phones on; each boots."`
	PowerOff          *Selector      `yaml:"power-off" doc:"Switch phones off."`
	Reset             *Selector      `yaml:"reset" doc:"Reset phones that are on: a full boot."`
	RestartPhone      *Selector      `yaml:"restart-phone" doc:"Restart phones that are on, without a full boot."`
	DeleteTrustList   *ListDeletion  `yaml:"delete-trust-list" doc:"Delete the trust lists on the phones, which then boot."`
	FactoryReset      *Selector      `yaml:"factory-reset" doc:"Reset phones to factory defaults."`
	Move              *Move          `yaml:"move" doc:"Give phones other TFTP servers or another CallManager group."`
	Regenerate        *Regeneration  `yaml:"regenerate" doc:"Regenerate identity certificates."`
	Upload            *StoreChange   `yaml:"upload" doc:"Upload a certificate to a store."`
	DeleteCertificate *StoreChange   `yaml:"delete-certificate" doc:"Delete a certificate from a store."`
	Restart           *ServiceChange `yaml:"restart" doc:"Restart services."`
	Stop              *ServiceChange `yaml:"stop" doc:"Stop services."`
	Start             *ServiceChange `yaml:"start" doc:"Start services."`
	Set               *Parameter     `yaml:"set" doc:"Set an enterprise parameter."`
	CLI               *Command       `yaml:"cli" doc:"Run a command of the admin command line."`
	Token             *TokenAction   `yaml:"token" doc:"Use the CTL client with USB tokens."`
	Fault             *Fault         `yaml:"fault" doc:"Break something in the lab."`
	Heal              *Fault         `yaml:"heal" doc:"End a fault."`
	Wait              *Wait          `yaml:"wait" doc:"registered, or a duration: queued resets happen, phones boot, the clock moves."`
	Advance           *Duration      `yaml:"advance" doc:"Move the clock, for example 30d or 5y."`
	Backup            *Name          `yaml:"backup" doc:"Make a DRS backup under this name."`
	Restore           *Name          `yaml:"restore" doc:"Restore the DRS backup of this name."`
	Expect            Expectations   `yaml:"expect" doc:"Check phones (by group or name) and nodes."`
}

// qualifiers are the keys of a step that are no verbs.
var qualifiers = map[string]bool{"when": true, "note": true}

// ListDeletion is the argument of delete-trust-list. List is "ctl", "itl"
// or "both" (also when it is not written).
type ListDeletion struct {
	Pos    Pos
	Phones Selector `yaml:"phones" need:"true" doc:"The phones."`
	List   Name     `yaml:"list" enum:"ctl itl both" doc:"Which list; both when absent."`
}

// Move is the argument of move; a list that is not written stays as it is.
type Move struct {
	Pos    Pos
	Phones Selector `yaml:"phones" need:"true" doc:"The phones."`
	TFTP   Names    `yaml:"tftp" doc:"The new TFTP servers, at most two."`
	Group  Names    `yaml:"group" doc:"The new CallManager group."`
}

// Regeneration is the argument of regenerate.
type Regeneration struct {
	Pos         Pos
	Certificate Names    `yaml:"certificate" need:"true" doc:"Certificate stores, for example CallManager or TVS."`
	Nodes       Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// StoreChange is the argument of upload and delete-certificate. What a
// certificate reference may be, the runner says.
type StoreChange struct {
	Pos         Pos
	Store       Name     `yaml:"store" need:"true" doc:"Certificate store, for example CallManager-trust."`
	Certificate Name     `yaml:"certificate" need:"true" doc:"Which certificate."`
	Nodes       Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// ServiceChange is the argument of restart, stop and start.
type ServiceChange struct {
	Pos     Pos
	Service Names    `yaml:"service" need:"true" doc:"Services by their CUCM names, for example Cisco Tftp."`
	Nodes   Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// Parameter is the argument of set.
type Parameter struct {
	Pos       Pos
	Parameter Name   `yaml:"parameter" need:"true" doc:"Enterprise parameter by its CUCM name."`
	Value     Scalar `yaml:"value" need:"true" doc:"The new value."`
}

// Command is the argument of cli.
type Command struct {
	Pos    Pos
	Node   Name     `yaml:"node" need:"true" doc:"The node whose command line is used."`
	Run    Name     `yaml:"run" need:"true" doc:"The command, literally."`
	Answer Names    `yaml:"answer" doc:"Answers to the questions of the command, in order."`
	Output Name     `yaml:"output" doc:"Text that the output must contain."`
	Error  *Refusal `yaml:"error" doc:"true, or text of the refusal: the command must be refused."`
}

// TokenAction is the argument of token.
type TokenAction struct {
	Pos    Pos
	Action Name     `yaml:"action" need:"true" enum:"create-ctl update-ctl add remove set-mixed-mode set-non-secure-mode" doc:"What the CTL client does."`
	Tokens Names    `yaml:"tokens" doc:"The tokens concerned."`
	Signer Name     `yaml:"signer" doc:"The token that signs the file."`
	Error  *Refusal `yaml:"error" doc:"true, or text of the refusal: the CTL client must refuse."`
}

// The kinds of faults.
const (
	NodeDown           = "node-down"
	ServicePortBlocked = "service-port-blocked"
	ReplicationBroken  = "replication-broken"
	SFTPBroken         = "sftp-broken"
)

// Fault is the argument of fault and heal.
type Fault struct {
	Pos    Pos
	Kind   Name      `yaml:"kind" need:"true" enum:"node-down service-port-blocked replication-broken sftp-broken" doc:"What is broken."`
	Nodes  *Selector `yaml:"nodes" doc:"On which nodes; all when absent."`
	Port   int       `yaml:"port" range:"1..65535" doc:"The blocked port, for example 2445."`
	Phones *Selector `yaml:"phones" doc:"Only for these phones; for all when absent."`
}

// Wait is the argument of wait: until phones are registered, or For.
type Wait struct {
	Pos        Pos
	Registered bool
	For        time.Duration // 0 when Registered
}

// Refusal is an expected refusal; Text is part of its message, or "".
type Refusal struct {
	Pos      Pos
	Expected bool
	Text     string
}

// Duration is a time span with its place.
type Duration struct {
	Value time.Duration
	Pos   Pos
}

func (s *Step) decode(d *decoder, n *yaml.Node, _ string) {
	type plain Step // without decode
	d.object(n, reflect.ValueOf((*plain)(s)).Elem(), "a step", "verb")
	if n.Kind == yaml.MappingNode {
		s.findVerb(d, n)
	}
}

// findVerb sets Verb and reports none and a second one. A verb that is not
// known has been reported and counts as one.
func (s *Step) findVerb(d *decoder, n *yaml.Node) {
	verbs := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if qualifiers[key.Value] {
			continue
		}
		verbs++
		if _, known := fieldsOf(reflect.TypeFor[Step]()).find(key.Value); !known {
			continue
		}
		if s.Verb != "" && s.Verb != key.Value {
			d.add(posOf(key), "make it a step of its own", "a step has one verb, but here are %q and %q", s.Verb, key.Value)
			continue
		}
		s.Verb = key.Value
	}
	if verbs == 0 {
		d.add(posOf(n), "", "the step does nothing: it has no verb")
	}
}

func (l *ListDeletion) decode(d *decoder, n *yaml.Node, where string) {
	type plain ListDeletion
	if n.Kind == yaml.MappingNode {
		d.inside(n, (*plain)(l), where)
	} else {
		l.Pos = posOf(n)
		l.Phones.decode(d, n, where)
	}
	if l.List.Value == "" {
		l.List.Value = "both"
	}
}

func (w *Wait) decode(d *decoder, n *yaml.Node, where string) {
	w.Pos = posOf(n)
	if n.Kind == yaml.ScalarNode && n.Value == "registered" {
		w.Registered = true
		return
	}
	var span Duration
	span.decode(d, n, where)
	w.For = span.Value
}

func (e *Refusal) decode(d *decoder, n *yaml.Node, where string) {
	e.Pos = posOf(n)
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag != "!!bool" && n.Tag != "!!str" || n.Value == "":
		d.wrongType(n, where, "true, false or text of the refusal")
	case n.Tag == "!!bool":
		e.Expected = truths[strings.ToLower(n.Value)]
	default:
		e.Expected, e.Text = true, n.Value
	}
}

func (x *Duration) decode(d *decoder, n *yaml.Node, where string) {
	x.Pos = posOf(n)
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.wrongType(n, where, "a duration")
		return
	}
	span, err := ParseDuration(n.Value)
	if err != nil {
		d.add(x.Pos, "write for example 90s, 10m, 36h, 30d, 2w or 5y", "%s: %s", where, err)
		return
	}
	x.Value = span
}

var (
	durationPart = regexp.MustCompile(`([0-9]{1,9})(ms|s|m|h|d|w|y)`)
	durationForm = regexp.MustCompile(`^([0-9]{1,9}(ms|s|m|h|d|w|y))+$`)
	units        = map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour,
		"d": 24 * time.Hour, "w": 7 * 24 * time.Hour, "y": 365 * 24 * time.Hour}
)

// maxDuration is a century of 365-day years, longer than any certificate lives.
const maxDuration = 100 * 365 * 24 * time.Hour

// ParseDuration reads a time span such as "10m", "30d" or "1y30d". A day is
// 24 hours, a week 7 days, a year 365 days. It must be above 0 and at most
// 100 years.
func ParseDuration(text string) (time.Duration, error) {
	if !durationForm.MatchString(text) {
		return 0, fmt.Errorf("%q is no duration", text)
	}
	var sum time.Duration
	for _, part := range durationPart.FindAllStringSubmatch(text, -1) {
		count, _ := strconv.ParseInt(part[1], 10, 64) // nine digits at most: cannot fail
		unit := units[part[2]]
		if count > math.MaxInt64/int64(unit) {
			return 0, fmt.Errorf("%q is longer than 100y", text)
		}
		if sum += time.Duration(count) * unit; sum < 0 || sum > maxDuration {
			return 0, fmt.Errorf("%q is longer than 100y", text)
		}
	}
	if sum == 0 {
		return 0, fmt.Errorf("%q is no time at all", text)
	}
	return sum, nil
}
