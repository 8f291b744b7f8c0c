package setting

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Kind is what a setting holds.
type Kind string

// The kinds.
const (
	KindTruth  Kind = "true or false"
	KindWord   Kind = "word"
	KindWords  Kind = "words" // with commas between them
	KindNumber Kind = "whole number"
	KindTime   Kind = "duration"
	KindTimes  Kind = "durations" // with commas between them
)

// Value is the field behind a setting.
type Value interface {
	Kind() Kind
	// Parse reads what a scenario file writes.
	Parse(text string) error
	// Text is what stands there, as words of the setting; a list has one for each element.
	Text() []string
	// Check refuses what the field can hold and the setting cannot mean.
	Check() error
}

// Truth is a setting that is true or false. It reads what YAML 1.1 takes for a truth value: yes, on and y too.
func Truth(field *bool) Value { return truth{field} }

type truth struct{ field *bool }

var truths = map[string]bool{
	"true": true, "yes": true, "on": true, "y": true, "false": false, "no": false, "off": false, "n": false,
}

func (v truth) Kind() Kind { return KindTruth }

func (v truth) Parse(text string) error {
	value, ok := truths[strings.ToLower(text)]
	if !ok {
		return fmt.Errorf("%q is not one of %q", text, []string{"true", "false"})
	}
	*v.field = value
	return nil
}

func (v truth) Text() []string { return []string{strconv.FormatBool(*v.field)} }
func (v truth) Check() error   { return nil }

// Word is a setting that holds one of the row's words.
func Word[T ~string](field *T) Value { return word[T]{field} }

type word[T ~string] struct{ field *T }

func (v word[T]) Kind() Kind { return KindWord }

func (v word[T]) Parse(text string) error { *v.field = T(text); return nil }
func (v word[T]) Text() []string          { return []string{string(*v.field)} }
func (v word[T]) Check() error            { return nil }

// Words is a setting that holds a list of the row's words, written with commas between them.
func Words(field *[]string) Value { return words{field} }

type words struct{ field *[]string }

func (v words) Kind() Kind { return KindWords }

func (v words) Parse(text string) error { *v.field = elements(text); return nil }
func (v words) Text() []string          { return *v.field }
func (v words) Check() error            { return nil }

// NoWords is what a Subset without words is written as.
const NoWords = "none"

// Subset is like Words, but may hold none of them, which is written "none".
func Subset(field *[]string) Value { return subset{words{field}} }

type subset struct{ words }

func (v subset) Parse(text string) error {
	if strings.TrimSpace(text) == NoWords {
		*v.field = nil
		return nil
	}
	return v.words.Parse(text)
}

// Number is a setting that holds a whole number, at least the one given.
func Number(field *int, least int) Value { return number{field, least} }

type number struct {
	field *int
	least int
}

func (v number) Kind() Kind { return KindNumber }

func (v number) Parse(text string) error {
	value, err := strconv.ParseInt(text, 0, strconv.IntSize)
	if err != nil {
		return fmt.Errorf("%q is no whole number", text)
	}
	*v.field = int(value)
	return nil
}

func (v number) Text() []string { return []string{strconv.Itoa(*v.field)} }

func (v number) Check() error {
	if *v.field < v.least {
		return fmt.Errorf("%d is less than %d", *v.field, v.least)
	}
	return nil
}

// Time is a setting that holds a duration that is not negative. It is written as a number of seconds, "0.5", or in the
// form of time.ParseDuration, "500ms".
func Time(field *time.Duration) Value { return span{field, 0} }

// PositiveTime is a duration that is not zero either.
func PositiveTime(field *time.Duration) Value { return span{field, 1} }

type span struct {
	field *time.Duration
	least time.Duration
}

func (v span) Kind() Kind { return KindTime }

func (v span) Parse(text string) (err error) {
	*v.field, err = parseTime(text)
	return err
}

func (v span) Text() []string { return []string{v.field.String()} }

func (v span) Check() error {
	switch {
	case *v.field >= v.least:
		return nil
	case v.least > 0:
		return fmt.Errorf("%s is not positive", *v.field)
	}
	return fmt.Errorf("%s is a negative duration", *v.field)
}

// PositiveTimes is a setting that holds a list of durations above zero, written with commas between them.
func PositiveTimes(field *[]time.Duration) Value { return times{field} }

type times struct{ field *[]time.Duration }

func (v times) Kind() Kind { return KindTimes }

func (v times) Parse(text string) error {
	var list []time.Duration
	for _, e := range elements(text) {
		d, err := parseTime(e)
		if err != nil {
			return err
		}
		list = append(list, d)
	}
	*v.field = list
	return nil
}

func (v times) Text() []string {
	var list []string
	for _, d := range *v.field {
		list = append(list, d.String())
	}
	return list
}

func (v times) Check() error {
	for i := range *v.field {
		if err := PositiveTime(&(*v.field)[i]).Check(); err != nil {
			return err
		}
	}
	return nil
}

// elements are the parts of a list as scenario files write it.
func elements(text string) []string {
	list := strings.Split(text, ",")
	for i, e := range list {
		list[i] = strings.TrimSpace(e)
	}
	return list
}

func parseTime(text string) (time.Duration, error) {
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil {
		d, err := time.ParseDuration(text)
		if err != nil {
			return 0, fmt.Errorf("%q is neither seconds nor like \"500ms\"", text)
		}
		return d, nil
	}
	ns := seconds * float64(time.Second)
	if math.IsNaN(ns) || math.Abs(ns) >= math.MaxInt64 {
		return 0, fmt.Errorf("a duration of %v seconds is out of range", seconds)
	}
	return time.Duration(ns), nil
}
