package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
	"tvslab/testrace"
)

// sectionsOf are the second-level sections of docs/json.md by their heads.
func sectionsOf(t *testing.T) map[string]string {
	page, err := os.ReadFile("../../docs/json.md")
	require.NoError(t, err)
	sections := map[string]string{}
	for _, text := range strings.Split(string(page), "\n## ")[1:] {
		head, body, _ := strings.Cut(text, "\n")
		sections[head] = body
	}
	return sections
}

// keyed are objects whose keys are no fields, but names of something.
var keyed = map[string]bool{"counts": true, "prices": true, "bounds": true, "settings": true, "versions": true}

// fields calls for the fields of a document, with the path to each.
func fields(at string, document any, found func(path, name string)) {
	switch of := document.(type) {
	case []any:
		for _, one := range of {
			fields(at, one, found)
		}
	case map[string]any:
		_, name := filepath.Split(at)
		for key, value := range of {
			if !keyed[name] {
				found(at, key)
			}
			fields(at+"/"+key, value, found)
		}
	}
}

// TestFieldsAreDocumented: every field of the JSON documents of commands stands in the section of docs/json.md that is about it, or in one to which
// that leads.
func TestFieldsAreDocumented(t *testing.T) {
	testrace.Alone(t)
	sections := sectionsOf(t)
	careless, err := filepath.Abs("../../plan/testdata/careless.yaml")
	require.NoError(t, err)
	dir := t.TempDir()
	evidence := filepath.Join(dir, "pub.log")
	require.NoError(t, os.WriteFile(evidence, []byte("admin:show network cluster\n192.0.2.1 pub pub Publisher callmanager DBPub authenticated\nadmin:show tech all\nadmin:show itl\nx\n"), 0o600))
	for _, row := range []struct {
		about  []string
		status int
		args   string
	}{
		{[]string{"plan", "run"}, 1, "plan --html " + filepath.Join(dir, "page.html") + " " + careless},
		{[]string{"plan", "run"}, 0, "plan ../../plan/testdata/careful.yaml"},
		{[]string{"plan", "run"}, 1, "plan ../../plan/testdata/refused.yaml"},
		{[]string{"plan", "run"}, 1, "plan diff " + careless + " ../../plan/testdata/careful.yaml"},
		{[]string{"explore", "run"}, 1, "explore --all --kinds skip,order,off --bound off=1 --price order=2 " + careless},
		{[]string{"why"}, 0, "why " + careless},
		{[]string{"why"}, 0, "why --system trunk " + careless},
		{[]string{"why"}, 0, "why --step 1 " + careless},
		{[]string{"import"}, 0, "import -f - " + evidence},
		{[]string{"import"}, 0, "import -f " + filepath.Join(dir, "twin") + " " + evidence},
		{[]string{"run"}, 0, "run --timeline --release 11.5 tftp-both-changed-tvs-changed"},
		{[]string{"list"}, 0, "list"}, {[]string{"show"}, 0, "show tftp-both-changed-tvs-ok"}, {[]string{"check"}, 0, "check ../../scenarios/library"},
		{[]string{"models"}, 0, "models"}, {[]string{"reasons"}, 0, "reasons"}, {[]string{"version"}, 0, "version"},
		{[]string{"inspect"}, 0, "inspect ../../testdata/vectors/tlv-cucm-layout/CTLFile-10.5-tokenless-sha1-rsa1024.tlv"},
	} {
		t.Run(row.args, func(t *testing.T) {
			var out, errs bytes.Buffer
			args := append(strings.Fields(row.args), "-o", "json", "--keys", "../../testdata/keys")
			require.Equal(t, row.status, cli.Run(t.Context(), args, strings.NewReader(""), &out, &errs), errs.String())
			var document any
			require.NoError(t, json.Unmarshal(out.Bytes(), &document))
			var text string
			for _, head := range row.about {
				require.Contains(t, sections, head)
				text += sections[head]
			}
			missing := map[string]bool{}
			fields("", document, func(path, name string) {
				if name != "schema" && !strings.Contains(text, "`"+name+"`") && !strings.Contains(text, `"`+name+`"`) {
					missing[path+"/"+name] = true
				}
			})
			require.Empty(t, missing)
		})
	}
}
