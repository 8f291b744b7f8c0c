package api

import (
	"context"

	"tvslab/sim/lab/control"
	"tvslab/why"
)

var phoneResources = []Resource{
	asks(about{"/v1/phones", "list-phones", "Phones and where they stand", "Lists phones by name, judged as at the end of a scenario: what each would do with what is served now. " +
		"Count is of all that were chosen; next is the after of a request for those behind the last one. Nothing changes."}, listPhones),
	asks(about{"/v1/phones/{phone}/why", "get-story", "Why a phone stands as it does", "Tells the story of a phone and what would free it. What would free it is tried on copies: nothing changes."},
		func(ctx context.Context, l *control.Lab, in *phoneInput) (*why.Document, error) {
			return l.Why(ctx, why.Ask{Phone: in.Phone})
		}),
	asks(about{"/v1/phones/{phone}", "get-phone", "A phone and what it holds", "What it has stored and from whom, where it is registered, what it will do by itself, its status messages and the end of its console."},
		func(ctx context.Context, l *control.Lab, in *consoleInput) (*control.PhoneDetail, error) {
			return l.ShowPhone(ctx, in.Phone, in.Console)
		}),
	does(about{"/v1/phones/deeds", "do-to-phones", "Do something to phones", "Does to phones what people do: switch them on and off, reset, restart, apply configuration, delete lists, factory-reset, move. " +
		"They are chosen as those of a list are; a choice that nobody meets is refused."},
		func(ctx context.Context, l *control.Lab, in *deedInput) (*control.Done, error) {
			return l.DoPhones(ctx, in.Body)
		}),
}

type consoleInput struct {
	Phone   string `path:"phone" doc:"device name" example:"SEP0A0101000001"`
	Console int    `query:"console" minimum:"0" maximum:"200" default:"20" doc:"so many lines of its console at most"`
}

type deedInput struct {
	Body control.Deed
}

type phoneInput struct {
	Phone string `path:"phone" doc:"device name" example:"SEP0A0101000001"`
}

type phonesInput struct {
	Select  []string `query:"select,explode" doc:"selector as in scenarios: all, a group, a pattern, a model; may be given several times"`
	Verdict string   `query:"verdict" doc:"trust verdict"`
	Reason  string   `query:"reason" doc:"reason code of the verdict or of the registration"`
	Filter  string   `query:"filter" doc:"in words, such as locked model:8841 -group:hall; see phones ls --filter"`
	Limit   int      `query:"limit" minimum:"0" maximum:"10000" doc:"at most so many phones; 0 for 10,000"`
	After   string   `query:"after" doc:"only phones whose names come after this one"`

	Holds      string `query:"holds" doc:"beginning of the SHA-256 or of the shown checksum of a stored list, serial number of its signer, or part of the signer's name"`
	Registered string `query:"registered" doc:"node that they are registered with, or no"`
	NotCurrent bool   `query:"not_current" doc:"only those that do not hold what is served"`
	Power      string `query:"power" enum:"on,off" doc:"on or off"`
}

func listPhones(ctx context.Context, l *control.Lab, in *phonesInput) (*control.PhoneList, error) {
	return l.Phones(ctx, control.PhoneQuery{Select: in.Select, Verdict: in.Verdict, Reason: in.Reason, Filter: in.Filter, Limit: in.Limit, After: in.After,
		Holding: control.Holding{Holds: in.Holds, Registered: in.Registered, NotCurrent: in.NotCurrent, Power: in.Power}})
}
