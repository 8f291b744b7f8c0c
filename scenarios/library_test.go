package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"tvslab/phone"
	"tvslab/sim/cucm"
)

func TestLibraryLoads(t *testing.T) {
	seen := map[string]string{}
	for _, file := range libraryFiles() {
		data, err := fs.ReadFile(Library(), file)
		require.NoError(t, err)
		s, err := Load(file, data)
		require.NoError(t, err)
		require.Empty(t, seen[s.Name], "two scenarios are called %s", s.Name)
		seen[s.Name] = file
		require.LessOrEqual(t, strings.Count(file, "/"), 2, "topic, entry, variant: %s", file)
	}
	require.Contains(t, seen, "tftp-both-changed-tvs-ok")
	require.Len(t, LibraryNames(), len(seen))
}

func TestFind(t *testing.T) {
	for _, name := range []string{"tftp-both-changed-tvs-ok", "tftp-both...", "tftp-both*", "tftp-both-changed", "tftp-both-changed/"} {
		t.Run(name, func(t *testing.T) {
			found, err := Find(name)
			require.NoError(t, err)
			var names []string
			for _, s := range found {
				names = append(names, s.Name)
			}
			require.Contains(t, names, "tftp-both-changed-tvs-ok")
		})
	}
	_, err := Find("tftp-both-chnged-tvs-ok")
	require.EqualError(t, err, `unknown scenario "tftp-both-chnged-tvs-ok"; did you mean "tftp-both-changed-tvs-ok"?`)
	_, err = Find("zzz...")
	require.ErrorContains(t, err, `unknown scenario "zzz..."`)
}

func TestLoadPath(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
	_, err := LoadPath(dir)
	require.ErrorContains(t, err, "no *.yaml file")
	_, err = LoadPath(filepath.Join(dir, "absent.yaml"))
	require.ErrorIs(t, err, fs.ErrNotExist)

	write("b.yaml", New("second"))
	write("a/z.yaml", New("first"))
	write("README.md", []byte("no scenario"))
	all, err := LoadPath(dir)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, "first", all[0].Title)
	require.Equal(t, filepath.Join(dir, "a", "z.yaml"), all[0].File)
	one, err := LoadPath(filepath.Join(dir, "b.yaml"))
	require.NoError(t, err)
	require.Equal(t, "b", one[0].Name)

	write("c.yaml", []byte("titel: x\n"))
	write("d.yaml", []byte("{"))
	_, err = LoadPath(dir)
	var ps Problems
	require.True(t, errors.As(err, &ps))
	require.Contains(t, ps.Error(), filepath.Join(dir, "c.yaml")+":1:1: ")
	require.Contains(t, ps.Error(), filepath.Join(dir, "d.yaml")+":")
}

func TestNew(t *testing.T) {
	for name, want := range map[string]string{
		"my plan": "my plan", "": "A new scenario", "quote \" and \n: {": `quote " and : {`, "@TITLE@": "@TITLE@",
	} {
		s, err := Load("new.yaml", New(name))
		require.NoError(t, err)
		require.Equal(t, want, s.Title)
		require.True(t, bytes.Contains(New(name), []byte("\n# ")), "it has comments")
	}
}

func TestNearest(t *testing.T) {
	known := []string{"CallManager", "CallManager-trust", "TVS", "Cisco Tftp", "regenerate", "reset", "8841"}
	for name, want := range map[string]string{
		"callmanger": "CallManager", "CallMangaer-Trust": "CallManager-trust", "TSV": "TVS", "cisco-tftp": "Cisco Tftp",
		"regenrate": "regenerate", "rset": "reset", "8842": "8841", "x": "", "": "", "power": "",
		strings.Repeat("a", 1<<16): "",
	} {
		require.Equal(t, want, Nearest(name, known), name)
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]string{
		"90s": "1m30s", "10m": "10m0s", "1h30m": "1h30m0s", "30d": "720h0m0s", "2w": "336h0m0s", "1y": "8760h0m0s", "250ms": "250ms",
		"0s": "", "": "", "-1s": "", "5": "", "1.5h": "", "101y": "", "999999999y": "", "90y20y": "", "30 days": "",
	} {
		got, err := ParseDuration(text)
		if want == "" {
			require.Error(t, err, text)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, want, got.String())
	}
}

func TestParsePhoneRef(t *testing.T) {
	for name, want := range map[string]PhoneRef{
		"desk": {Group: "desk"}, "desk[3]": {Group: "desk", First: 3, Last: 3}, "desk[1..30]": {Group: "desk", First: 1, Last: 30},
		"SEP0011223344AA": {Device: "SEP0011223344AA"}, "SEP00": {Group: "SEP00"}, "desk[": {Group: "desk["}, "desk[0]": {Group: "desk"},
		"desk[99999999]": {Group: "desk[99999999]"},
	} {
		require.Equal(t, want, ParsePhoneRef(name), name)
	}
}

