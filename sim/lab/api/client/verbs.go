package client

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"tvslab/sim/lab/api"
	"tvslab/sim/lab/control"
	"tvslab/sim/page"
	"tvslab/why"
)

// values are query parameters without those that are empty.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

// Nodes asks for the names of the nodes, publishers first.
func (l *Lab) Nodes(ctx context.Context) (names []string, err error) {
	nodes, err := get[api.Nodes](ctx, l, "/v1/nodes", nil)
	if err != nil {
		return nil, err
	}
	for _, n := range nodes.Nodes {
		names = append(names, n.Name)
	}
	return names, nil
}

// Status asks how the lab stands.
func (l *Lab) Status(ctx context.Context) (*control.Status, error) {
	return get[control.Status](ctx, l, "/v1/lab", nil)
}

// Resets asks which resets wait.
func (l *Lab) Resets(ctx context.Context) (*control.Waiting, error) {
	return get[control.Waiting](ctx, l, "/v1/resets", nil)
}

// Phones lists phones; see [control.Lab.Phones].
func (l *Lab) Phones(ctx context.Context, q control.PhoneQuery) (*control.PhoneList, error) {
	v := values("verdict", q.Verdict, "reason", q.Reason, "filter", q.Filter, "after", q.After, "holds", q.Holds, "registered", q.Registered, "power", q.Power)
	v["select"] = q.Select
	if q.NotCurrent {
		v.Set("not_current", "true")
	}
	if q.Limit != 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	return get[control.PhoneList](ctx, l, "/v1/phones", v)
}

// Phone tells all of a phone; see [control.Lab.ShowPhone].
func (l *Lab) Phone(ctx context.Context, name string, console int) (*control.PhoneDetail, error) {
	return get[control.PhoneDetail](ctx, l, "/v1/phones/"+url.PathEscape(name), values("console", strconv.Itoa(console)))
}

// DoPhones does something to phones; see [control.Lab.DoPhones].
func (l *Lab) DoPhones(ctx context.Context, d control.Deed) (*control.Done, error) {
	return post[control.Done](ctx, l, "/v1/phones/deeds", d)
}

// Clock asks how the lab's clock goes.
func (l *Lab) Clock(ctx context.Context) (*control.Clock, error) {
	return get[control.Clock](ctx, l, "/v1/clock", nil)
}

// SetClock lets the lab's clock go at a rate; see [control.Lab.SetClock].
func (l *Lab) SetClock(ctx context.Context, rate string) (*control.Clock, error) {
	return post[control.Clock](ctx, l, "/v1/clock", api.ClockChange{Rate: rate})
}

// StepClock lets time pass in the lab at once; see [control.Lab.StepClock].
func (l *Lab) StepClock(ctx context.Context, d string) (*control.Clock, error) {
	return post[control.Clock](ctx, l, "/v1/clock", api.ClockChange{Step: d})
}

// Why asks for stories; see [control.Lab.Why].
func (l *Lab) Why(ctx context.Context, ask why.Ask) (*why.Document, error) {
	return get[why.Document](ctx, l, "/v1/stories", values("phone", ask.Phone, "group", ask.Group, "system", ask.System))
}

// Page shows a page of CUCM or RTMT; see [control.Lab.Page].
func (l *Lab) Page(ctx context.Context, r page.Request) (*page.Document, error) {
	v := values("node", r.Node, "certificate", r.Certificate, "device", r.Device)
	if !r.Before.IsZero() {
		v.Set("expires_before", r.Before.Format(time.RFC3339))
	}
	return get[page.Document](ctx, l, "/v1/pages/"+url.PathEscape(r.Page), v)
}

// Do does a step and returns how the lab stands then; see [control.Lab.Do].
func (l *Lab) Do(ctx context.Context, step string) (*control.Status, error) {
	return post[control.Status](ctx, l, "/v1/steps", api.Step{Step: step})
}

// Run types commands on a node, "" for the publisher of the first cluster; see [control.Session.Type].
func (l *Lab) Run(ctx context.Context, node string, commands, answers []string) ([]control.Typed, error) {
	path, err := l.of(ctx, node)
	if err != nil {
		return nil, err
	}
	typed, err := post[api.Results](ctx, l, path+"/commands", api.Commands{Commands: commands, Answers: answers})
	if err != nil {
		return nil, err
	}
	return typed.Commands, nil
}

// of is the path of a node.
func (l *Lab) of(ctx context.Context, node string) (string, error) {
	if node == "" {
		all, err := l.Nodes(ctx)
		if err != nil {
			return "", err
		}
		if len(all) == 0 {
			return "", errors.New(l.where + ": the lab has no nodes")
		}
		node = all[0]
	}
	return "/v1/nodes/" + url.PathEscape(node), nil
}
