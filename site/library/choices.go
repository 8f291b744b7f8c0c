package library

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tvslab/phone/reason"
	"tvslab/sim/cucm"
	"tvslab/sim/system"
)

// choice is a value that rows can be filtered by, and how many have it.
type choice struct {
	Value string
	Count int
}

// field is what rows are filtered by.
type field struct {
	Name, Label string
	Choices     []choice
}

// fields are those of the index of scenarios.
func fields(all []item) []field {
	list := []field{
		{Name: "reason", Label: "Failure met", Choices: counted(all, func(i item) []string { return i.Played.Reasons })},
		{Name: "release", Label: "Release", Choices: counted(all, func(i item) []string { return i.Releases })},
		{Name: "document", Label: "Document", Choices: counted(all, func(i item) []string { return i.Documents })},
		{Name: "verb", Label: "Step", Choices: counted(all, func(i item) []string { return i.Verbs })},
		{Name: "folder", Label: "Folder", Choices: counted(all, func(i item) []string { return []string{i.Folder} })},
	}
	slices.SortFunc(list[1].Choices, func(a, b choice) int { return byRelease(a.Value, b.Value) })
	return list
}

// counted are the values that scenarios have, by name.
func counted(all []item, of func(item) []string) (list []choice) {
	counts := map[string]int{}
	for _, i := range all {
		for _, v := range of(i) {
			counts[v]++
		}
	}
	for _, v := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, choice{v, counts[v]})
	}
	return list
}

// byRelease compares releases as they came out.
func byRelease(a, b string) int {
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
}

// place is that of a release among all, -1 for a word that is none.
func place(name string) int {
	r, err := cucm.ParseRelease(name)
	if err != nil {
		return -1
	}
	return slices.Index(cucm.ReleaseNames(), r.String())
}

// code is a reason code, what it means, and in how many scenarios it is met.
type code struct {
	ID, Code, Topic, Text string
	Count                 int
}

// codes are those of phones, then those of systems, by topic.
func codes(all []item) (list []code) {
	counts := map[string]int{}
	for _, c := range counted(all, func(i item) []string { return i.Played.Reasons }) {
		counts[c.Value] = c.Count
	}
	for _, c := range reason.Codes() {
		list = append(list, code{string(c.Code), string(c.Code), topics[string(c.Topic)], c.Text, counts[string(c.Code)]})
	}
	for _, r := range system.Reasons() {
		id := string(r)
		if slices.ContainsFunc(list, func(c code) bool { return c.ID == id }) {
			id = "system-" + id // phones have the word too
		}
		list = append(list, code{id, string(r), topics["system"], r.Text(), counts[string(r)]})
	}
	return list
}

// topics are headings for what codes are about.
var topics = map[string]string{
	string(reason.Accepting): "Why a file or server is accepted", string(reason.Refusing): "Why a file or server is refused",
	string(reason.NothingCame): "Nothing came", string(reason.Checking): "What was found at one place that was searched",
	string(reason.Registering): "What came of a registration", string(reason.Enrolling): "What came of a certificate operation",
	string(reason.Announcing): "Encrypted configurations", "system": "Why a system around the cluster does not work",
}

// document is a source that scenarios follow.
type document struct {
	title string
	marks []string // any of which in a scenario's source names it, in small letters
}

// documents are those that several scenarios follow; their titles are those under which they are published.
var documents = []document{
	{"Regenerate CUCM Certificates (214231)", []string{"214231"}},
	{"CUCM Certificate Regeneration/Renewal Process (117299)", []string{"117299"}},
	{"CUCM Mixed Mode with Tokenless CTL (118893)", []string{"118893"}},
	{"From Mixed Mode to Non-Secure Mode (118892)", []string{"118892"}},
	{"Migrate Phones Between Secure Clusters (213407)", []string{"213407"}},
	{"Manage Bulk Certificates Between Clusters (215539)", []string{"215539"}},
	{"IP Phone Migration from Secure to Non-Secure (221657)", []string{"221657"}},
	{"ITL Enhancements in 10.0(1) (117598)", []string{"117598"}},
	{"Security By Default and ITL (116232)", []string{"116232"}},
	{"Troubleshoot Common Issues with Certificate Renewal (225746)", []string{"225746"}},
	{"Corporate Directory Host Not Found (118699)", []string{"118699"}},
	{"Certificate Management and Change Notification (210541)", []string{"210541"}},
	{"Field Notice FN70613", []string{"fn70613"}},
	{"Security Guide 12.0 and 12.5", []string{"security guide 12", "security guide for cucm 12", "security guide 12.5 and 14"}},
	{"Security Guide 14", []string{"security guide 14", "security guide 12.5 and 14"}},
	{"Security Guide 15", []string{"security guide 15", "14 and 15"}},
	{"Administration and system guides", []string{"administration guide", "system configuration guide"}},
	{"Command line guides", []string{"command line"}},
	{"Troubleshooting guides", []string{"troubleshooting guide"}},
	{"Cisco community", []string{"supportforums.cisco.com", "community.cisco.com", "(community)"}},
	{"usecallmanager.nz", []string{"usecallmanager"}},
	{"Standards (RFC)", []string{"rfc "}},
}

// OtherSources stands for a source that no row names.
const OtherSources = "Other sources"

// Cited are the documents that a scenario's source names.
func Cited(source string) (list []string) {
	small := strings.ToLower(strings.Join(strings.Fields(source), " "))
	for _, d := range documents {
		if slices.ContainsFunc(d.marks, func(mark string) bool { return strings.Contains(small, mark) }) {
			list = append(list, d.title)
		}
	}
	if len(list) == 0 {
		return []string{OtherSources}
	}
	return list
}
