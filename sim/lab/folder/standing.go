package folder

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"tvslab/scenarios"
)

// Standing is how many phones of a group stand how.
type Standing struct {
	Group      string         `json:"group"`
	Phones     int            `json:"phones"`
	Off        int            `json:"off"`
	Registered int            `json:"registered"`
	Trust      map[string]int `json:"trust" doc:"phones by verdict, those that are off too"`
	Away       map[string]int `json:"off_trust,omitempty" doc:"those that are off, by verdict"`
}

// Moment is a state of a lab of which it is known how phones stood: the first in which they stood so, or the end of a step.
type Moment struct {
	Number int64      `json:"number" doc:"counts up; of moments that were undone too"`
	Parent int64      `json:"parent" doc:"the moment before it, 0 for the first"`
	Step   int64      `json:"step" doc:"the step after which it is, 0 for the beginning"`
	Clock  string     `json:"clock" doc:"RFC 3339, on the lab's clock"`
	Kept   string     `json:"kept" doc:"RFC 3339, on this machine"`
	Ends   bool       `json:"ends_step" doc:"the step ended in it; else it came by itself"`
	Whole  bool       `json:"whole" doc:"the lab can be looked at as it was"`
	Groups []Standing `json:"groups"`
}

// Standings judges the phones of a lab, by group in the order of the lab.
func Standings(ctx context.Context, r *scenarios.Runner) []Standing {
	list := []Standing{}
	at := map[string]int{}
	for _, g := range r.Lab.Groups() {
		at[g.Name] = len(list)
		list = append(list, Standing{Group: g.Name, Phones: g.Count, Trust: map[string]int{}})
	}
	for _, s := range r.Lab.Stands(ctx, r.Lab.Phones()) {
		g, n := &list[at[s.Phone.Group()]], s.Phones.Len()
		g.Trust[string(s.Verdict.Trust)] += n
		if !s.Phone.On() {
			if g.Off += n; g.Away == nil {
				g.Away = map[string]int{}
			}
			g.Away[string(s.Verdict.Trust)] += n
		}
		if s.Verdict.Registered != "" {
			g.Registered += n
		}
	}
	return list
}

// judgeAfter is how many times as long as the last judgement took nothing that happens by itself is judged: a lab of many kinds of phones
// spends no more of its time on it.
const judgeAfter = 20

// judge says how phones stand after a change, as JSON; "" where it is not time for it.
func (f *Folder) judge(ctx context.Context, c Change, r *scenarios.Runner) string {
	began := time.Now()
	if c.What == "" && began.Sub(f.judged) < judgeAfter*f.judging {
		return ""
	}
	text, _ := json.Marshal(Standings(ctx, r)) // texts and numbers: cannot fail
	if ctx.Err() != nil {
		return ""
	}
	f.judged = time.Now()
	f.judging = f.judged.Sub(began)
	return string(text)
}

// stand writes down how phones stand in the state that was just written: where they stand otherwise than before, and after each step.
func (f *Folder) stand(c Change, clock, groups string) error {
	if groups == "" || c.What == "" && groups == f.at.groups {
		return nil
	}
	f.at.groups = groups
	if c.What != "" && c.More {
		again, err := f.standAgain(clock)
		if again || err != nil {
			return err
		}
	}
	result, err := f.tx.Exec("INSERT INTO moment (parent, step, clock, kept, document, groups) VALUES (?, ?, ?, ?, ?, ?)",
		f.at.moment, f.at.step, clock, stamp(f.now()), f.at.document, groups)
	if err != nil {
		return err
	}
	if f.at.moment, err = result.LastInsertId(); err != nil || c.What == "" {
		return err
	}
	_, err = f.tx.Exec("UPDATE step SET moment = ? WHERE number = ?", f.at.moment, f.at.step)
	return err
}

// standAgain lets the moment in which the last step ended be the one of now, if nothing has come after it.
func (f *Folder) standAgain(clock string) (bool, error) {
	result, err := f.tx.Exec("UPDATE moment SET clock = ?, kept = ?, document = ?, groups = ? WHERE number = ? AND number = (SELECT moment FROM step WHERE number = ?)",
		clock, stamp(f.now()), f.at.document, f.at.groups, f.at.moment, f.at.step)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// stood is how phones stood in a moment, "" where that is not known.
func (f *Folder) stood(ctx context.Context, moment int64) (groups string, err error) {
	err = f.db.QueryRowContext(ctx, "SELECT groups FROM moment WHERE number = ?", moment).Scan(&groups)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return groups, err
}

// Between chooses moments of a lab.
type Between struct {
	From, To time.Time // on the lab's clock; zero for no bound
	All      bool      // those that were undone too; else those that lead to where the lab stands
	Most     int       // the newest, at most so many
}

// bound is a time as it is compared with, "" for none.
func bound(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

// Moments returns how phones stood, oldest first.
func (f *Folder) Moments(ctx context.Context, b Between) ([]Moment, error) {
	rows, err := f.db.QueryContext(ctx, `WITH RECURSIVE line(number) AS (
			SELECT moment FROM now UNION SELECT m.parent FROM moment m JOIN line ON line.number = m.number WHERE m.parent <> 0)
		SELECT m.number, m.parent, m.step, m.clock, m.kept, m.groups,
			EXISTS (SELECT 1 FROM step s WHERE s.moment = m.number), EXISTS (SELECT 1 FROM document d WHERE d.name = m.document)
		FROM moment m WHERE (? OR m.number IN line) AND (? = '' OR m.clock >= ?) AND (? = '' OR m.clock <= ?)
		ORDER BY m.number DESC LIMIT ?`, b.All, bound(b.From), bound(b.From), bound(b.To), bound(b.To), cmp.Or(b.Most, mostMoments))
	if err != nil {
		return nil, f.wrong(err)
	}
	defer rows.Close()
	list := []Moment{}
	for rows.Next() {
		var m Moment
		var groups []byte
		if err := rows.Scan(&m.Number, &m.Parent, &m.Step, &m.Clock, &m.Kept, &groups, &m.Ends, &m.Whole); err != nil {
			return nil, f.wrong(err)
		}
		if err := json.Unmarshal(groups, &m.Groups); err != nil {
			return nil, f.wrong(err)
		}
		list = append(list, m)
	}
	slices.Reverse(list)
	return list, f.wrong(rows.Err())
}
