package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/api"
	"tvslab/sim/lab/api/testapi"
)

// questions are requests to every resource, with the status that is expected.
var questions = []struct {
	resource, method, path, body string
	status                       int
}{
	{"do-step", "POST", "/v1/steps", `{"step":"power-on: all"}`, 200},
	{"do-step", "POST", "/v1/steps", `{"step":"backup: sftp"}`, 200},
	{"do-step", "POST", "/v1/steps", `{"step":"power-on: nobody"}`, 422},
	{"do-step", "POST", "/v1/steps", `{"step":"reset: all","more":1}`, 422},
	{"do-step", "POST", "/v1/steps", `{`, 400},
	{"get-lab", "GET", "/v1/lab", "", 200},
	{"get-lab", "GET", "/v1/lab?deep=1", "", 422},
	{"get-clock", "GET", "/v1/clock", "", 200},
	{"set-clock", "POST", "/v1/clock", `{"rate":"60x"}`, 422},
	{"do-to-phones", "POST", "/v1/phones/deeds", `{}`, 422},
	{"get-history", "GET", "/v1/history", "", 422},
	{"get-step-events", "GET", "/v1/history/steps/0/events", "", 422},
	{"get-standings", "GET", "/v1/standings?limit=5", "", 422},
	{"make-web-link", "POST", "/v1/web-links", "", 422},
	{"undo-step", "POST", "/v1/history/undo", "", 422},
	{"redo-step", "POST", "/v1/history/redo", "", 422},
	{"go-to-step", "POST", "/v1/history/steps/0", "", 422},
	{"take-snapshot", "POST", "/v1/snapshots", `{"name":"before"}`, 422},
	{"restore-snapshot", "POST", "/v1/snapshots/before/restore", "", 422},
	{"drop-snapshot", "DELETE", "/v1/snapshots/before", "", 422},
	{"get-lesson", "GET", "/v1/lesson", "", 422},
	{"get-score", "GET", "/v1/lesson/score", "", 422},
	{"get-deeds", "GET", "/v1/lesson/deeds", "", 422},
	{"check-lesson", "POST", "/v1/lesson/check", `{}`, 422},
	{"get-hint", "POST", "/v1/lesson/hint", `{"task":"look"}`, 422},
	{"answer-question", "POST", "/v1/lesson/answer", `{"task":"look","answers":["1"]}`, 422},
	{"solve-lesson", "POST", "/v1/lesson/solve", `{"all":true}`, 422},
	{"reset-lesson", "POST", "/v1/lesson/reset", "", 422},
	{"get-resets", "GET", "/v1/resets", "", 200},
	{"list-files-not-served", "GET", "/v1/files-not-served", "", 200},
	{"list-pages", "GET", "/v1/pages", "", 200},
	{"get-page", "GET", "/v1/pages/certificate-management?expires_before=2100-01-01T00:00:00Z", "", 200},
	{"get-page", "GET", "/v1/pages/phone?device=SEP0A0101000001", "", 200},
	{"get-page", "GET", "/v1/pages/nothing", "", 422},
	{"get-stories", "GET", "/v1/stories?group=floor", "", 200},
	{"list-nodes", "GET", "/v1/nodes", "", 200},
	{"get-node", "GET", "/v1/nodes/cucm-sub1", "", 200},
	{"get-node", "GET", "/v1/nodes/nobody", "", 404},
	{"list-node-certificates", "GET", "/v1/nodes/cucm-pub/certificates?store=CallManager-trust", "", 200},
	{"list-certificates", "GET", "/v1/certificates", "", 200},
	{"get-trust-lists", "GET", "/v1/nodes/cucm-pub/trust-lists", "", 200},
	{"get-trust-lists", "GET", "/v1/nodes/nobody/trust-lists", "", 404},
	{"list-logs", "GET", "/v1/nodes/cucm-pub/logs", "", 200},
	{"get-log", "GET", "/v1/nodes/cucm-pub/logs/lines?path=syslog/CiscoSyslog&last=3", "", 200},
	{"get-log", "GET", "/v1/nodes/cucm-pub/logs/lines?path=nothing", "", 404},
	{"get-log", "GET", "/v1/nodes/cucm-pub/logs/lines", "", 422},
	{"list-certificate-uses", "GET", "/v1/certificate-uses", "", 200},
	{"list-trust-lists", "GET", "/v1/trust-lists", "", 200},
	{"list-tvs-caches", "GET", "/v1/tvs-caches", "", 200},
	{"list-parameters", "GET", "/v1/parameters", "", 200},
	{"list-backups", "GET", "/v1/backups", "", 200},
	{"list-certificate-monitors", "GET", "/v1/certificate-monitors", "", 200},
	{"list-systems", "GET", "/v1/systems", "", 200},
	{"run-commands", "POST", "/v1/nodes/cucm-pub/commands", `{"commands":["show itl","reboot"]}`, 200},
	{"run-commands", "POST", "/v1/nodes/cucm-pub/commands", `{"commands":[]}`, 422},
	{"list-phones", "GET", "/v1/phones?select=floor&select=lobby&limit=2", "", 200},
	{"list-phones", "GET", "/v1/phones?verdict=fine", "", 422},
	{"list-phones", "GET", "/v1/phones?limit=-1", "", 422},
	{"get-phone", "GET", "/v1/phones/SEP0A0101000001", "", 200},
	{"get-phone", "GET", "/v1/phones/SEP000000000000", "", 404},
	{"get-story", "GET", "/v1/phones/SEP0A0101000001/why", "", 200},
	{"list-events", "GET", "/v1/events?limit=3", "", 200},
	{"list-events", "GET", "/v1/events?after=99999999", "", 422},
	{"open-shell", "GET", "/v1/nodes/nobody/shell", "", 404},
	{"open-shell", "GET", "/v1/nodes/cucm-pub/shell?width=wide", "", 422},
	{"stream-events", "GET", "/v1/events/stream?after=x", "", 422},
	{"stream-events", "GET", "/v1/events/stream?after=99999999", "", 422},
}

