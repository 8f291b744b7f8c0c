package site_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
	"tvslab/scenarios/library"
	"tvslab/site"
	"tvslab/site/manual"
	"tvslab/site/proof"
)

// TestProof: nothing is wrong with the site of this project, and it has what it should.
func TestProof(t *testing.T) {
	files := whole(t)
	r := proof.Check(files)
	require.Empty(t, r.Problems, strings.Join(r.Problems, "\n"))
	require.Greater(t, r.Pages, 400)
	require.Greater(t, r.Links, 10000)
	for _, name := range library.Names() {
		found := false
		for at := range files {
			found = found || strings.HasPrefix(at, "library/") && strings.HasSuffix(at, "/"+name+".html")
		}
		require.True(t, found, "scenario %s has no page", name)
	}
	for _, c := range cli.Root(nil, nil, nil).Commands() {
		if c.IsAvailableCommand() {
			require.Contains(t, files, manual.Path(c))
		}
	}
	for _, at := range []string{"schema/scenario/1.json", "schema/lesson/1.json", "schema/openapi/1.json", "docs/decisions/index.html", "docs/screens/index.html"} {
		require.Contains(t, files, at)
	}
}

// TestSelfContained: pages load nothing from elsewhere and hold no script or style of their own.
func TestSelfContained(t *testing.T) {
	for at, text := range whole(t) {
		if strings.HasSuffix(at, ".html") {
			for _, part := range []string{`src="http`, `<style`, ` style="`, `<script>`, ` onclick=`, `rel="stylesheet" href="http`} {
				require.NotContains(t, string(text), part, at)
			}
		}
	}
}

// TestSame: a second build has the same bytes.
func TestSame(t *testing.T) {
	again, err := site.Build(os.DirFS(".."), site.Options{})
	require.NoError(t, err)
	first := whole(t)
	require.Len(t, again, len(first))
	for at, text := range first {
		require.True(t, string(text) == string(again[at]), "%s differs", at)
	}
}

// TestSchemas: identities are names, and addresses where the address is known; the schema of scenarios takes one of the library.
func TestSchemas(t *testing.T) {
	identity := func(files site.Files, name string) string {
		var s struct {
			ID string `json:"$id"`
		}
		require.NoError(t, json.Unmarshal(files["schema/"+name+"/1.json"], &s))
		return s.ID
	}
	require.Equal(t, "urn:tvslab:schema:scenario:1", identity(whole(t), "scenario"))
	require.Equal(t, "urn:tvslab:schema:lesson:1", identity(whole(t), "lesson"))
	based, err := site.Build(os.DirFS(".."), site.Options{Base: "https://docs.example.org/x/"})
	require.NoError(t, err)
	require.Equal(t, "https://docs.example.org/x/schema/lesson/1.json", identity(based, "lesson"))
	for _, name := range []string{"scenario", "lesson"} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(whole(t)["schema/"+name+"/1.json"])))
		require.NoError(t, err)
		c := jsonschema.NewCompiler()
		require.NoError(t, c.AddResource("https://docs.example.org/schema.json", doc))
		_, err = c.Compile("https://docs.example.org/schema.json")
		require.NoError(t, err)
	}
}

// small is a tree with the pages that a site needs.
func small(more map[string]string) fstest.MapFS {
	tree := fstest.MapFS{}
	for _, name := range []string{"docs/scenarios.json", "docs/openapi.json"} {
		text, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			panic(err)
		}
		tree[name] = &fstest.MapFile{Data: text}
	}
	for name, text := range map[string]string{"README.md": "# Lab\n\nA lab. It stays.\n\n[read](docs/fidelity.md#one)\n", "docs/fidelity.md": "# Fidelity\n\n## One\n\n| point | here | basis |\n|---|---|---|\n| a | b | guess |\n",
		"docs/api.md": "# API\n", "docs/navigation.yaml": "sections:\n  - {title: Begin, pages: [README.md]}\n"} {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, text := range more {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

// TestNewPage: a page that nobody arranged is under More, and one that was arranged where it should be.
func TestNewPage(t *testing.T) {
	files, err := site.Build(small(map[string]string{"docs/new.md": "# Something new\n\nIt is here.\n"}), site.Options{})
	require.NoError(t, err)
	front := string(files["index.html"])
	_, under, ok := strings.Cut(front, "<h2>More</h2>")
	require.True(t, ok)
	require.Contains(t, under, `<a href="docs/new.html">Something new</a>`)
	require.Contains(t, string(files["docs/new.html"]), `<a href="../index.html">tvslab</a>`)
}

// TestRefused: what is not there is an error that names it.
func TestRefused(t *testing.T) {
	for _, row := range []struct{ name, file, text, told string }{
		{"link", "docs/x.md", "# X\n\n[y](y.md)\n", `docs/x.md: link "y.md"`},
		{"picture", "docs/x.md", "# X\n\n![y](y.png)\n", `docs/x.md: picture "y.png"`},
		{"arranged", "docs/navigation.yaml", "sections:\n  - {title: Begin, pages: [docs/y.md]}\n", `section "Begin": there is no page "docs/y.md"`},
		{"unknown key", "docs/navigation.yaml", "parts: []\n", "docs/navigation.yaml"},
		{"record", "docs/scenarios.json", `{"schema": 1, "scenarios": []}`, "make scenarios-doc"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := site.Build(small(map[string]string{row.file: row.text}), site.Options{})
			require.ErrorContains(t, err, row.told)
		})
	}
}

// TestWrite: a site takes the place of a site, and of nothing else.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	require.NoError(t, site.Files{"static/search.js": nil, "old/page.html": nil}.Write(dir))
	require.NoError(t, site.Files{"static/search.js": nil, "new/page.html": []byte("x")}.Write(dir))
	require.NoFileExists(t, filepath.Join(dir, "old", "page.html"))
	require.FileExists(t, filepath.Join(dir, "new", "page.html"))
	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, "letter.txt"), nil, 0o600))
	require.ErrorContains(t, site.Files{}.Write(other), "holds something else than a site")
}
