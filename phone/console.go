package phone

import (
	"fmt"
	"strings"
	"time"

	"tvslab/event"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// consoleStep is how far sequence numbers go on per event: they count over all processes of a phone, so that what
// is shown of one has gaps.
const consoleStep = 40

// ConsoleTime is how long the lines of one event take at most, by published logs.
const ConsoleTime = 600 * time.Millisecond

// firstSequence is where numbers begin here; in published logs they begin anywhere.
const firstSequence = 2700

// Console returns the lines that a phone of the family of ui prints on its console about an event, in the form of published
// logs; none where nothing is known or nothing would be printed. Sources: 7900 series: a log in S001, tech notes
// 116232 (recalled, so the wording is close rather than exact), 118699; 8900 and 9900 series: 118699; 7800 and 8800
// series: 213407, 214535, without the lines of debugging but those about a list that was stored. The lines of a refused list on the 7800 and 8800 series, and
// of a TVS or call manager whose certificate the phone itself refuses, are not published: those printed are guesses.
//
// What a phone does takes no time in the lab, and some on its console: took is until when the lines of the event reach. Whoever
// prints several events of one moment begins each where the one before ended.
func Console(ui UI, e event.Event) (lines []string, took time.Duration) {
	family := consoleFamilies[ui]
	if family == nil {
		family = consoleFamilies[ui7888]
	}
	fill := placeholders(e.What)
	for i, l := range family.lines[situation(e.What)] {
		after := time.Duration(l.after) * time.Millisecond
		took = max(took, after+consoleGap)
		lines = append(lines, family.format(firstSequence+e.Sequence*consoleStep+i, e.Time.Add(after), l, fill.Replace(l.text)))
	}
	return lines, took
}

// consoleGap is between the last line of an event and the first of the next one, at least.
const consoleGap = time.Millisecond

// consoleLine is one line: level, process, text with placeholders, and how many milliseconds after the event.
type consoleLine struct {
	level, process, text string
	after                int
}

type consoleFamily struct {
	format func(sequence int, at time.Time, l consoleLine, text string) string
	lines  map[string][]consoleLine
}

var consoleFamilies = map[UI]*consoleFamily{
	ui79: {format79, console79}, ui69: {format79, console79},
	ui8999: {format89, console89}, ui894: {format89, console89},
	ui7888: {format88, console88}, uiSoft: {format88, console88},
}

func format79(sequence int, at time.Time, l consoleLine, text string) string {
	return fmt.Sprintf("%d: %s %s %s: %s", sequence, l.level, at.UTC().Format("15:04:05.000000"), l.process, text)
}

func format89(sequence int, at time.Time, l consoleLine, text string) string {
	return fmt.Sprintf("%d %s %s %s: -%s", sequence, l.level, at.UTC().Format("15:04:05.000000"), l.process, text)
}

// format88 prints the bracket with process and thread, as 12.x loads do.
func format88(sequence int, at time.Time, l consoleLine, text string) string {
	return fmt.Sprintf("%d %s %s (339:1850) %s-%s", sequence, l.level, at.UTC().Format("Jan 02 15:04:05.000000"), l.process, text)
}

// situation names what happened for the console.
func situation(what event.What) string {
	switch what := what.(type) {
	case Request:
		return requestSituation(what)
	case TVSAsked:
		return tvsSituation(what)
	case ListStored:
		return "commit"
	case Decided:
		return decisionSituation(what.Decision)
	case Registration:
		return registrationSituation(what)
	case DefaultedToTFTP:
		if !what.SCCP { // the published line is of a SIP load
			return "defaults to TFTP"
		}
	}
	return ""
}

func requestSituation(r Request) string {
	kind := "plain"
	switch {
	case strings.HasSuffix(r.Name, ".tlv"):
		kind = "list"
	case strings.HasSuffix(r.Name, signedSuffix):
		kind = "signed"
	}
	outcome := "ok"
	if r.Outcome != "ok" {
		outcome = "failed"
	}
	return strings.Join([]string{"request", transport(r.Service), kind, outcome}, " ")
}

func tvsSituation(a TVSAsked) string {
	what := "peer"
	if a.Signer {
		what = "signer"
	}
	switch a.Code {
	case reason.Found, reason.TVSUnknownSigner, reason.TVSWrongRole:
		return "tvs " + what + " " + map[bool]string{true: "0", false: "1"}[a.Code == reason.Found]
	}
	return "tvs " + string(a.Code)
}

func decisionSituation(d trust.Decision) string {
	if d.Code == reason.NotFound || d.Code == reason.Unreachable || d.Code == reason.Identical {
		return ""
	}
	verdict := "refused"
	if d.Accepted {
		verdict = "accepted"
	}
	kind := d.File
	if d.File == trust.FileCTL || d.File == trust.FileITL {
		kind = "list"
	}
	if d.Code == reason.VouchedByTVS {
		verdict += " by TVS"
	}
	return kind + " " + verdict
}

func registrationSituation(r Registration) string {
	switch {
	case r.Identity == "":
		return ""
	case r.Code == reason.LSCIssuerUnknown, r.Code == reason.MICIssuerUnknown:
		return "tls unknown CA " + r.Identity
	case r.Code == reason.LSCExpired, r.Code == reason.MICExpired:
		return "tls expired " + r.Identity
	case r.Code == reason.Registered:
		return "tls " + r.Identity
	}
	return ""
}

func placeholders(what event.What) *strings.Replacer {
	file, server, protocol := "", "", "SIP"
	switch what := what.(type) {
	case Request:
		file, server = what.Name, what.Server
	case TVSAsked:
		server = what.Server.Address
	case Decided:
		file, server = what.Name, what.Server
	case DefaultedToTFTP:
		server = what.Server
	case Registration:
		if what.SCCP {
			protocol = "SCCP"
		}
	}
	return strings.NewReplacer("{file}", file, "{base}", strings.TrimSuffix(file, signedSuffix), "{server}", server,
		"{protocol}", protocol)
}
