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
}

type phoneInput struct {
	Phone string `path:"phone" doc:"device name" example:"SEP0A0101000001"`
}

type phonesInput struct {
	Select  []string `query:"select,explode" doc:"selector as in scenarios: all, a group, a pattern, a model; may be given several times"`
	Verdict string   `query:"verdict" doc:"trust verdict"`
	Reason  string   `query:"reason" doc:"reason code of the verdict or of the registration"`
	Limit   int      `query:"limit" minimum:"0" maximum:"10000" doc:"at most so many phones; 0 for 10,000"`
	After   string   `query:"after" doc:"only phones whose names come after this one"`
}

func listPhones(ctx context.Context, l *control.Lab, in *phonesInput) (*control.PhoneList, error) {
	return l.Phones(ctx, control.PhoneQuery{Select: in.Select, Verdict: in.Verdict, Reason: in.Reason, Limit: in.Limit, After: in.After})
}