func TestChecker(t *testing.T) {
	s, err := Load("whole.yaml", []byte(whole))
	require.NoError(t, err)
	require.NoError(t, s.Check(Checker{}))
	known := func(what string, names ...string) func(string) error {
		return func(name string) error { return &Unknown{What: what, Name: name, Known: names} }
	}
	var commands []string
	err = s.Check(Checker{
		Model:       known("phone model", "8845"),
		Service:     known("service", "Cisco Tftp Service"),
		Certificate: known("certificate"),
		Reason:      known("reason code", "signer-unknwon"),
		PhoneSetting: func(name, value string) error {
			return errors.New("setting " + name + " cannot be " + value)
		},
		Command: func(release, run string) error {
			commands = append(commands, release+" "+run)
			return nil
		},
	})
	var ps Problems
	require.ErrorAs(t, err, &ps)
	var lines []string
	for _, p := range ps {
		lines = append(lines, p.Error())
	}
	require.Contains(t, lines, `whole.yaml:11:11: unknown phone model "8841" (did you mean "8845"?)`)
	require.Contains(t, lines, "whole.yaml:18:11: setting timeout cannot be 4s")
	require.Contains(t, strings.Join(lines, "\n"), `unknown reason code "signer-unknown" (did you mean "signer-unknwon"?)`)
	require.Contains(t, commands, "9.1 utils ctl update CTLFile")
	require.Contains(t, commands, "14SU3 utils ctl update CTLFile")
}

// The page of the language explains every key, every setting and every reason code.
func TestPageIsComplete(t *testing.T) {
	page, err := os.ReadFile("../docs/scenario-language.md")
	require.NoError(t, err)
	var words []string
	for _, kind := range []reflect.Type{
		reflect.TypeFor[Scenario](), reflect.TypeFor[Cluster](), reflect.TypeFor[Node](), reflect.TypeFor[Group](), stepType,
		reflect.TypeFor[PhoneExpectation](), reflect.TypeFor[NodeExpectation](),
	} {
		words = append(words, fieldsOf(kind).names()...)
	}
	words = append(words, settingNames(&cucm.Settings{})...)
	words = append(words, settingNames(&phone.Settings{})...)
	words = append(words, reasonNames()...)
	for _, word := range words {
		assert.True(t, strings.Contains(string(page), "`"+word+"`"), word)
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	data, err := Schema()
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("scenario.json", doc))
	schema, err := c.Compile("scenario.json")
	require.NoError(t, err)
	return schema
}

// instance gives a YAML file as the JSON value that an editor would check.
func instance(t *testing.T, data []byte) any {
	var v any
	require.NoError(t, yaml.Load(data, &v))
	text, err := json.Marshal(v)
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return doc
}

func TestSchemaAcceptsWhatLoads(t *testing.T) {
	schema := compiledSchema(t)
	require.NoError(t, schema.Validate(instance(t, New("x"))))
	require.NoError(t, schema.Validate(instance(t, []byte(whole))))
	for _, file := range libraryFiles() {
		data, err := fs.ReadFile(Library(), file)
		require.NoError(t, err)
		require.NoError(t, schema.Validate(instance(t, data)), file)
	}
}

// One mistake gives one message, at the place of the mistake.
func TestSchemaRefusesTypos(t *testing.T) {
	schema := compiledSchema(t)
	for _, tt := range []struct{ name, from, to, place string }{
		{"verb", "power-on:", "pwoer-on:", "/steps/0"},
		{"key of a step", "phones: desk, tftp", "phones: desk, tfpt", "/steps/7/move"},
		{"expectation key", "itl-signer", "itl-singer", "/steps/45/expect/pub"},
		{"expectation in a list", "itl-accepted-by: tvs", "itl-acepted-by: tvs", "/steps/45/expect/desk/1"},
		{"word", "trust: current", "trust: curent", "/steps/45/expect/all/trust"},
		{"role", "[subscriber,", "[subscribre,", "/cluster/nodes/sub/roles/0"},
		{"service state", "Tftp: running", "Tftp: runing", "/steps/45/expect/pub/services/Cisco Tftp"},
		{"number", "port: 2445", "port: 70000", "/steps/38/fault/port"},
		{"wrong type", "count: 20", "count: many", "/phones/desk/count"},
		{"duration", "advance: 5y30d", "advance: 5 years", "/steps/42/advance"},
		{"two verbs", "power-on: all", "power-on: all\n    reset: all", "/steps/0"},
		{"missing", "source: S\n", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			broken := strings.Replace(whole, tt.from, tt.to, 1)
			require.NotEqual(t, whole, broken)
			err := schema.Validate(instance(t, []byte(broken)))
			var invalid *jsonschema.ValidationError
			require.ErrorAs(t, err, &invalid)
			var places []string
			leaves(invalid, func(e *jsonschema.ValidationError) {
				place := ""
				for _, part := range e.InstanceLocation {
					place += "/" + part
				}
				places = append(places, place)
			})
			require.Equal(t, []string{tt.place}, places, "%v", err)
		})
	}
}

func leaves(e *jsonschema.ValidationError, leaf func(*jsonschema.ValidationError)) {
	if len(e.Causes) == 0 {
		leaf(e)
	}
	for _, cause := range e.Causes {
		leaves(cause, leaf)
	}
}

// A duration is written so that it reads back, in the largest units.
func TestWriteDuration(t *testing.T) {
	for _, text := range []string{"6y", "1y30d", "30d", "1h30m", "10m", "90ms", "1d1s"} {
		span, err := ParseDuration(text)
		require.NoError(t, err)
		require.Equal(t, text, Duration{Value: span}.String())
	}
}
