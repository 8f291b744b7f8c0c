package admincli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tvslab/sim/informix"
	"tvslab/sim/tables"
)

// queryTime bounds a query: a join of everything with everything ends then.
const queryTime = 20 * time.Second

// sql is `run sql`: a select on the tables of package tables. Changes are made by pages, steps and AXL.
func sql(s *session) error {
	d, err := tables.Open(tables.View{Cluster: s.cluster})
	if err != nil {
		return err
	}
	answer, err := s.query(d, s.args[0])
	return errors.Join(err, d.Close(), s.answered(answer))
}

func (s *session) query(d *tables.Database, statement string) (*tables.Answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), queryTime)
	defer cancel()
	answer, err := d.Query(ctx, statement)
	var refused *informix.Error
	switch {
	case errors.As(err, &refused) && refused.Number != informix.Syntax:
		return nil, errors.New(refused.Text())
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("run sql: no answer within %s: join the tables by their keys", queryTime)
	}
	return answer, err
}

// answered prints an answer, nil for none.
func (s *session) answered(a *tables.Answer) error {
	if a != nil {
		s.print(table(a.Columns, a.Rows))
	}
	return nil
}

// table prints rows as `run sql` does: columns as wide as their widest cell, one blank between them.
func table(titles []string, rows [][]string) string {
	widths := make([]int, len(titles))
	for _, row := range append([][]string{titles}, rows...) {
		for i, cell := range row {
			first, _, _ := strings.Cut(cell, "\n")
			widths[i] = max(widths[i], len(first))
		}
	}
	var b strings.Builder
	line := func(cells []string) {
		for i, cell := range cells[:len(cells)-1] {
			fmt.Fprintf(&b, "%-*s ", widths[i], cell)
		}
		b.WriteString(cells[len(cells)-1] + "\n")
	}
	line(titles)
	rule := make([]string, len(titles))
	for i, w := range widths {
		rule[i] = strings.Repeat("=", w)
	}
	line(rule)
	for _, row := range rows {
		line(row)
	}
	return b.String()
}
