package timeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"tvslab/plan"
	"tvslab/plan/write"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
	"tvslab/web/frame"
)

// proposal is a plan beside a lab: what each step is to do, and the steps of the history that did it. It is kept with the lab.
type proposal struct {
	Start []folder.Standing `json:"start"`
	Steps []planned         `json:"steps"`

	Rows []row  `json:"-"`
	Next int    `json:"-"` // of Steps, the one to do next; len(Steps) where all are done
	Text string `json:"-"` // of a plan to propose
}

// planned is a step of a plan.
type planned struct {
	Text      string            `json:"text"`
	Predicted []folder.Standing `json:"predicted"`
	Refused   string            `json:"refused,omitempty"` // why the copy refused it
	Did       int64             `json:"did,omitempty"`     // the step of the history
}

// row is a step in the matrix.
type row struct {
	Number  int
	Text    string
	Refused string
	Done    bool
	Differs bool
	Cells   []cell
}

// cell is where the phones of a group are to stand after a step, and where they stood.
type cell struct {
	Group   string
	Says    string // predicted
	Found   string // "" before it was done
	Differs bool
	Changed bool // since the step before
	Worst   plan.State
}

// The bounds of a plan.
const (
	mostPlanned = 200
	planNote    = "plan"
)

// statesOf are the phones of a group by the states of plans.
func statesOf(s folder.Standing) map[plan.State]int {
	counts := map[plan.State]int{}
	add := func(state plan.State, n int) {
		if n > 0 {
			counts[state] += n
		}
	}
	for trust, n := range s.Trust {
		away := s.Away[trust]
		add(plan.State(trust), n-away)
		switch state := plan.State(trust); state {
		case plan.Locked:
			add(plan.OffLocked, away)
		case plan.Refusing:
			add(plan.OffRefusing, away)
		default:
			add(plan.Off, away)
		}
	}
	return counts
}

// says writes the phones of a group by state: a symbol, and numbers where they stand differently.
func says(s folder.Standing) (text string, worst plan.State) {
	counts := statesOf(s)
	var parts []string
	for _, state := range plan.States() {
		n := counts[state]
		if n == 0 {
			continue
		}
		worst = state
		if parts = append(parts, write.Sign(state)+fmt.Sprint(n)); len(counts) == 1 {
			parts[0] = write.Sign(state) + " " + string(state)
		}
	}
	if on := s.Phones - s.Off; on > s.Registered {
		parts = append(parts, fmt.Sprintf("u%d", on-s.Registered))
	}
	return strings.Join(parts, " "), worst
}

// planOf is the plan that is kept with a lab, with what came true of it; a plan without steps where there is none.
func planOf(ctx context.Context, l *control.Lab) (*proposal, error) {
	p := new(proposal)
	text := l.Noted(planNote)
	if text == "" {
		p.Text, _ = stepsOf(l.Written(), true)
		return p, nil
	}
	if err := json.Unmarshal([]byte(text), p); err != nil {
		return nil, fmt.Errorf("plan of the lab: %w", err)
	}
	h, err := l.History(ctx)
	if err != nil {
		return nil, err
	}
	s, err := l.Standings(ctx, control.StandingsQuery{})
	if err != nil {
		return nil, err
	}
	found := map[int64][]folder.Standing{}
	for _, m := range s.Moments {
		if m.Ends {
			found[m.Step] = m.Groups
		}
	}
	p.compare(leading(h.Steps), found)
	return p, nil
}

// compare finds which steps of the plan were done on the way to where the lab stands, and makes the matrix.
func (p *proposal) compare(main map[int64]bool, found map[int64][]folder.Standing) {
	p.Next = len(p.Steps)
	before := p.Start
	for i, s := range p.Steps {
		r := row{Number: i + 1, Text: s.Text, Refused: s.Refused, Done: main[s.Did]}
		if !r.Done && p.Next == len(p.Steps) {
			p.Next = i
		}
		r.Done = r.Done && p.Next > i
		for g, predicted := range s.Predicted {
			one := cell{Group: predicted.Group}
			one.Says, one.Worst = says(predicted)
			if was, _ := says(before[g]); was != one.Says {
				one.Changed = true
			}
			if stood := found[s.Did]; r.Done && g < len(stood) {
				one.Found, one.Worst = says(stood[g])
				one.Differs = one.Found != one.Says
			}
			r.Differs = r.Differs || one.Differs
			r.Cells = append(r.Cells, one)
		}
		if len(s.Predicted) > 0 {
			before = s.Predicted
		}
		p.Rows = append(p.Rows, r)
	}
}

// Groups are the names of the columns.
func (p *proposal) Groups() (names []string) {
	for _, g := range p.Start {
		names = append(names, g.Group)
	}
	return names
}

// More reports whether a step is left.
func (p *proposal) More() bool { return p.Next < len(p.Steps) }

// propose predicts what the steps of a plan would do to the lab as it stands.
func propose(ctx context.Context, a *frame.Ask) (string, error) {
	text := a.FormValue("text")
	if file, _, err := a.FormFile("file"); err == nil {
		defer file.Close()
		data, err := io.ReadAll(io.LimitReader(file, 1<<20))
		if err != nil {
			return "", err
		}
		if len(data) > 0 {
			text = string(data)
		}
	}
	steps, err := readSteps(text)
	if err != nil {
		return "", err
	}
	p, err := predict(ctx, a.Lab, steps)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d steps were played on a copy of the lab.", len(p.Steps)), p.keep(ctx, a.Lab)
}

func (p *proposal) keep(ctx context.Context, l *control.Lab) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return l.Note(ctx, planNote, string(data))
}

// predict plays steps on a copy of the lab. What the copy refuses ends it: what comes then is not known.
func predict(ctx context.Context, l *control.Lab, steps []string) (*proposal, error) {
	try := l.Try()
	p := &proposal{Start: try.Stand(ctx)}
	refused := ""
	for _, text := range steps {
		s := planned{Text: text}
		if refused == "" {
			err := try.Play(ctx, "plan", text)
			switch {
			case errors.As(err, new(control.RefusedError)):
				refused, s.Refused = "a step before it was refused", err.Error()
			case err != nil:
				return nil, err
			default:
				s.Predicted = try.Stand(ctx)
			}
		} else {
			s.Refused = refused
		}
		p.Steps = append(p.Steps, s)
	}
	return p, nil
}

// next does the next step of the plan on the running lab.
func next(ctx context.Context, a *frame.Ask) (string, error) {
	p, err := planOf(ctx, a.Lab)
	if err != nil {
		return "", err
	}
	if !p.More() {
		return "", control.RefusedError("no step of the plan is left")
	}
	s := &p.Steps[p.Next]
	if err := a.Lab.Play(ctx, "plan", s.Text); err != nil {
		return "", err
	}
	h, err := a.Lab.History(ctx)
	if err != nil {
		return "", err
	}
	for _, done := range h.Steps {
		if done.Now {
			s.Did = done.Number
		}
	}
	if err := p.keep(ctx, a.Lab); err != nil {
		return "", err
	}
	number := p.Next
	if p, err = planOf(ctx, a.Lab); err == nil && number < len(p.Rows) && p.Rows[number].Differs {
		return fmt.Sprintf("Step %d of the plan is done, and phones stand otherwise than predicted.", number+1), nil
	}
	return fmt.Sprintf("Step %d of the plan is done.", number+1), err
}

func drop(ctx context.Context, a *frame.Ask) (string, error) {
	return "The plan is put away.", a.Lab.Note(ctx, planNote, "")
}
