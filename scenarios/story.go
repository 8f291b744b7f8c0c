package scenarios

import (
	"fmt"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/scenarios/expect"
	"tvslab/sim/lab"
)

// stories say of some fields of an expectation why they are as they are; of the others the trust verdict does.
var stories = map[string]func(expect.PhoneView, lab.Phone) []string{
	"services":           func(v expect.PhoneView, _ lab.Phone) []string { return trust.Explain(v.Services()) },
	"extension-mobility": func(v expect.PhoneView, _ lab.Phone) []string { return trust.Explain(v.Mobility()) },
	"lsc":                lscStory,
	"security":           registrationStory,
	"port":               registrationStory,
	"config":             configurationStory,
	"config-accepted-by": configurationStory,
	"ctl-checksum":       checksumStory(trust.CTL),
	"itl-checksum":       checksumStory(trust.ITL),
}

// lscWords say what a locally significant certificate is worth.
var lscWords = map[lab.LSC]string{
	lab.LSCNone:    "The phone has no locally significant certificate.",
	lab.LSCValid:   "Cisco CallManager accepts the phone's locally significant certificate.",
	lab.LSCUnknown: "Cisco CallManager does not have the issuer of the phone's locally significant certificate in CallManager-trust.",
	lab.LSCExpired: "The phone's locally significant certificate has expired, or the certificate of its issuer.",
}

func lscStory(v expect.PhoneView, p lab.Phone) []string {
	story := []string{lscWords[v.LSC]}
	if p.Report().Enrolment == "" {
		return append(story, "No certificate operation was pending for it.")
	}
	return append(story, said("Last certificate operation", p.Report().Enrolment, p.Report().EnrolmentDetail))
}

func registrationStory(v expect.PhoneView, p lab.Phone) []string {
	if v.Registered == "" {
		return []string{said("Not registered", v.Reason, p.Report().RegisterDetail)}
	}
	text := fmt.Sprintf("Registered with %s on port %d, %s", v.Registered, v.Port, v.Security)
	if shown := p.Report().Identity; shown != "" {
		text += ", showing its " + shown
	}
	return []string{text + "."}
}

// checksumStory says where the list that the phone shows came from, or why it shows nothing.
func checksumStory(which trust.List) func(expect.PhoneView, lab.Phone) []string {
	return func(_ expect.PhoneView, p lab.Phone) []string {
		switch stored := p.State().Lists[which]; {
		case stored.File == nil:
			return []string{fmt.Sprintf("The phone has stored no %s.", which)}
		case p.Model().Checksum == "":
			return []string{fmt.Sprintf("No source says which checksum a phone of model %s shows.", p.Model().Name)}
		default:
			return []string{fmt.Sprintf("The phone shows the checksum of the %s that it stored, which came from %s.", which, stored.From)}
		}
	}
}

// configurationStory tells the last decision about a configuration.
func configurationStory(v expect.PhoneView, _ lab.Phone) []string {
	for i := len(v.Decisions) - 1; i >= 0; i-- {
		if v.Decisions[i].File == trust.FileConfiguration {
			return trust.Explain(v.Decisions[i])
		}
	}
	return []string{"The phone decided about no configuration at its last boot."}
}

// said is a code with its text and what goes with it.
func said(what string, code reason.Code, detail string) string {
	text := fmt.Sprintf("%s (%s): %s", what, code, code.Text())
	if detail != "" {
		text += "; " + detail
	}
	return text + "."
}
