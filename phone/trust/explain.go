package trust

import (
	"fmt"
	"strings"

	"tvslab/phone/reason"
)

var stepStory = map[string]string{
	StepNone: "Was any list stored",
	StepCTL:  "It searched its CTL",
	StepITL:  "It searched its ITL",
	StepTVS:  "It turned to TVS",
}

// Explain tells a decision as a story, one sentence per line, for somebody who
// knows CUCM but not this program.
func Explain(d Decision) []string {
	if d.Code == reason.NoSBD { // nothing was fetched
		return []string{fmt.Sprintf("The phone asks for no %s file (%s): %s.", d.File, d.Code, d.Code.Text())}
	}
	lines := []string{headline(d)}
	if d.Signer != "" {
		lines = append(lines, fmt.Sprintf("%s: %s.", signerWord(d), d.Signer))
	}
	for _, c := range d.Checks {
		lines = append(lines, checkLine(c, d.Signer))
	}
	lines = append(lines, Conclusion(d))
	if end := outcome(d); end != "" {
		lines = append(lines, end)
	}
	return lines
}

func isPeer(d Decision) bool { return d.File == PeerHTTPS || d.File == PeerTLS }

func signerWord(d Decision) string {
	if isPeer(d) {
		return "Its certificate"
	}
	return "It is signed by"
}

func headline(d Decision) string {
	switch {
	case isPeer(d):
		return fmt.Sprintf("The phone met a server (%s), which presented its certificate.", d.File)
	case d.Code == reason.NotFound:
		return fmt.Sprintf("The phone asked for its %s file %s; %s does not have it.", d.File, d.Name, d.Server)
	case d.Code == reason.Unreachable:
		return fmt.Sprintf("The phone asked for its %s file %s; no TFTP server answered.", d.File, d.Name)
	case d.Server == "":
		return fmt.Sprintf("The phone is served the %s file %s.", d.File, d.Name)
	}
	return fmt.Sprintf("The phone fetched its %s file %s from %s.", d.File, d.Name, d.Server)
}

// checkLine names the certificate once per story, in the line before.
func checkLine(c Check, signer string) string {
	line := fmt.Sprintf("%s (%s, %s)", stepStory[c.Step], c.Step, c.Place)
	if roles, same := strings.CutPrefix(c.LookedFor, signer+", "); same && signer != "" {
		line += " for this certificate with " + roles
	} else if c.LookedFor != "" {
		line += " for " + c.LookedFor
	}
	line += ": " + c.Code.Text()
	if c.Detail != "" {
		line += " (" + c.Detail + ")"
	}
	return line + "."
}

func Conclusion(d Decision) string {
	verb := "Refused"
	switch {
	case d.Accepted:
		verb = "Accepted"
	case d.Code == reason.NotFound || d.Code == reason.Unreachable:
		verb = "Nothing to judge"
	}
	line := fmt.Sprintf("%s (%s): %s", verb, d.Code, d.Code.Text())
	if d.Detail != "" {
		line += " (" + d.Detail + ")"
	}
	return line + "."
}

func outcome(d Decision) string {
	switch {
	case d.Accepted && (d.File == FileCTL || d.File == FileITL) && d.Code != reason.Identical:
		return "It becomes the stored list and the TVS cache is emptied."
	case d.Accepted || isPeer(d):
		return ""
	case d.File == FileConfiguration:
		return "The last accepted configuration, if there is one, stays in use."
	}
	return "The stored list, if there is one, stays in use."
}
