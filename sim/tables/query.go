package tables

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"modernc.org/sqlite"

	"tvslab/sim/informix"
)

// MostAnswered bounds an answer, in bytes of text: that of AXL is 8 MB.
const MostAnswered = 8 << 20

// Answer is the rows of a query.
type Answer struct {
	Columns []string // lower case, in the order of the query
	Rows    [][]string
}

// TooLargeError is an answer beyond MostAnswered.
type TooLargeError struct{ Matched, Fetch int }

// Error says it in the words of AXL.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("Query request too large. Total rows matched: %d rows. Suggested row fetch: less than %d rows", e.Matched, e.Fetch)
}

// Database is the tables of a cluster as it was at one moment, each filled when it is first asked for. It is for one goroutine at a time.
type Database struct {
	view   View
	db     *sql.DB
	filled map[string]bool
}

// Open returns the tables of a view.
func Open(v View) (*Database, error) {
	db, err := sql.Open("sqlite", "file:?mode=memory&_pragma=case_sensitive_like(1)&_pragma=trusted_schema(0)&_pragma=temp_store(2)&_pragma=journal_mode(memory)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetConnMaxLifetime(0)
	if err := bound(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Database{v, db, map[string]bool{}}, nil
}

// limitLength is SQLITE_LIMIT_LENGTH, the longest text or row.
const limitLength = 0

// bound lets no text of a query grow beyond an answer.
func bound(db *sql.DB) error {
	c, err := db.Conn(context.Background())
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = sqlite.Limit(c, limitLength, MostAnswered)
	return err
}

// Close gives its memory back.
func (d *Database) Close() error { return d.db.Close() }

// Query answers a select. The error is an *informix.Error, a *TooLargeError or that of the context.
func (d *Database) Query(ctx context.Context, statement string) (*Answer, error) {
	s, err := d.translate(ctx, statement, false)
	if err != nil {
		return nil, err
	}
	rows, err := d.db.QueryContext(ctx, s.SQL)
	if err != nil {
		return nil, said(ctx, err)
	}
	defer rows.Close()
	a, err := read(rows)
	if err != nil {
		return nil, said(ctx, err)
	}
	return a, nil
}

// Change is what an update does to a row.
type Change struct {
	Table   string
	ID      string            // pkid of the row
	Columns []string          // that the statement sets, in its order
	Values  map[string]string // of these columns, afterwards
}

// Update says what an update would change, row by row; the tables stay as they are. The errors are those of Query.
func (d *Database) Update(ctx context.Context, statement string) ([]Change, error) {
	s, err := d.translate(ctx, statement, true)
	if err != nil {
		return nil, err
	}
	name := s.Words[min(1, len(s.Words)-1)]
	columns := s.Assigned()
	if len(columns) == 0 || tableNamed(name) == nil || !slices.Contains(tableNamed(name).columnNames(), "pkid") {
		return nil, &informix.Error{Number: informix.Syntax, Offset: -1, Detail: fmt.Sprintf("update %s: no table with such columns", name)}
	}
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, said(ctx, err)
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, s.SQL+" returning pkid, "+strings.Join(columns, ", "))
	if err != nil {
		return nil, said(ctx, err)
	}
	defer rows.Close()
	a, err := read(rows)
	if err != nil {
		return nil, said(ctx, err)
	}
	changes := make([]Change, len(a.Rows))
	for i, row := range a.Rows {
		changes[i] = Change{name, row[0], columns, map[string]string{}}
		for k, column := range columns {
			changes[i].Values[column] = row[k+1]
		}
	}
	return changes, nil
}

// translate reads a statement and fills the tables that it names.
func (d *Database) translate(ctx context.Context, statement string, update bool) (*informix.Statement, error) {
	s, err := informix.Translate(statement, d.view.Cluster.Now)
	if err != nil {
		return nil, err
	}
	if s.Update != update {
		word := map[bool]string{true: "update", false: "select"}
		return nil, &informix.Error{Number: informix.Syntax, Offset: 0, Detail: fmt.Sprintf("%s is expected here, not %s", word[update], word[!update])}
	}
	for _, w := range s.Words {
		if t := tableNamed(w); t != nil && !d.filled[w] {
			if err := d.fill(ctx, t); err != nil {
				return nil, fmt.Errorf("table %s: %w", w, err)
			}
			d.filled[w] = true
		}
	}
	return s, nil
}

// fill makes a table and puts its rows in.
func (d *Database) fill(ctx context.Context, t *table) (err error) {
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	names := strings.Fields(t.columns)
	for i, name := range names {
		kind := " text"
		if strings.HasPrefix(name, "#") {
			kind = " integer"
		}
		names[i] = strings.TrimPrefix(name, "#") + kind
	}
	if _, err = tx.ExecContext(ctx, "create table "+t.name+" ("+strings.Join(names, ", ")+")"); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "insert into "+t.name+" values ("+strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ")+")")
	if err != nil {
		return err
	}
	t.fill(d.view, func(values ...any) {
		if err == nil {
			_, err = insert.ExecContext(ctx, values...)
		}
	})
	if err != nil {
		return err
	}
	return tx.Commit()
}

// read reads an answer, no more of it than MostAnswered.
func read(rows *sql.Rows) (*Answer, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	a := &Answer{}
	for _, c := range columns {
		a.Columns = append(a.Columns, columnName(c))
	}
	cells, places := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range cells {
		places[i] = &cells[i]
	}
	size, matched := 0, 0
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return nil, err
		}
		matched++
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = c.String
			size += len(c.String) + len(a.Columns[i])
		}
		if size <= MostAnswered {
			a.Rows = append(a.Rows, row)
		}
	}
	if size > MostAnswered {
		return nil, &TooLargeError{matched, len(a.Rows)}
	}
	return a, rows.Err()
}

// columnName is a column as Informix names it: without its table, in lower case; a call by its function, a number "constant", any other
// expression "expression".
func columnName(c string) string {
	c = strings.ToLower(strings.Trim(c, `"`))
	name := c
	if i := strings.IndexFunc(c, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }); i >= 0 {
		name = c[:i]
	}
	rest := strings.TrimSpace(c[len(name):])
	switch {
	case c != "" && c[0] >= '0' && c[0] <= '9':
		return "constant"
	case rest == "" && name != "":
		return name
	case strings.HasPrefix(rest, ".") && name != "":
		return columnName(strings.TrimSpace(rest[1:]))
	case strings.HasPrefix(rest, "(") && name != "":
		return name
	}
	return "expression"
}

// said is an error of SQLite in the words of Informix; that of the context and an answer that is too large as they are.
func said(ctx context.Context, err error) error {
	var large *TooLargeError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &large):
		return err
	}
	return informix.Of(err)
}
