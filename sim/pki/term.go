package pki

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Term is how long a certification authority lets its answer be valid: years, days or until a time, of which one is set. The
// zero value is what a lab CA gives of itself, two years, as companies' CAs do.
type Term struct {
	Years, Days int
	Until       time.Time
}

const answerYears = 2

// maxTerm bounds what a CA answers, in years.
const maxTerm = 100

// ParseTerm reads a term as String writes it: "3y", "90d" or "2030-01-31", a day that belongs to it.
func ParseTerm(text string) (Term, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return Term{Until: day}, nil
	}
	number, unit := strings.TrimRight(text, "yd"), text[min(len(text), len(strings.TrimRight(text, "yd"))):]
	n, err := strconv.Atoi(number)
	switch {
	case err != nil || n < 1:
	case unit == "y" && n <= maxTerm:
		return Term{Years: n}, nil
	case unit == "d" && n <= maxTerm*365:
		return Term{Days: n}, nil
	}
	return Term{}, fmt.Errorf("%q is no validity: write for example 3y, 90d or 2030-01-31", text)
}

// String writes the term, "" for the zero value.
func (t Term) String() string {
	switch {
	case t.Years > 0:
		return strconv.Itoa(t.Years) + "y"
	case t.Days > 0:
		return strconv.Itoa(t.Days) + "d"
	case !t.Until.IsZero():
		return t.Until.Format(time.DateOnly)
	}
	return ""
}

// end is when a certificate that begins then is not valid any more.
func (t Term) end(from time.Time) time.Time {
	switch {
	case t.Days > 0:
		return from.AddDate(0, 0, t.Days)
	case !t.Until.IsZero():
		return t.Until.AddDate(0, 0, 1).Add(-time.Second)
	case t.Years > 0:
		return from.AddDate(t.Years, 0, 0)
	}
	return from.AddDate(answerYears, 0, 0)
}
