package informix_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/informix"
)

var now = time.Date(2026, 3, 2, 8, 5, 0, 0, time.UTC)

func TestTranslate(t *testing.T) {
	for name, row := range map[string]struct{ from, to string }{
		"plain":             {"SELECT name, pkid FROM device;", "select name , pkid FROM device"},
		"first":             {"select first 10 name from device order by name", "select name from device order by name limit 10"},
		"skip and first":    {"select skip 20 first 10 name from device", "select name from device limit 10 offset 20"},
		"skip alone":        {"select skip 5 name from device", "select name from device limit -1 offset 5"},
		"in a subquery":     {"select * from (select first 3 name from device) as d", "select * from ( select name from device limit 3 ) as d"},
		"both":              {"select first 1 a from (select skip 2 b from c)", "select a from ( select b from c limit -1 offset 2 ) limit 1"},
		"union":             {"select first 2 a from b union select a from c", "select a from b union select a from c limit 2"},
		"matches":           {`select a from b where a matches 'SEP*[0-9]?'`, "select a from b where a glob 'SEP*[0-9]?'"},
		"not matches":       {`select a from b where a not matches '\**'`, "select a from b where a not glob '[*]*'"},
		"matches a column":  {"select a from b where a matches c", "select a from b where a glob c"},
		"unique":            {"select unique a from b", "select distinct a from b"},
		"double quotes":     {`select a from b where a = "it's"`, "select a from b where a = 'it''s'"},
		"booleans":          {"select a from b where c = 't'", "select a from b where c = 't'"},
		"nvl":               {"select nvl(a, 'none') from b", "select ifnull ( a , 'none' ) from b"},
		"cast of a name":    {"select d.a::integer from d", "select cast( d . a as integer ) from d"},
		"cast of a string":  {"select 'x'::lvarchar(50) from d", "select cast( 'x' as text ) from d"},
		"cast of a call":    {"select lower(a)::char(3), b from d", "select cast( lower ( a ) as text ) , b from d"},
		"cast of a sum":     {"select (a+1)::int from d", "select cast( ( a + 1 ) as integer ) from d"},
		"today":             {"select a from b where c < today", "select a from b where c < '2026-03-02'"},
		"current":           {"select current year to second from b", "select '2026-03-02 08:05:00' from b"},
		"utc":               {"select dbinfo('utc_current') from b", "select 1772438700 from b"},
		"comments":          {"select a -- x\n/* y */ {z} from b", "select a from b"},
		"left outer":        {"select a from b left outer join c on b.d=c.d", "select a from b left outer join c on b . d = c . d"},
		"update":            {"update device set tkcertificatestatus=2, UpgradeFinishTime='2026:12:22:12:00' where pkid='1'", "update device set tkcertificatestatus = 2 , UpgradeFinishTime = '2026:12:22:12:00' where pkid = '1'"},
		"concatenation":     {"select a||'-'||b from c where d<>1 and e!=2", "select a || '-' || b from c where d <> 1 and e != 2"},
		"a word in quotes":  {"select a from b where c='with;'", "select a from b where c = 'with;'"},
		"certificate query": {"select c.servername from certificate as c inner join x as y on c.pkid = y.fk", "select c . servername from certificate as c inner join x as y on c . pkid = y . fk"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := informix.Translate(row.from, now)
			require.NoError(t, err)
			require.Equal(t, row.to, s.SQL)
			require.Equal(t, name == "update", s.Update)
		})
	}
}

func TestRefused(t *testing.T) {
	for name, statement := range map[string]string{
		"empty": "  ; ", "insert": "insert into device values (1)", "drop": "drop table device", "two": "select 1 from a; select 2 from b",
		"pragma": "select * from pragma_table_info('device')", "with": "select * from (with recursive x as (select 1) select * from x)",
		"attach": "attach 'x' as y", "schema": "select * from sqlite_master", "no end": "select 'a from b", "open": "select (a from b",
		"closed": "select a) from b", "cast to nothing": "select a::", "first": "select first 99999999999 a from b",
		"parameter": "select a from b where c = ?", "old outer": "select a from b, outer c where b.d=c.d", "returning": "update a set b=1 returning c",
		"control": "select \x00 from a", "dbinfo": "select dbinfo('version') from a",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := informix.Translate(statement, now)
			var refused *informix.Error
			require.ErrorAs(t, err, &refused)
			require.Equal(t, informix.Syntax, refused.Number)
			require.Equal(t, "A syntax error has occurred.", refused.Text())
			require.Contains(t, err.Error(), "sql: A syntax error has occurred (")
		})
	}
}

func TestAssigned(t *testing.T) {
	s, err := informix.Translate("update device set A = (select b from c where d=1), tkB=2 where e=3 and f=4", now)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "tkb"}, s.Assigned())
}

func TestErrors(t *testing.T) {
	for from, want := range map[string]string{
		"SQL logic error: no such table: Devices (1)":    "The specified table (devices) is not in the database.",
		"SQL logic error: no such column: d.Names (1)":   "Column (d.names) not found in any table in the query (or SLV is undefined).",
		`SQL logic error: near "form": syntax error (1)`: "A syntax error has occurred.",
	} {
		require.Equal(t, want, informix.Of(errors.New(from)).Text())
	}
}

func FuzzTranslate(f *testing.F) {
	for _, s := range []string{"select first 1 a from b", "update a set b='c''d'", "select (a)::int from b where c matches '\\", `select "x" from (select skip 1 y from z)`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, statement string) {
		s, err := informix.Translate(statement, now)
		if err != nil {
			var refused *informix.Error
			require.ErrorAs(t, err, &refused)
			return
		}
		require.NotContains(t, s.Words, "pragma")
		require.NotEmpty(t, s.SQL)
		s.Assigned()
	})
}
