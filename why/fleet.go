package why

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/phone/fleet"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
)

// NoCluster says why nothing is tried for a phone of a state file.
const NoCluster = "a state file holds phones and no cluster"

// Fleet tells the stories of phones of a fleet's state file, those that decided the same once, by one of them. A file keeps the last word
// about each file, not where the phone looked for it; lists are the stored ones, by their hashes.
func Fleet(rows []fleet.Row, lists map[string][]byte) *Document {
	doc := &Document{Schema: Schema, Stories: []Story{}}
	var keys []string
	for _, r := range rows {
		key := strings.Join([]string{r.Group, r.Model, string(r.Verdict), r.File, r.Reason, r.CTL, r.ITL, r.ConfigCode, r.Registered, r.Registration}, "\n")
		if i := slices.Index(keys, key); i >= 0 {
			doc.Stories[i].Count++
			continue
		}
		keys, doc.Stories = append(keys, key), append(doc.Stories, stored(r, lists))
	}
	return doc
}

// stored is the story of a phone of a state file.
func stored(r fleet.Row, lists map[string][]byte) Story {
	s := Story{
		Subject: r.Name, Kind: "phone", Group: r.Group, Model: r.Model, Count: 1,
		Summary: strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Verdict, r.File, r.Reason)),
		Last:    &Boot{Cause: "boot " + fmt.Sprint(r.Boots), Chapters: rowChapters(r)}, Untried: NoCluster,
	}
	for _, c := range s.Last.Chapters {
		s.Documents = append(s.Documents, Reference{c.Code, reason.Code(c.Code).Source()})
	}
	for which, hash := range []string{trust.CTL: r.CTL, trust.ITL: r.ITL} {
		if list, err := trustlist.Parse(lists[hash], trustlist.Lenient); hash != "" && err == nil {
			s.Holds = append(s.Holds, records(trust.List(which), list)...)
		}
	}
	for _, sum := range []struct{ list, text string }{{trust.FileCTL, r.CTLChecksum}, {trust.FileITL, r.ITLChecksum}} {
		if sum.text != "" {
			s.Shows.Screen = append(s.Shows.Screen, sum.list+" "+sum.text)
		}
	}
	s.whole()
	return s
}

// rowChapters are the last words about each file, and what came of the registration.
func rowChapters(r fleet.Row) (list []Chapter) {
	for _, one := range []struct{ about, code, signer, from string }{
		{trust.FileCTL, r.CTLCode, r.CTLSigner, r.CTLFrom}, {trust.FileITL, r.ITLCode, r.ITLSigner, r.ITLFrom},
		{trust.FileConfiguration, r.ConfigCode, "", r.ConfigName}, {"certificate operation", r.Enrolment, "", ""}, {"registration", r.Registration, "", r.Registered},
	} {
		if one.code == "" {
			continue
		}
		code := reason.Code(one.code)
		c := Chapter{About: one.about, Good: code.Topic() != reason.Refusing, Code: one.code, Lines: []string{sentence(code, "")}}
		if one.about == "registration" {
			c.Good = one.from != ""
		}
		if one.signer != "" {
			c.Lines = append(c.Lines, fmt.Sprintf("The stored one came from %s, signed by %s.", one.from, one.signer))
		}
		if one.about == r.File && r.Signer != "" {
			c.Lines = append(c.Lines, "The served one is signed by "+r.Signer+".")
		}
		list = append(list, c)
	}
	return list
}

// records are the anchors of a list.
func records(which trust.List, list *trustlist.List) (anchors []Anchor) {
	for i := range list.Records {
		if r := &list.Records[i]; r.Usable() {
			anchors = append(anchors, Anchor{List: which.String(), Role: roleWord(r.Role), Subject: r.Subject, Serial: fmt.Sprintf("%X", r.Serial)})
		}
	}
	return anchors
}
