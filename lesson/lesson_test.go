package lesson_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"tvslab/lesson"
	"tvslab/lessons"
)

// edited is the lesson that shows every part, with one text in the place of another.
func edited(t testing.TB, old, with string) []byte {
	t.Helper()
	data, err := lessons.Files.ReadFile("first-look.yaml")
	require.NoError(t, err)
	require.Contains(t, string(data), old)
	return []byte(strings.Replace(string(data), old, with, 1))
}

// TestLoad: what is wrong is said at its place, with what was probably meant.
func TestLoad(t *testing.T) {
	for _, tt := range []struct{ name, old, with, want string }{
		{"level", "level: beginner", "level: begginer", `did you mean "beginner"?`},
		{"key", "minutes:", "minuts:", `unknown key "minuts" in the lesson`},
		{"release", `"11.5"`, `"11.6"`, `unknown release "11.6"`},
		{"variable", "late: [", "late2: [", `unknown variable "late"`},
		{"key of a variable", "on ${world.sub} ends", "on ${world.subs} ends", `unknown key "subs" of variable world`},
		{"unused variable", "varies:\n", "varies:\n  more: [1, 2]\n", `variable "more" is not used`},
		{"group", "expect: {desk: {trust: current", "expect: {dsk: {trust: current", `did you mean "desk"?`},
		{"word", "{trust: locked}", "{trust: loked}", `did you mean "locked"?`},
		{"step", "- reset: all", "- rest: all", `unknown verb "rest"`},
		{"service", "[Cisco Trust Verification Service, Cisco Tftp], nodes: all}\n  - wait", "[Cisco Tftpd], nodes: all}\n  - wait", `unknown service "Cisco Tftpd"`},
		{"kind", "kind: regenerated", "kind: regenrated", `did you mean "regenerated"?`},
		{"choice", "answers: [when", "answers: [whenever", "is none of the choices"},
		{"two kinds", "bill: {visits: 0}", "bill: {visits: 0}, typed: x", "a check has one of typed and bill"},
		{"no kind", ", bill: {visits: 0}", "", "the check checks nothing"},
		{"told twice", "scenario:\n", "scenario:\n  release: \"14\"\n", `"release" is said by the lesson itself`},
		{"library", "scenario:\n", "scenario: {library: no-such, steps: 1}\nx:\n", `unknown key "x"`},
		{"same name", "- name: replace", "- name: look", `there are two tasks "look"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := lesson.Load("first-look.yaml", edited(t, tt.old, tt.with))
			require.ErrorContains(t, err, tt.want)
			require.ErrorContains(t, err, "first-look.yaml:")
		})
	}
}

// TestWorlds: a seed chooses names, and device names of its own; 0 is the file as it reads.
func TestWorlds(t *testing.T) {
	l, err := lesson.Load("first-look.yaml", edited(t, "title:", "title:"))
	require.NoError(t, err)
	zero, err := l.Exercise(0, "")
	require.NoError(t, err)
	require.Contains(t, zero.Story, "cucm-sub1")
	require.Equal(t, "12.5", zero.Release)
	seen := map[string]bool{}
	for seed := range uint64(20) {
		x, err := l.Exercise(seed, "11.5(1)")
		require.NoError(t, err)
		require.Equal(t, "11.5", x.Release)
		again, err := l.Exercise(seed, "11.5")
		require.NoError(t, err)
		require.Equal(t, x.Lab.Text(), again.Lab.Text())
		seen[string(x.Lab.Text())] = true
	}
	require.Len(t, seen, 20)
	_, err = l.Exercise(0, "8.0")
	require.ErrorContains(t, err, "known: 12.5, 11.5, 14")
}

// TestSchema: the schema for editors takes every lesson, as a seed makes it, and refuses what Load refuses.
func TestSchema(t *testing.T) {
	data, err := lesson.Schema()
	require.NoError(t, err)
	require.Less(t, len(data), 4<<20)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("lesson.json", doc))
	schema, err := c.Compile("lesson.json")
	require.NoError(t, err)
	valid := func(text []byte) error {
		var tree any
		require.NoError(t, yaml.Load(text, &tree))
		asJSON, err := json.Marshal(tree)
		require.NoError(t, err)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		require.NoError(t, err)
		return schema.Validate(value)
	}
	for _, name := range lessons.Names() {
		text, err := lessons.Files.ReadFile(name + ".yaml")
		require.NoError(t, err)
		require.NoError(t, valid(text), name)
	}
	require.Error(t, valid(edited(t, "level: beginner", "level: easy")))
	require.Error(t, valid(edited(t, "minutes:", "minuts:")))
}

// FuzzLoad: whatever a file holds, Load ends with a lesson or with what is wrong.
func FuzzLoad(f *testing.F) {
	f.Add(edited(f, "title:", "title:"))
	f.Add([]byte("varies: {a: [1, {b: 2}]}\ntitle: ${a.b}\nscenario: {library: tftp-both-changed-tvs-ok, steps: 2}\n"))
	f.Add([]byte("${a}: [&x *x]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, err := lesson.Load("f.yaml", data); err == nil {
			_, _ = l.Exercise(7, "")
		}
	})
}

// TestLibraryBody: a lesson begins with a scenario of the library, some of which say their mode and some of which have a matrix of modes.
func TestLibraryBody(t *testing.T) {
	data := strings.NewReplacer("${world.pub}", "cucm-pub", "${world.sub}", "cucm-sub1", "${late}", "desk[2]", "story: |", "story: |\n  ${world.pub} ${late}").Replace(string(edited(t, "", "")))
	before, rest, ok := strings.Cut(data, "\nscenario:")
	require.True(t, ok)
	_, after, ok := strings.Cut(rest, "\ntasks:")
	require.True(t, ok)
	for name, mode := range map[string]string{"tftp-both-changed-tvs-changed": "non-secure", "regen-callmanager-ecdsa": "of its matrix"} {
		_, err := lesson.Load("first-look.yaml", []byte(before+"\nscenario: {library: "+name+", steps: 2}\ntasks:"+after))
		require.NoError(t, err, mode)
	}
}
