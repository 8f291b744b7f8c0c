package classroom

import (
	"context"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tvslab/filename"
	"tvslab/private"
)

// Results are what came of a class.
type Results struct {
	Schema   int        `json:"schema"` // 1
	Course   string     `json:"course"`
	Title    string     `json:"title"`
	Release  string     `json:"release,omitempty"`
	Written  time.Time  `json:"written"`
	Learners []*Figures `json:"learners"`
}

const resultsName = "results.json"

// Results tells what has come of the class so far.
func (c *Class) Results(ctx context.Context) (*Results, error) {
	all, err := c.Figures(ctx)
	if err != nil {
		return nil, err
	}
	return &Results{1, c.Register.Course, c.Course.Title, c.Release, time.Now().UTC().Truncate(time.Second), all}, nil
}

// SaveResults writes what has come of the class so far into its folder.
func (c *Class) SaveResults(ctx context.Context) error {
	c.saving.Lock()
	defer c.saving.Unlock()
	r, err := c.Results(ctx)
	if err != nil {
		return err
	}
	return r.Save(c.Dir)
}

// Save writes results into the folder of a class: results.json, results.csv, and a page for each learner.
func (r *Results) Save(dir string) error {
	to := filepath.Join(dir, ResultsName)
	if err := os.MkdirAll(to, 0o700); err != nil {
		return fmt.Errorf("results: %w", err)
	}
	files := map[string]func(io.Writer) error{resultsName: r.WriteJSON, "results.csv": r.WriteCSV}
	for _, f := range r.Learners {
		files[f.Learner+".html"] = func(w io.Writer) error { return r.WritePage(w, f.Learner) }
	}
	for name, write := range files {
		var text strings.Builder
		if err := write(&text); err != nil {
			return fmt.Errorf("results: %s: %w", name, err)
		}
		if err := private.Replace(filepath.Join(to, filename.Of(name)), text.String()); err != nil {
			return fmt.Errorf("results: %w", err)
		}
	}
	return nil
}

// ReadResults reads the results of a class as they were written last. The error is ErrNoClass where there are none.
func ReadResults(dir string) (*Results, error) {
	name := filepath.Join(dir, ResultsName, resultsName)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("class %q: %w, or one that has no results yet: there is no %s", dir, ErrNoClass, name)
	}
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	r := new(Results)
	if err := json.Unmarshal(data, r); err != nil || r.Schema != 1 {
		return nil, fmt.Errorf("results: %s: not the results of a class of this version", name)
	}
	return r, nil
}

// WriteJSON writes the document.
func (r *Results) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// columns of the table, apart from those of tasks.
var columns = []struct {
	name  string
	value func(*Figures, *Marks) string
}{
	{"learner", func(f *Figures, _ *Marks) string { return f.Learner }},
	{"points", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Points) }},
	{"points most", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Most) }},
	{"done", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Count(TaskDone)) }},
	{"tried", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Count(TaskTried)) }},
	{"open", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Count(TaskOpen)) }},
	{"hints", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Hints()) }},
	{"wrong moves", func(_ *Figures, m *Marks) string { return strings.Join(m.Moves, "; ") }},
	{"visits", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Bill.Visits) }},
	{"phone minutes without service", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Bill.Without) }},
	{"longest without service", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Bill.Longest) }},
	{"steps more than needed", func(_ *Figures, m *Marks) string { return strconv.Itoa(m.Bill.More) }},
	{"minutes", func(f *Figures, _ *Marks) string { return minutes(f.Minutes) }},
	{"phones", func(f *Figures, _ *Marks) string { return strconv.Itoa(f.Phones) }},
	{"phones locked", func(f *Figures, _ *Marks) string { return strconv.Itoa(f.Locked) }},
	{"deeds", func(f *Figures, _ *Marks) string { return strconv.Itoa(f.Deeds) }},
}

// minutes of the lab's clock, to a tenth.
func minutes(m float64) string { return strconv.FormatFloat(m, 'f', 1, 64) }

// WriteCSV writes a table with a row for each learner, and for each task two columns: its state, and the answer.
func (r *Results) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	var head []string
	for _, c := range columns {
		head = append(head, c.name)
	}
	tasks := r.tasks()
	for _, t := range tasks {
		head = append(head, t, t+": answer")
	}
	rows := [][]string{head}
	for _, f := range r.Learners {
		rows = append(rows, rowOf(f, tasks))
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
	}
	return out.WriteAll(rows)
}

func rowOf(f *Figures, tasks []string) (row []string) {
	m := f.marks()
	for _, c := range columns {
		row = append(row, c.value(f, m))
	}
	for _, name := range tasks {
		t := m.task(name)
		row = append(row, t.State, t.Answer)
	}
	return row
}

// harmless keeps what learners typed from being a formula of a spreadsheet.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// tasks names the tasks of all learners, in the order of the lesson.
func (r *Results) tasks() (names []string) {
	seen := map[string]bool{}
	for _, f := range r.Learners {
		for _, t := range f.marks().Tasks {
			if !seen[t.Task] {
				seen[t.Task] = true
				names = append(names, t.Task)
			}
		}
	}
	return names
}

func (f *Figures) marks() *Marks {
	if f.Marks == nil {
		return &Marks{}
	}
	return f.Marks
}

func (m *Marks) task(name string) TaskMark {
	for _, t := range m.Tasks {
		if t.Task == name {
			return t
		}
	}
	return TaskMark{}
}

//go:embed report.html
var reportText string

var report = template.Must(template.New("report").Funcs(template.FuncMap{"minutes": minutes}).Parse(reportText))

// WritePage writes the page of a learner, to be printed: it loads nothing.
func (r *Results) WritePage(w io.Writer, learner string) error {
	for _, f := range r.Learners {
		if f.Learner == learner {
			return report.Execute(w, struct {
				*Results
				*Figures
				M *Marks
			}{r, f, f.marks()})
		}
	}
	return fmt.Errorf("learner %q is not in the results", learner)
}
