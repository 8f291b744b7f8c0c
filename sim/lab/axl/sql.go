package axl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/informix"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/tables"
	"tvslab/soap"
)

// queryTime bounds a statement: a join of everything with everything ends then.
const queryTime = 20 * time.Second

// mostStatement bounds the text of a statement, bytes.
const mostStatement = 64 << 10

// executeSQLQuery answers a select: a row element for each row, with its columns in their order.
func executeSQLQuery(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	var found *tables.Answer
	err := ask(ctx, a, func(ctx context.Context, d *tables.Database, statement string) (err error) {
		found, err = d.Query(ctx, statement)
		return err
	})
	if err != nil {
		return err
	}
	w.Element("return", func() {
		for _, row := range found.Rows {
			w.Element("row", func() {
				for i, cell := range row {
					w.Text(found.Columns[i], cell)
				}
			})
		}
	})
	return nil
}

// executeSQLUpdate does what an update says, as steps of the lab. What the lab does not keep is refused, and nothing is done then.
func executeSQLUpdate(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	var changes []tables.Change
	err := ask(ctx, a, func(ctx context.Context, d *tables.Database, statement string) (err error) {
		changes, err = d.Update(ctx, statement)
		return err
	})
	if err != nil {
		return err
	}
	steps, err := stepsOf(a, changes)
	if err != nil {
		return err
	}
	for _, s := range steps {
		if err := s.play(ctx, a); err != nil {
			return err
		}
	}
	w.Element("return", func() { w.Text("rowsUpdated", strconv.Itoa(len(changes))) })
	return nil
}

// ask lets a statement meet the tables of the cluster as it is now.
func ask(ctx context.Context, a *tomcat.SOAP, meet func(context.Context, *tables.Database, string) error) error {
	statement := a.Operation.Get("sql")
	if len(statement) > mostStatement {
		return &Error{informix.Syntax, fmt.Sprintf("the statement has more than %d bytes", mostStatement)}
	}
	var now *sim.Cluster
	if err := see(a, func(c *sim.Cluster) error { now = c.Clone(); return nil }); err != nil {
		return err
	}
	d, err := tables.Open(tables.View{Cluster: now})
	if err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, queryTime)
	defer cancel()
	return errors.Join(sqlError(meet(within, d, statement)), d.Close())
}

// sqlError is an error of the database as AXL tells it.
func sqlError(err error) error {
	var refused *informix.Error
	switch {
	case errors.As(err, &refused):
		return &Error{refused.Number, refused.Text()}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{codeRefused, fmt.Sprintf("no answer within %s", queryTime)}
	}
	return err
}

// sqlStep is a step that an update asks for: about phones, or about the cluster.
type sqlStep struct {
	verb   string
	with   map[string]any
	phones devices.Set // nil for one about the cluster
}

func (s *sqlStep) play(ctx context.Context, a *tomcat.SOAP) error {
	if s.phones != nil {
		return a.Lab.PlayOn(ctx, a.By, s.verb, s.phones, s.with)
	}
	text, err := json.Marshal(map[string]any{s.verb: s.with})
	if err != nil {
		return err
	}
	return a.Lab.Play(ctx, a.By, string(text))
}

// column is a column that an update may set: what becomes of its value.
type column struct {
	verb     string // "" for a column that follows from others of the same update
	argument string
	values   map[string]string // the words for numbers; nil: the value as it is
}

// columns are those that scripts set around rotations, by table; all others are refused.
var columns = map[string]map[string]column{
	"device": {
		"tkcertificateoperation": {verb: "certificate-operation", argument: "operation",
			values: map[string]string{"1": "none", "2": "install-upgrade", "3": "delete", "4": "troubleshoot"}},
		"tkcertificatestatus": {}, "upgradefinishtime": {},
		"specialloadinformation": {verb: "phone-load", argument: "load"},
	},
	"securityprofile": {
		"tkdevicesecuritymode": {verb: "security-profile", argument: "mode",
			values: map[string]string{"1": "non-secure", "2": "authenticated", "3": "encrypted"}},
	},
	"processconfig": {"paramvalue": {verb: "set", argument: "value"}},
}

// stepsOf are the steps that changes ask for; phones for which the same is asked share one. The error names what the lab does not keep.
func stepsOf(a *tomcat.SOAP, changes []tables.Change) (steps []*sqlStep, err error) {
	err = see(a, func(c *sim.Cluster) error {
		for _, change := range changes {
			more, err := stepsFor(c, change)
			if err != nil {
				return err
			}
			steps = merge(steps, more)
		}
		return nil
	})
	return steps, err
}

func stepsFor(c *sim.Cluster, change tables.Change) (steps []*sqlStep, err error) {
	for _, name := range change.Columns {
		col, ok := columns[change.Table][name]
		if !ok {
			return nil, &Error{codeRefused, fmt.Sprintf("column %s of %s: this lab does not keep another value; it takes %v", name, change.Table,
				slices.Sorted(maps.Keys(columns[change.Table])))}
		}
		value := change.Values[name]
		if col.values != nil {
			if value, ok = col.values[value]; !ok {
				return nil, &Error{codeRefused, fmt.Sprintf("column %s: %q is none of its values", name, change.Values[name])}
			}
		}
		if col.verb == "" {
			continue
		}
		s := &sqlStep{verb: col.verb, with: map[string]any{col.argument: value}}
		if err := s.aim(c, change); err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	if len(steps) == 0 {
		return nil, &Error{codeRefused, fmt.Sprintf("columns %v follow from others", change.Columns)}
	}
	return steps, nil
}

// aim finds what the row of a change stands for.
func (s *sqlStep) aim(c *sim.Cluster, change tables.Change) error {
	switch change.Table {
	case "device":
		n, ok := devices.Parse(tables.Named(c, change.ID))
		if !ok {
			return notFound("Phone")
		}
		s.phones = devices.One(n)
	case "securityprofile":
		var all []devices.Set
		for _, run := range c.Devices().Runs() {
			if tables.SecurityProfileOf(run.Value.Profile).ID == change.ID {
				all = append(all, devices.Set{run.Span})
			}
		}
		s.phones = devices.Union(all...)
	default:
		i := slices.IndexFunc(tables.Parameters(c), func(p tables.Parameter) bool { return p.ID == change.ID })
		if i < 0 {
			return notFound("ServiceParameter")
		}
		p := tables.Parameters(c)[i]
		s.with["parameter"], s.with["value"] = p.Page, tables.OnPage(s.with["value"].(string))
	}
	return nil
}

// merge adds steps to those that do the same to other phones.
func merge(steps, more []*sqlStep) []*sqlStep {
	for _, s := range more {
		i := slices.IndexFunc(steps, func(had *sqlStep) bool {
			return had.verb == s.verb && had.phones != nil && s.phones != nil && maps.Equal(had.with, s.with)
		})
		if i < 0 {
			steps = append(steps, s)
			continue
		}
		steps[i].phones = devices.Union(steps[i].phones, s.phones)
	}
	return steps
}
