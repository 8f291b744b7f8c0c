package api

import (
	"context"

	"tvslab/sim/lab/control"
	"tvslab/sim/page"
	"tvslab/why"
)

var labResources = []Resource{
	asks(about{"/v1/lab", "get-lab", "How the lab stands", "Its clock, nodes, groups of phones by verdict, systems, resets that wait, what was asked for and not served. Nothing changes."},
		func(ctx context.Context, l *control.Lab, _ *nothing) (*control.Status, error) {
			return l.Status(ctx), nil
		}),
	asks(about{"/v1/files-not-served", "list-files-not-served", "What was asked for and not served", "Files that clients asked for and no node has, those with most requests first; of a lab on sockets."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*control.MissingFiles, error) {
			return l.NotServed(), nil
		}),
	asks(about{"/v1/resets", "get-resets", "Which resets wait", "How many phones a cluster has told to reset that have not yet, why, and when they will."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*control.Waiting, error) { return l.Waiting(), nil }),
	does(about{"/v1/steps", "do-step", "Do a step", "Does a step of the scenario language, one of the verbs that a served lab takes, and says how the lab stands then. " +
		"A step takes a minute of the lab's clock."},
		func(ctx context.Context, l *control.Lab, in *stepInput) (*control.Status, error) {
			return l.Do(ctx, in.Body.Step)
		}),
	asks(about{"/v1/clock", "get-clock", "The clock", "What the lab's clock shows, how it goes, and when something next happens by itself."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*control.Clock, error) { return l.Clock(), nil }),
	does(about{"/v1/clock", "set-clock", "Set the clock", "Lets the lab's clock go at a rate from now on, or lets so much time pass at once, with all that is due meanwhile."},
		func(ctx context.Context, l *control.Lab, in *clockInput) (*control.Clock, error) {
			return l.MoveClock(ctx, in.Body.Rate, in.Body.Step)
		}),
	asks(about{"/v1/pages", "list-pages", "Pages of CUCM and RTMT", "Which pages can be opened."},
		func(context.Context, *control.Lab, *nothing) (*Pages, error) { return &Pages{page.All()}, nil }),
	asks(about{"/v1/pages/{page}", "get-page", "A page of CUCM or RTMT", "What the page shows now."}, getPage),
	does(about{"/v1/web-links", "make-web-link", "Make a link to the pages", "The link lets one browser in to the pages of the lab. A lab that `tvslab serve` keeps up without --web has none: 422."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*WebLink, error) {
			if l.Invite == nil {
				return nil, control.RefusedError("no pages are served: tvslab serve --web serves them")
			}
			return &WebLink{l.Invite()}, nil
		}),
	asks(about{"/v1/stories", "get-stories", "Why phones and systems stand as they do", "Tells the stories of those that stand worst of each group and of systems that are down, or of the ones that are named. " +
		"What would free them is tried on copies: nothing changes."},
		func(ctx context.Context, l *control.Lab, in *storiesInput) (*why.Document, error) {
			return l.Why(ctx, why.Ask{Phone: in.Phone, Group: in.Group, System: in.System})
		}),
}

type clockInput struct {
	Body ClockChange
}

// ClockChange is what is done to the clock: one of the two.
type ClockChange struct {
	Rate string `json:"rate,omitempty" doc:"real, stopped, or a factor" example:"60x"`
	Step string `json:"step,omitempty" doc:"a duration" example:"10m"`
}

type stepInput struct {
	Body Step
}

// Step is a step of the scenario language.
type Step struct {
	Step string `json:"step" minLength:"1" maxLength:"65536" doc:"as in a scenario, YAML or JSON" example:"reset: 'desk[1..3]'"`
}

// WebLink is a link to the pages of a lab.
type WebLink struct {
	URL string `json:"url" doc:"to be opened once"`
}

// Pages are the pages there are.
type Pages struct {
	Pages []page.Page `json:"pages"`
}

type storiesInput struct {
	Phone  string `query:"phone" doc:"device name"`
	Group  string `query:"group" doc:"group of phones"`
	System string `query:"system" doc:"system around the clusters"`
}
