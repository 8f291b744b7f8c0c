package board

import (
	"context"
	"embed"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"tvslab/classroom"
	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

//go:embed templates
var templates embed.FS

//go:embed static
var files embed.FS

// static are the files of the board.
var static = func() fs.FS {
	f, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // part of the program
	}
	return f
}()

var boardPage = frame.Templates(templates, "board.html")

// board is the pages for the instructor.
type board struct{ class *classroom.Class }

// rows are the addresses of the board.
func (b *board) rows() []frame.Row {
	return []frame.Row{
		frame.Page("", "Board", "b", boardPage, b.show),
		frame.Form("say", b.say),
		frame.Form("keep", b.keep),
		frame.Form("back", b.back),
		frame.Raw(http.MethodGet, "figures", b.figures),
		frame.Raw(http.MethodGet, "results.csv", b.download("results.csv", "text/csv; charset=utf-8", (*classroom.Results).WriteCSV)),
		frame.Raw(http.MethodGet, "results.json", b.download("results.json", "application/json", (*classroom.Results).WriteJSON)),
		frame.Raw(http.MethodGet, "results/{learner}", b.report),
	}
}

// view is what the board shows.
type view struct {
	Course   string
	Tasks    []column
	Learners []row
	Total    total
}

// column is a task.
type column struct {
	Number     int
	Task, Says string
	Done       int // learners who have done it
}

// row is a learner.
type row struct {
	*classroom.Figures
	Tasks []classroom.TaskMark
	Done  int
	Hints int
	Moves []string
}

// total is all learners together.
type total struct{ Learners, Done, Of, Locked, Hints int }

func (b *board) show(ctx context.Context, _ *frame.Ask) (any, error) {
	all, err := b.class.Figures(ctx)
	if err != nil {
		return nil, err
	}
	return viewOf(b.class.Course.Title, all), nil
}

func viewOf(course string, all []*classroom.Figures) *view {
	v := &view{Course: course}
	for _, f := range all {
		r := row{Figures: f}
		if m := f.Marks; m != nil {
			r.Tasks, r.Done, r.Hints, r.Moves = m.Tasks, m.Count(classroom.TaskDone), m.Hints(), m.Moves
		}
		v.Learners = append(v.Learners, r)
		v.Total = total{v.Total.Learners + 1, v.Total.Done + r.Done, v.Total.Of + len(r.Tasks), v.Total.Locked + f.Locked, v.Total.Hints + r.Hints}
		v.columns(r.Tasks)
	}
	return v
}

// columns counts who has done a task.
func (v *view) columns(tasks []classroom.TaskMark) {
	for i, t := range tasks {
		if i == len(v.Tasks) {
			v.Tasks = append(v.Tasks, column{Number: i + 1, Task: t.Task, Says: t.Says})
		}
		if t.State == classroom.TaskDone {
			v.Tasks[i].Done++
		}
	}
}

// learner is who a form is about, "" for all.
func learner(a *frame.Ask) string { return strings.TrimSpace(a.FormValue("learner")) }

// whom says who a form was about.
func whom(a *frame.Ask) string {
	if name := learner(a); name != "" {
		return name
	}
	return "all"
}

func (b *board) say(_ context.Context, a *frame.Ask) (string, error) {
	return "Sent to " + whom(a) + ".", b.class.Say(learner(a), strings.TrimSpace(a.FormValue("text")))
}

func (b *board) keep(ctx context.Context, a *frame.Ask) (string, error) {
	return "The checkpoint of " + whom(a) + " is now.", b.class.Keep(ctx, learner(a))
}

func (b *board) back(ctx context.Context, a *frame.Ask) (string, error) {
	return "Set back to the checkpoint: " + whom(a) + ".", b.class.SetBack(ctx, learner(a))
}

// figures answers with the figures of the class, JSON.
func (b *board) figures(w http.ResponseWriter, a *frame.Ask) {
	b.download("", "application/json", (*classroom.Results).WriteJSON)(w, a)
}

// download answers with a form of the results, as a file where it has a name.
func (b *board) download(name, kind string, write func(*classroom.Results, io.Writer) error) func(http.ResponseWriter, *frame.Ask) {
	return func(w http.ResponseWriter, a *frame.Ask) {
		results, err := b.class.Results(a.Context())
		if err != nil {
			frame.Problem(w, a, err)
			return
		}
		var text strings.Builder
		if err := write(results, &text); err != nil {
			frame.Problem(w, a, err)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "no-store")
		if name != "" {
			w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		}
		_, _ = io.WriteString(w, text.String()) // the browser may be gone
	}
}

// report answers with the page of a learner, as a file.
func (b *board) report(w http.ResponseWriter, a *frame.Ask) {
	name := strings.TrimSuffix(a.PathValue("learner"), ".html")
	if b.class.Seat(name) == nil {
		frame.Problem(w, a, control.NotFoundError{RefusedError: "this learner is not in the class"})
		return
	}
	b.download(name+".html", "text/html; charset=utf-8", func(r *classroom.Results, w io.Writer) error {
		return r.WritePage(w, name)
	})(w, a)
}
