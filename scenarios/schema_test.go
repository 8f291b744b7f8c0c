package scenarios

import (
	"bytes"
	"encoding/json"
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
	"tvslab/scenarios/expect"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim/cucm"
)

// The page of the language explains every key, every setting and every reason code.
func TestPageIsComplete(t *testing.T) {
	page, err := os.ReadFile("../docs/scenario-language.md")
	require.NoError(t, err)
	var words []string
	for _, kind := range []reflect.Type{
		reflect.TypeFor[Scenario](), reflect.TypeFor[site.Cluster](), reflect.TypeFor[site.Node](), reflect.TypeFor[site.Group](),
	} {
		words = append(words, file.KeysOf(kind).Names()...)
	}
	words = append(words, stepKeys().Names()...)
	words = append(words, expect.PhoneKeys().Names()...)
	words = append(words, expect.NodeKeys().Names()...)
	words = append(words, cucm.SettingRows().Names()...)
	words = append(words, phone.SettingRows().Names()...)
	words = append(words, expect.ReasonNames()...)
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

// TestSchemaKnowsSettings: their names, words, numbers and lists.
func TestSchemaKnowsSettings(t *testing.T) {
	schema := compiledSchema(t)
	for settings, ok := range map[string]bool{
		"cluster: {tftp_key_pickup: immediate}":       true,
		"cluster: {tftp_key_pickup: sometimes}":       false,
		"cluster: {lsc_years: 3, lsc_key_bits: 2048}": true,
		"cluster: {lsc_years: soon}":                  false,
		"cluster: {lsc_key_bits: 2000}":               false,
		"cluster: {auto_reset: perhaps}":              false,
		"cluster: {tvs_ctl_poll: 5m}":                 true,
		"cluster: {tvs_poll: 5m}":                     false,
		"phone: {auto_reset: true}":                   false,
		"phone: {tftp_retransmit: 0.5}":               true,
		"phone: {tftp_retransmit: \"0.5, 1\"}":        true,
		"phone: {itl_signer_roles_in_ctl: SAST}":      true,
	} {
		err := schema.Validate(instance(t, []byte("title: x\nsource: x\nsettings: {"+settings+"}\n"+
			"cluster: {nodes: {pub: {roles: [publisher]}}}\nphones: {desk: {model: 8841, tftp: [pub]}}\nsteps: [power-on: all]\n")))
		require.Equal(t, ok, err == nil, "%s: %v", settings, err)
	}
}

// TestSchemaKnowsNames: names of models, certificates, services and reasons, in all spellings that are taken.
func TestSchemaKnowsNames(t *testing.T) {
	schema := compiledSchema(t)
	for _, row := range []struct {
		model, step string
		ok          bool
	}{
		{"8841", "power-on: all", true},
		{`"8841"`, "power-on: all", true},
		{"Cisco 8841", "power-on: all", true},
		{"CP-8841", "power-on: all", true},
		{"7965G", "power-on: all", true},
		{"Jabber", "power-on: all", true},
		{"matrix", "power-on: all", true},
		{"8814x", "power-on: all", false},
		{"884l", "power-on: all", false},
		{"8842", "power-on: all", false},
		{"8841", "regenerate: {certificate: [CallManager, TVS], nodes: all}", true},
		{"8841", "regenerate: {certificate: CallManger, nodes: all}", false},
		{"8841", "regenerate: {certificate: CallManager-trust, nodes: all}", false},
		{"8841", "delete-certificate: {store: CallManager-trust, certificate: pub/CAPF, nodes: all}", true},
		{"8841", "delete-certificate: {store: CallManager-trsut, certificate: pub/CAPF, nodes: all}", false},
		{"8841", "generate-csr: {store: tomcat, nodes: all}", true},
		{"8841", "generate-csr: {store: tomcats, nodes: all}", false},
		{"8841", "restart: {service: Cisco Tftp, nodes: all}", true},
		{"8841", "restart: {service: TFTP, nodes: all}", false},
		{"8841", "expect: {desk: {reason: signer-unknown}}", true},
		{"8841", "expect: {desk: {reason: signer-unkown}}", false},
		{"8841", "expect: {pub: {services: {Cisco Tftp: running}}}", true},
		{"8841", "expect: {pub: {services: {Cisco TFTP: running}}}", false},
		{"8841", "expect: {pub: {certificate: {CAPF: valid}}}", true},
		{"8841", "expect: {pub: {certificate: {CAFP: valid}}}", false},
	} {
		err := schema.Validate(instance(t, []byte("title: x\nsource: x\ncluster: {nodes: {pub: {roles: [publisher]}}}\n"+
			"phones: {desk: {model: "+row.model+", tftp: [pub]}}\nsteps: ["+row.step+"]\n")))
		require.Equal(t, row.ok, err == nil, "%s, %s: %v", row.model, row.step, err)
	}
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
	require.NoError(t, schema.Validate(instance(t, []byte(whole))))
	template, err := os.ReadFile("library/new.yaml.tmpl")
	require.NoError(t, err)
	require.NoError(t, schema.Validate(instance(t, bytes.ReplaceAll(template, []byte("@TITLE@"), []byte("x")))))
	files, err := filepath.Glob("library/*/*.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 20)
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, schema.Validate(instance(t, data)), path)
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
		{"missing", "title: Everything\n", "", ""},
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

// Names that only the cluster, the phones and the command line know are checked with the rest, commands once per release.
func TestNamesAreChecked(t *testing.T) {
	for name, tt := range map[string]struct{ from, to, want string }{
		"model":         {"model: 7960", "model: 7961x", `unknown phone model "7961x" (did you mean "7961"?)`},
		"setting":       {"lsc_years: 3", "lsc_yeers: 3", `unknown setting "lsc_yeers" (did you mean "lsc_years"?)`},
		"phone setting": {"http_timeout: 4s", "http_timeout: soon", `setting http_timeout: "soon"`},
		"parameter":     {"pre 8.0, value", "pre 8, value", `unknown enterprise parameter "Prepare Cluster for Rollback to pre 8" (did you mean "Prepare Cluster for Rollback to pre 8.0"?)`},
		"service":       {"stop: {service: [Cisco Tftp,", "stop: {service: [TFTP service,", `unknown service "TFTP service" (did you mean "Cisco Tftp"?)`},
		"certificate":   {"[CallManager, TVS], nodes: all", "[CallManger, TVS], nodes: all", `unknown certificate "CallManger" (did you mean "CallManager"?)`},
		"store":         {"store: CallManager-trust, certificate: root", "store: CallManager-trst, certificate: root", `unknown certificate store "CallManager-trst" (did you mean "CallManager-trust"?)`},
		"reason":        {"reason: signer-unknown", "reason: signer-unknwon", `unknown reason "signer-unknwon" (did you mean "signer-unknown"?)`},
		"command":       {"run: show itl", "run: shw itl", `unknown command "shw itl"`},
		"of a release":  {"run: show itl", "run: utils ctl update CTLFile", "utils ctl update CTLFile: not available on release 9.1"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(whole, tt.from, tt.to, 1)
			require.NotEqual(t, whole, text)
			_, err := Load("whole.yaml", []byte(text))
			var ps file.Problems
			require.ErrorAs(t, err, &ps)
			require.Len(t, ps, 1)
			require.Contains(t, ps[0].Error(), tt.want)
		})
	}
}

// TestSchemaKnowsTwins: what a real cluster's twin says of certificates, services and phones.
func TestSchemaKnowsTwins(t *testing.T) {
	schema := compiledSchema(t)
	require.NoError(t, schema.Validate(instance(t, []byte(whole))))
	for _, row := range []struct {
		start, node, group string
		ok                 bool
	}{
		{"2026-03-02", "certificates: {TVS: {subject: CN=a, serial: 12, from: 2024-01-02}}", "holds: unknown", true},
		{"2026-03-02T08:00:00+01:00", "certificates: {TVS: {}}, stopped: Cisco Tftp", "holds: {itl: blank}, on: true", true},
		{`"2026-03-02 08:00"`, "trust: [{store: Phone-trust, subject: CN=a, until: 2024-01-02T10:00:00Z}], not-activated: [Cisco Tftp]", "on: true", true},
		{"Monday", "", "", false},
		{"2026-03-02", "certificates: {TVS-trust: {}}", "", false},
		{"2026-03-02", "certificates: {TVS: {subjekt: CN=a}}", "", false},
		{"2026-03-02", "certificates: {TVS: {hash: MD5}}", "", false},
		{"2026-03-02", "certificates: {TVS: {bits: many}}", "", false},
		{"2026-03-02", "trust: [{store: TVS, subject: CN=a}]", "", false},
		{"2026-03-02", "stopped: [Tftp]", "", false},
		{"2026-03-02", "", "holds: blank", false},
		{"2026-03-02", "", "holds: {itl: foreign}", false},
		{"2026-03-02", "", "on: sometimes", false},
	} {
		text := "title: x\nstart: " + row.start + "\ncluster: {nodes: {pub: {roles: [publisher]" + comma(row.node) + "}}}\n" +
			"phones: {desk: {model: 8841, tftp: [pub]" + comma(row.group) + "}}\nsteps: [power-on: all]\n"
		err := schema.Validate(instance(t, []byte(text)))
		require.Equal(t, row.ok, err == nil, "%s: %v", text, err)
	}
}

func comma(keys string) string {
	if keys == "" {
		return ""
	}
	return ", " + keys
}
