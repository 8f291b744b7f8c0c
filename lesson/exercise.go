package lesson

import (
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// Exercise is a lesson for one seed and release: what is not for the release is left out.
type Exercise struct {
	*Lesson
	Release  string
	Lab      *scenarios.Scenario // the lab; all its steps are played before the learner begins
	Solution []*scenarios.Step
	Moves    []*Wrong // of WrongMoves
}

// Wrong is a wrong move of an exercise.
type Wrong struct {
	*Move
	Steps []*scenarios.Step // that make it
}

// Exercise makes the lesson ready to be played. A release is one of the lesson's, "" the first. The error is a file.Unknown for another release,
// or file.Problems.
func (l *Lesson) Exercise(seed uint64, release string) (*Exercise, error) {
	release, err := l.release(release)
	if err != nil {
		return nil, err
	}
	own, r, err := l.at(seed)
	if err != nil {
		return nil, err
	}
	x := own.resolve(r, release)
	if err := r.Err(); err != nil {
		return nil, err
	}
	own.limit(x.Lab.Cell)
	return x, nil
}

// Enough is how many steps and commands a good learner takes.
func (x *Exercise) Enough() int {
	if x.Needs > 0 {
		return x.Needs
	}
	return len(x.Solution)
}

// Task gives the task of that name. The error is a file.Unknown.
func (x *Exercise) Task(name string) (*Task, error) {
	var known []string
	for i := range x.Tasks {
		if x.Tasks[i].Name.Value == name {
			return &x.Tasks[i], nil
		}
		known = append(known, x.Tasks[i].Name.Value)
	}
	return nil, &file.Unknown{What: "task", Name: name, Known: known}
}

// resolve reads what speaks of the lab, for a release. What is wrong is reported.
func (l *Lesson) resolve(r *file.Report, release string) *Exercise {
	body, begun := l.body(r)
	if body == nil || r.Err() != nil {
		return nil
	}
	source, err := yaml.Marshal(placed(body, body)) // a copy: writing takes the tags off
	if err != nil {
		r.Add(l.Scenario.Pos, "", "the scenario cannot be written: %s", err)
		return nil
	}
	x := &Exercise{Lesson: l, Release: release}
	out := &reading{Report: r, lesson: l, body: body, begun: begun, text: source, release: release}
	x.Solution = out.steps(l.Solution, l.taskExpectations())
	for i := range l.WrongMoves {
		m := &l.WrongMoves[i]
		if !m.Only.Holds(out.cell) {
			continue
		}
		x.Moves = append(x.Moves, &Wrong{m, out.steps(m.Play, expectations(m.When))})
	}
	out.names(l)
	if r.Err() != nil {
		return nil
	}
	if x.Lab, err = out.lab(); err != nil {
		r.Add(l.Scenario.Pos, "", "%s", err)
	}
	return x
}

// reading reads parts of a lesson against its lab.
type reading struct {
	*file.Report
	lesson  *Lesson
	body    *yaml.Node
	begun   int
	text    []byte
	release string
	cell    site.Cell
	site    *site.Site
}

// steps reads steps that come after those of the lab, and expectations of then.
func (x *reading) steps(more steps, then []*Expectation) []*scenarios.Step {
	root := *x.body
	root.Content = slices.Clone(root.Content)
	all := *valueOf(&root, keySteps)
	all.Content = slices.Concat(all.Content, more)
	for _, e := range then {
		step := mapping(e.Pos)
		set(step, keyExpect, e.node)
		all.Content = append(all.Content, step)
	}
	set(&root, keySteps, &all)
	whole := scenarios.Within(x.Report, x.lesson.Name, &root, x.text)
	if x.Err() != nil {
		return nil
	}
	i := slices.IndexFunc(whole.Cells(), func(c site.Cell) bool { return c.Release == x.release })
	if i < 0 {
		x.Add(x.lesson.Pos, "", "release %q is none of the scenario", x.release)
		return nil
	}
	x.cell = whole.Cells()[i]
	s, err := whole.For(x.cell)
	if err != nil {
		var wrong file.Problems
		if errors.As(err, &wrong) {
			x.Add(file.Pos{Line: wrong[0].Line, Column: wrong[0].Column}, wrong[0].Hint, "%s: %s", x.release, wrong[0].Message)
		}
		return nil
	}
	x.site = &s.Site
	var done []*scenarios.Step
	for i := range s.Steps {
		step := &s.Steps[i]
		switch at := step.Number - 1 - x.begun; {
		case at < 0:
		case at < len(more):
			done = append(done, step)
		default:
			then[at-len(more)].step = step
		}
	}
	return done
}

// lab is the scenario of the lab alone.
func (x *reading) lab() (*scenarios.Scenario, error) {
	s, err := scenarios.LoadPlan(x.lesson.Name+".yaml", x.text)
	if err != nil {
		return nil, fmt.Errorf("as a scenario of its own: %w", err)
	}
	return s.For(x.cell)
}

// names checks names that stand outside of steps and expectations.
func (x *reading) names(l *Lesson) {
	if x.site == nil {
		return
	}
	c := site.NewChecker(x.Report, x.site)
	c.Checked()
	for i := range l.Tasks {
		c.Condition(l.Tasks[i].When)
		namesOf(c, l.Tasks[i].Check)
		if q := l.Tasks[i].Question; q != nil && q.Fact != nil {
			c.Reference(q.Fact.Certificate)
		}
		for _, h := range l.Tasks[i].Hints {
			c.Condition(h.When)
		}
	}
	for i := range l.WrongMoves {
		c.Condition(l.WrongMoves[i].Only)
		namesOf(c, l.WrongMoves[i].When)
	}
}

func namesOf(c *site.Checker, list []Check) {
	for i := range list {
		one := &list[i]
		c.Condition(one.When)
		for _, n := range []file.Name{one.Node, didOf(one).Node} {
			if n.Value != "" {
				c.Node(n)
			}
		}
		if phone := didOf(one).Phone; phone.Value != "" {
			c.SelectedPhones(&file.Selector{Pos: phone.Pos, All: phone.Value == "all", Names: file.Names{phone}})
		}
		namesOf(c, one.Order)
	}
}

func didOf(c *Check) Did {
	for _, d := range []*Did{c.Did, c.NeverDid} {
		if d != nil {
			return *d
		}
	}
	return Did{}
}

// limit leaves out what does not hold in a cell.
func (l *Lesson) limit(cell site.Cell) {
	l.Tasks = slices.DeleteFunc(l.Tasks, func(t Task) bool { return !t.When.Holds(cell) })
	for i := range l.Tasks {
		t := &l.Tasks[i]
		t.Check = limited(t.Check, cell)
		t.Hints = slices.DeleteFunc(t.Hints, func(h Hint) bool { return !h.When.Holds(cell) })
	}
	for i := range l.WrongMoves {
		l.WrongMoves[i].When = limited(l.WrongMoves[i].When, cell)
	}
}

func limited(list []Check, cell site.Cell) []Check {
	return slices.DeleteFunc(list, func(c Check) bool {
		return !c.When.Holds(cell) || c.Expect != nil && c.Expect.step == nil || c.Never != nil && c.Never.step == nil
	})
}

// taskExpectations are those of all tasks.
func (l *Lesson) taskExpectations() (all []*Expectation) {
	for i := range l.Tasks {
		all = append(all, expectations(l.Tasks[i].Check)...)
	}
	return all
}

func expectations(list []Check) (all []*Expectation) {
	for i := range list {
		for _, e := range []*Expectation{list[i].Expect, list[i].Never} {
			if e != nil {
				all = append(all, e)
			}
		}
		all = append(all, expectations(list[i].Order)...)
	}
	return all
}
