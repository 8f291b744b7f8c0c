package informix

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// writer writes a statement for SQLite, token by token.
type writer struct {
	now    time.Time
	out    []string
	limits []*limit // of the queries around the place, the outermost first
	depth  int      // of parentheses
}

// limit is what stands behind select in Informix and at the end of the query in SQLite.
type limit struct {
	first, skip string
	depth       int // of the parentheses in which the query stands
}

// functions have other names in SQLite.
var functions = map[string]string{"nvl": "ifnull", "char_length": "length", "character_length": "length"}

// types of casts, as SQLite converts to them; all others are text.
var types = map[string]string{
	"int": "integer", "integer": "integer", "smallint": "integer", "bigint": "integer", "int8": "integer", "serial": "integer",
	"decimal": "real", "float": "real", "numeric": "real", "smallfloat": "real",
}

func (w *writer) sql() string { return strings.Join(w.out, " ") }

func (w *writer) write(s string) { w.out = append(w.out, s) }

func (w *writer) statement(tokens []token) (err error) {
	for len(tokens) > 0 {
		if tokens, err = w.next(tokens); err != nil {
			return err
		}
	}
	if w.depth != 0 {
		return &Error{Syntax, -1, "a parenthesis is not closed"}
	}
	w.close(-1)
	return nil
}

// next writes what the first tokens say, and returns the others.
func (w *writer) next(tokens []token) ([]token, error) {
	t, rest := tokens[0], tokens[1:]
	following := token{kind: symbol}
	if len(rest) > 0 {
		following = rest[0]
	}
	switch {
	case t.is("select"):
		return w.query(rest)
	case t.mark("("):
		w.depth++
		w.write(t.text)
	case t.mark(")"):
		return rest, w.closeParenthesis(t)
	case t.mark("::"):
		return w.cast(t, rest)
	case t.is("matches"):
		w.write("glob")
		if following.kind == text {
			w.write(token{kind: text, text: glob(following.text)}.String())
			return rest[1:], nil
		}
	case t.is("unique"):
		w.write("distinct")
	case t.is("outer") && !w.after("left", "right", "full"):
		return nil, &Error{Syntax, t.at, "outer before a table: write left outer join"}
	case t.is("today"):
		w.write(w.now.Format("'2006-01-02'"))
	case t.is("current"):
		w.write(w.now.Format("'2006-01-02 15:04:05'"))
		return precision(rest), nil
	case t.is("dbinfo"):
		return w.dbinfo(t, rest)
	case t.kind == word && following.mark("(") && functions[strings.ToLower(t.text)] != "":
		w.write(functions[strings.ToLower(t.text)])
	default:
		w.write(t.String())
	}
	return rest, nil
}

// after reports whether the last that was written is one of these words.
func (w *writer) after(words ...string) bool {
	return len(w.out) > 0 && token{kind: word, text: w.out[len(w.out)-1]}.is(words...)
}

// query writes select, and keeps skip and first for its end.
func (w *writer) query(rest []token) ([]token, error) {
	w.write("select")
	l := &limit{depth: w.depth}
	for len(rest) > 1 && rest[0].is("skip", "first", "limit") && rest[1].kind == number {
		if _, err := strconv.ParseUint(rest[1].text, 10, 31); err != nil {
			return nil, &Error{Syntax, rest[1].at, fmt.Sprintf("%s %s: a number of rows", rest[0].text, rest[1].text)}
		}
		if rest[0].is("skip") {
			l.skip = rest[1].text
		} else {
			l.first = rest[1].text
		}
		rest = rest[2:]
	}
	if l.first != "" || l.skip != "" {
		w.limits = append(w.limits, l)
	}
	return rest, nil
}

// closeParenthesis ends the query that stands in the parenthesis, if it is one.
func (w *writer) closeParenthesis(t token) error {
	w.depth--
	if w.depth < 0 {
		return &Error{Syntax, t.at, fmt.Sprintf("%q at offset %d closes nothing", t.text, t.at)}
	}
	w.close(w.depth)
	w.write(t.text)
	return nil
}

// close writes the limits of queries deeper than this.
func (w *writer) close(depth int) {
	for len(w.limits) > 0 {
		l := w.limits[len(w.limits)-1]
		if l.depth <= depth {
			return
		}
		w.limits = w.limits[:len(w.limits)-1]
		first := l.first
		if first == "" {
			first = "-1"
		}
		w.write("limit " + first)
		if l.skip != "" {
			w.write("offset " + l.skip)
		}
	}
}

// cast writes what stands before :: as a cast to the type behind it.
func (w *writer) cast(t token, rest []token) ([]token, error) {
	if len(rest) == 0 || rest[0].kind != word || len(w.out) == 0 {
		return nil, &Error{Syntax, t.at, "a type stands behind ::"}
	}
	from := w.operand()
	operand := strings.Join(w.out[from:], " ")
	kind := types[strings.ToLower(rest[0].text)]
	if kind == "" {
		kind = "text"
	}
	w.out = append(w.out[:from], "cast( "+operand+" as "+kind+" )")
	return sized(rest[1:]), nil
}

// operand is where the last operand begins in what was written: a literal, a name with its table, a parenthesis with its function.
func (w *writer) operand() int {
	i := len(w.out) - 1
	if w.out[i] == ")" {
		for open := 0; i >= 0; i-- {
			switch w.out[i] {
			case ")":
				open++
			case "(":
				open--
			}
			if open == 0 {
				break
			}
		}
		if i > 0 && letter(w.out[i-1][0]) && !(token{kind: word, text: w.out[i-1]}).is("select", "and", "or", "not", "in", "where", "then", "else", "when") {
			i--
		}
	}
	for i > 1 && w.out[i-1] == "." {
		i -= 2
	}
	return max(i, 0)
}

// sized drops the length of a type: (50) or (10,2).
func sized(rest []token) []token {
	if len(rest) == 0 || !rest[0].mark("(") {
		return rest
	}
	for i, t := range rest {
		if t.mark(")") {
			return rest[i+1:]
		}
	}
	return nil
}

// precision drops "year to second" behind current.
func precision(rest []token) []token {
	if len(rest) >= 3 && rest[1].is("to") {
		return sized(rest[3:])
	}
	return rest
}

// dbinfo writes dbinfo('utc_current'), seconds since 1970.
func (w *writer) dbinfo(t token, rest []token) ([]token, error) {
	if len(rest) < 3 || !rest[0].mark("(") || rest[1].kind != text || !strings.EqualFold(rest[1].text, "utc_current") || !rest[2].mark(")") {
		return nil, &Error{Syntax, t.at, "dbinfo: this lab knows 'utc_current'"}
	}
	w.write(strconv.FormatInt(w.now.Unix(), 10))
	return rest[3:], nil
}

// glob writes a pattern of matches for glob: a backslash takes its meaning from the next character.
func glob(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteString("[" + pattern[i:i+1] + "]")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// assigned are the columns that an update in SQLite's words sets.
func assigned(sql string) (columns []string) {
	tokens, err := split(sql)
	if err != nil {
		return nil
	}
	depth, setting := 0, false
	for i, t := range tokens {
		switch {
		case t.mark("("):
			depth++
		case t.mark(")"):
			depth--
		case depth > 0:
		case t.is("where"):
			return columns
		case t.is("set"):
			setting = true
		case setting && t.mark("=") && i > 1 && tokens[i-1].kind == word && (tokens[i-2].is("set") || tokens[i-2].mark(",")):
			columns = append(columns, strings.ToLower(tokens[i-1].text))
		}
	}
	return columns
}