// TestResources: every answer of every resource is of the schema that the served OpenAPI document has for it.
func TestResources(t *testing.T) {
	base := "http://" + testapi.OnTCP(t, testapi.Lab(t, keys), "secret")
	text := read(t, ask(t, "GET", base+"/openapi.json", ""))
	schemas := compiler(t, text)
	asked := map[string]bool{}
	for _, q := range questions {
		asked[q.resource] = true
		t.Run(q.method+" "+q.path+" "+q.body, func(t *testing.T) {
			answer := ask(t, q.method, base+q.path, q.body)
			body := read(t, answer)
			require.Equal(t, q.status, answer.StatusCode, string(body))
			form := "application/json"
			if q.status >= 300 {
				form = "application/problem+json"
			}
			require.Equal(t, form, answer.Header.Get("Content-Type"))
			of := schemas(t, q.resource, q.status, form)
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
			require.NoError(t, err)
			require.NoError(t, of.Validate(document), string(body))
		})
	}
	for _, r := range api.Resources() {
		require.True(t, asked[r.OperationID], "%s: give it a row", r.OperationID)
	}
}

// compiler returns what finds the schema of an answer.
func compiler(t *testing.T, text []byte) func(t *testing.T, operation string, status int, form string) *jsonschema.Schema {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("openapi.json", document))
	return func(t *testing.T, operation string, status int, form string) *jsonschema.Schema {
		for path, item := range document.(map[string]any)["paths"].(map[string]any) {
			for method, op := range item.(map[string]any) {
				if op.(map[string]any)["operationId"] != operation {
					continue
				}
				code := "200"
				if status >= 300 {
					code = "default"
				}
				at := strings.NewReplacer("~", "~0", "/", "~1").Replace(path)
				schema, err := c.Compile("openapi.json#/paths/" + strings.NewReplacer("{", "%7B", "}", "%7D").Replace(at) + "/" + method +
					"/responses/" + code + "/content/" + strings.ReplaceAll(form, "/", "~1") + "/schema")
				require.NoError(t, err)
				return schema
			}
		}
		t.Fatalf("no operation %s", operation)
		return nil
	}
}

func ask(t *testing.T, method, url, body string) *http.Response {
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer secret")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	require.NoError(t, err)
	return answer
}

func read(t *testing.T, answer *http.Response) []byte {
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return body
}

// TestOpenAPIIsCurrent: docs/openapi.json is what the types say.
func TestOpenAPIIsCurrent(t *testing.T) {
	s, err := api.New(nil)
	require.NoError(t, err)
	want, err := s.OpenAPI()
	require.NoError(t, err)
	have, err := os.ReadFile("../../../docs/openapi.json")
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, have), "docs/openapi.json is stale: make api")
	require.True(t, json.Valid(have))
}
