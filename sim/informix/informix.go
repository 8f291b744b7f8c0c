// Package informix reads the SQL that scripts send to CUCM, in the dialect of its database, Informix, and writes it as SQLite
// takes it: first and skip, matches, unique, nvl, casts with ::, strings in double quotes, today and current. Statements are a
// single select or update; what reaches beyond the tables of a query (pragma, attach, with) is refused.
//
// The statements to be understood are those of public scripts and tech notes; texts and numbers of errors are those of
// Informix (IBM's list of messages).
package informix

import (
	"fmt"
	"strings"
	"time"
)

// Error is a statement that is refused, as the database says it.
type Error struct {
	Number int    // of Informix: Syntax, NoTable, NoColumn
	Offset int    // in the statement, in bytes; -1 where it is not known
	Detail string // what is wrong, for people
}

// Numbers of errors.
const (
	Syntax   = -201
	NoTable  = -206
	NoColumn = -217
)

// texts are what the database says. A name stands in the place of %s.
var texts = map[int]string{
	Syntax:   "A syntax error has occurred.",
	NoTable:  "The specified table (%s) is not in the database.",
	NoColumn: "Column (%s) not found in any table in the query (or SLV is undefined).",
}

// Text is what the database says.
func (e *Error) Text() string {
	if strings.Contains(texts[e.Number], "%s") {
		return fmt.Sprintf(texts[e.Number], e.Detail)
	}
	return texts[e.Number]
}

// Error implements error.
func (e *Error) Error() string {
	if e.Number == Syntax && e.Detail != "" {
		return fmt.Sprintf("sql: %s (%s)", strings.TrimSuffix(e.Text(), "."), e.Detail)
	}
	return "sql: " + strings.TrimSuffix(e.Text(), ".")
}

// Of returns the error of Informix for one of SQLite.
func Of(err error) *Error {
	message := err.Error()
	for _, row := range []struct {
		of     string
		number int
	}{{"no such table: ", NoTable}, {"no such column: ", NoColumn}} {
		if _, name, found := strings.Cut(message, row.of); found {
			name, _, _ = strings.Cut(name, " ")
			return &Error{row.number, -1, strings.ToLower(strings.Trim(name, `"`))}
		}
	}
	return &Error{Syntax, -1, message}
}

// Statement is a statement as SQLite takes it.
type Statement struct {
	SQL    string
	Update bool     // else it is a select
	Words  []string // names and keywords in it, lower case: the tables that it needs are among them
}

// Assigned are the columns that an update sets, lower case, in its order.
func (s *Statement) Assigned() []string { return assigned(s.SQL) }

// Translate reads a statement; now is what the clock of the database shows. The error is an *Error.
func Translate(statement string, now time.Time) (*Statement, error) {
	tokens, err := split(statement)
	if err != nil {
		return nil, err
	}
	for len(tokens) > 0 && tokens[len(tokens)-1].mark(";") {
		tokens = tokens[:len(tokens)-1]
	}
	if err := check(tokens); err != nil {
		return nil, err
	}
	w := &writer{now: now}
	if err := w.statement(tokens); err != nil {
		return nil, err
	}
	s := &Statement{SQL: w.sql(), Update: tokens[0].is("update")}
	for _, t := range tokens {
		if t.kind == word {
			s.Words = append(s.Words, strings.ToLower(t.text))
		}
	}
	return s, nil
}

// check refuses what is neither a select nor an update, and what reaches beyond the tables.
func check(tokens []token) error {
	switch {
	case len(tokens) == 0:
		return &Error{Syntax, 0, "the statement is empty"}
	case !tokens[0].is("select", "update"):
		return &Error{Syntax, tokens[0].at, fmt.Sprintf("%q: this lab's database takes select and update", tokens[0].text)}
	}
	for _, t := range tokens {
		lower := strings.ToLower(t.text)
		beyond := t.is("with", "pragma", "attach", "detach", "returning", "outer_join", "zeroblob", "randomblob") ||
			t.kind == word && (strings.HasPrefix(lower, "pragma_") || strings.HasPrefix(lower, "sqlite_"))
		if beyond || t.mark(";") || t.mark("?") || t.mark("$") || t.mark("@") || t.mark("`") || t.mark("[") {
			return &Error{Syntax, t.at, fmt.Sprintf("%q at offset %d", t.text, t.at)}
		}
	}
	return nil
}
