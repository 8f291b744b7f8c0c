package scenarios

import (
	"strconv"
	"strings"

	"tvslab/scenarios/file"
)

// checkOrder reports ids that two steps have or that are numbers, and steps that must come after one that does not come before them.
func (c *checker) checkOrder() {
	s := c.step
	if _, err := strconv.Atoi(s.ID.Value); err == nil {
		c.Add(s.ID.Pos, "", "id %q is a number, which says the place of a step", s.ID)
	}
	if s.ID.Value != "" && c.scenario.before(s, s.ID.Value) != 0 {
		c.Add(s.ID.Pos, "", "two steps have the id %q", s.ID)
	}
	for _, name := range s.After {
		if c.scenario.before(s, name.Value) == 0 {
			c.Unknown(name, "step", " before this one", c.scenario.idsBefore(s))
		}
	}
}

// before returns the number of the step with an id or number that comes before another one, 0 if there is none.
func (s *Scenario) before(step *Step, name string) int {
	for i := range s.Steps {
		one := &s.Steps[i]
		if one.Number >= step.Number {
			break
		}
		if one.ID.Value == name || strconv.Itoa(one.Number) == name {
			return one.Number
		}
	}
	return 0
}

func (s *Scenario) idsBefore(step *Step) (ids []string) {
	for i := range s.Steps {
		if one := &s.Steps[i]; one.Number < step.Number && one.ID.Value != "" {
			ids = append(ids, one.ID.Value)
		}
	}
	return ids
}

// NeedsBefore returns the numbers of the steps that must be done before a step, where they are done at all.
func (s *Scenario) NeedsBefore(step *Step) (numbers []int) {
	for _, name := range step.After {
		if n := s.before(step, name.Value); n != 0 {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// ActsOnPhones reports whether phones do something in the step or are changed by it; of a step that expects something: by the resets that wait.
func (s *Step) ActsOnPhones() bool {
	row := verbNamed(s.Verb)
	return row.phones
}

// GoesBeyond reports whether the step changes what is neither cluster nor phone: backups, systems, what somebody saved or typed.
func (s *Step) GoesBeyond() bool {
	if x, ok := s.does.(*command); ok {
		return !within(x.Run)
	}
	return verbNamed(s.Verb).beyond
}

// within reports whether a command does something to clusters alone.
func within(run file.Name) bool {
	for _, words := range []string{"utils ctl ", "utils itl ", "utils service ", "set cert ", "show "} {
		if strings.HasPrefix(run.Value, words) {
			return true
		}
	}
	return false
}
