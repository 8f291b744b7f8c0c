package lesson

import (
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim/cucm"
)

// Load reads one lesson as the seed 0 makes it: with the first value of everything that varies. The name gives the lesson its own, and is used in
// messages. The error is file.Problems: everything that is wrong, whatever the seed.
func Load(name string, data []byte) (*Lesson, error) {
	r := newReport(name, data)
	root := r.Parse(data, "`tvslab lesson new FILE` writes one to start from")
	if root == nil {
		return nil, r.Err()
	}
	v := variesOf(r, root)
	for number := range v.rounds() {
		l := read(r, name, data, root, v.round(r, number))
		if number == 0 && r.Err() == nil {
			checkVaries(r, l, root)
		}
		for i := range l.Releases {
			if r.Err() == nil {
				l.resolve(r, l.Releases[i].Value)
			}
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return read(r, name, data, root, v.chosen(r, 0)), nil
}

func newReport(name string, data []byte) *file.Report { return file.NewReport(name, data, "lesson") }

// at reads the lesson again with what a seed chooses. The error is file.Problems: values may not go with each other that go well with others.
func (l *Lesson) at(seed uint64) (*Lesson, *file.Report, error) {
	r := newReport(l.File, l.text)
	root := r.Parse(l.text, "")
	if root == nil {
		return nil, nil, r.Err()
	}
	out := read(r, l.File, l.text, root, variesOf(r, root).chosen(r, seed))
	out.Seed = seed
	return out, r, r.Err()
}

// variesOf reads what varies, before anything else.
func variesOf(r *file.Report, root *yaml.Node) (v varies) {
	for i := 0; i+1 < len(root.Content) && root.Kind == yaml.MappingNode; i += 2 {
		if root.Content[i].Value == "varies" {
			v.UnmarshalNode(&file.Decoder{Report: r}, root.Content[i+1], "varies")
		}
	}
	return v
}

// checkVaries reports variables that nothing uses.
func checkVaries(r *file.Report, l *Lesson, root *yaml.Node) {
	for _, one := range l.Varies {
		if !uses(root, one.name.Value) {
			r.Add(one.name.Pos, "write ${"+one.name.Value+"} where it belongs", "variable %q is not used", one.name.Value)
		}
	}
}

func uses(n *yaml.Node, name string) bool {
	if strings.Contains(n.Value, "${"+name+"}") || strings.Contains(n.Value, "${"+name+".") {
		return true
	}
	return slices.ContainsFunc(n.Content, func(child *yaml.Node) bool { return uses(child, name) })
}

// read decodes the file with chosen values, and reports what is wrong apart from names of the lab.
func read(r *file.Report, name string, data []byte, root *yaml.Node, c choice) *Lesson {
	l := &Lesson{File: name, Name: strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)), text: data}
	d := &file.Decoder{Report: r}
	d.Value(c.put(r, root), l, "the lesson")
	l.check(r)
	return l
}

func (l *Lesson) check(r *file.Report) {
	for _, n := range l.Releases {
		site.ParseRelease(r, n)
	}
	unique := func(what string, seen map[string]bool, n file.Name) {
		if seen[n.Value] && n.Value != "" {
			r.Add(n.Pos, "", "there are two %s %q", what, n.Value)
		}
		seen[n.Value] = true
	}
	tasks, moves := map[string]bool{}, map[string]bool{}
	for i := range l.Tasks {
		unique("tasks", tasks, l.Tasks[i].Name)
		l.Tasks[i].check(r)
	}
	for i := range l.WrongMoves {
		unique("wrong moves", moves, l.WrongMoves[i].Name)
		checkAll(r, l.WrongMoves[i].When, false)
	}
	if len(l.Tasks) == 0 {
		r.Consequence(l.Pos, "", "the lesson has no task")
	}
}

func (t *Task) check(r *file.Report) {
	if len(t.Check) == 0 && t.Question == nil {
		r.Add(t.Pos, "add check or question", "task %q can never be done", t.Name)
	}
	checkAll(r, t.Check, true)
	if q := t.Question; q != nil {
		q.check(r)
	}
}

func (q *Question) check(r *file.Report) {
	if (len(q.Answers) > 0) == (q.Fact != nil) {
		r.Add(q.Pos, "", "a question has either answers or fact")
	}
	for _, a := range q.Answers {
		if len(q.Choices) > 0 && !slices.Contains(q.Choices, a) {
			r.Add(q.Pos, "known: "+strings.Join(q.Choices, ", "), "the answer %q is none of the choices", a)
		}
	}
}

func checkAll(r *file.Report, list []Check, says bool) {
	for i := range list {
		c := &list[i]
		c.check(r)
		if says && c.Says == "" {
			r.Add(c.Pos, "the learner reads it", "a check of a task has no \"says\"")
		}
	}
}

func (c *Check) check(r *file.Report) {
	var found []string
	for _, k := range kinds {
		if k.is(c) {
			found = append(found, k.key)
		}
	}
	switch {
	case len(found) == 0:
		r.Consequence(c.Pos, "one of "+strings.Join(kindNames(), ", "), "the check checks nothing")
	case len(found) > 1:
		r.Add(c.Pos, "make it a check of its own", "a check has one of %s", strings.Join(found, " and "))
	}
	if c.Node.Value != "" && c.Typed+c.NeverTyped == "" {
		r.Add(c.Node.Pos, "", "node goes with typed and never-typed")
	}
	for _, did := range []*Did{c.Did, c.NeverDid} {
		if did != nil {
			r.OneOf("kind", eventKinds, did.Kind)
		}
	}
	for i := range c.Order {
		c.Order[i].check(r)
	}
}

// eventKinds are the kinds of events that a lab tells.
var eventKinds = []string{"alarm", "backup", "capf", "certificate", "change-notification", "commit", "configuration", "csr", "ctl", "ctl-client",
	"decision", "deleted", "device", "dot1x", "encryption", "enrolment", "file", "fips", "firmware", "itl", "mail", "monitor", "node", "page", "parameter",
	"pop-up", "power", "refused", "regenerated", "registration", "replication", "request", "reset", "restore", "reused", "rtmt", "service", "status",
	"step", "system", "tvs", "upgrade", "upload", "uploaded", "warning"}

// release finds one of the lesson's releases, in any spelling; "" is the first. The error is a file.Unknown.
func (l *Lesson) release(name string) (string, error) {
	if name == "" {
		return l.Releases[0].Value, nil
	}
	wanted, err := cucm.ParseRelease(name)
	for _, n := range l.Releases {
		if one, err2 := cucm.ParseRelease(n.Value); err == nil && err2 == nil && one.Compare(wanted) == 0 {
			return n.Value, nil
		}
	}
	return "", &file.Unknown{What: "release of the lesson", Name: name, Known: l.Releases.Values()}
}
