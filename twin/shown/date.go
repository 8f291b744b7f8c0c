package shown

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines without a database of them
)

// zones are what the abbreviations of time zones mean, hours and minutes east of UTC: those that Java prints and that mean one
// thing only, or one that servers are likely to mean. IST is India's, CST that of America, BST the summer time of Britain.
var zones = map[string]string{
	"UTC": "+0000", "GMT": "+0000", "WET": "+0000", "WEST": "+0100", "BST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200",
	"EEST": "+0300", "MSK": "+0300", "SAST": "+0200", "GST": "+0400", "PKT": "+0500", "IST": "+0530", "ICT": "+0700", "WIB": "+0700",
	"SGT": "+0800", "HKT": "+0800", "PHT": "+0800", "AWST": "+0800", "JST": "+0900", "KST": "+0900", "ACST": "+0930", "ACDT": "+1030",
	"AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300", "NST": "-0330", "AST": "-0400", "ADT": "-0300", "EST": "-0500",
	"EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700", "AKST": "-0900",
	"AKDT": "-0800", "HST": "-1000", "BRT": "-0300", "ART": "-0300", "CLT": "-0400",
}

var zoneWord = regexp.MustCompile(` ([A-Z]{2,5}|[+-]\d\d(?::?\d\d)?|GMT[+-]\d\d:?\d\d) (\d{4})$`)

// date reads a date as Java and date(1) print it: "Fri Mar 06 19:45:13 CET 2015". Of a zone that is not known the hours stand as
// UTC, and the error says so.
func date(text string) (time.Time, error) {
	text = strings.Join(strings.Fields(text), " ")
	match := zoneWord.FindStringSubmatchIndex(text)
	if match == nil {
		return time.Time{}, fmt.Errorf("%.40q is no date; expected is \"Fri Mar 06 19:45:13 CET 2015\"", text)
	}
	word := text[match[2]:match[3]]
	offset, known := offsetOf(word)
	t, err := time.Parse("Mon Jan 2 15:04:05 -0700 2006", text[:match[0]]+" "+offset+" "+text[match[4]:match[5]])
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("%.40q is no date; expected is \"Fri Mar 06 19:45:13 CET 2015\"", text)
	case !known:
		return t.UTC(), fmt.Errorf("time zone %q is not known, read as UTC", word)
	}
	return t.UTC(), nil
}

// offsetOf returns the offset of a zone as -0700, whether or not it is known.
func offsetOf(word string) (offset string, known bool) {
	if offset, known = zones[word]; known {
		return offset, true
	}
	digits := strings.ReplaceAll(strings.TrimPrefix(word, "GMT"), ":", "")
	if strings.HasPrefix(digits, "+") || strings.HasPrefix(digits, "-") {
		return (digits + "00")[:5], true
	}
	return "+0000", false
}
