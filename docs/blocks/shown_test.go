package blocks_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"tvslab/lesson"
	"tvslab/scenarios"
)

// TestShown: blocks that are no commands are files or parts of files that their decoder takes, JSON, Go, or texts that rows.yaml names.
func TestShown(t *testing.T) {
	r, err := readRows()
	require.NoError(t, err)
	used, kinds := map[string]bool{}, map[string]int{}
	wraps := wrappers(t)
	for _, page := range pages(t) {
		blocks, err := blocksOf(page)
		require.NoError(t, err)
		for _, b := range blocks {
			kind, err := r.kind(wraps, b, func(w *row) { used[w.id] = true })
			kinds[kind]++
			if err != nil {
				t.Errorf("%s:%d: %q: %v", b.page, b.line, b.first(), err)
			}
		}
	}
	t.Logf("blocks: %v", kinds)
	for _, w := range r.Texts {
		if !used[w.id] {
			t.Errorf("rows.yaml: %s: no block is so", w.id)
		}
	}
	require.Greater(t, kinds["YAML"], 20)
}

// kind says what a block is, and what is wrong with it.
func (r *rows) kind(wraps []wrapper, b block, use func(*row)) (string, error) {
	switch text := b.text(); {
	case findBlock(r.Texts, b) != nil:
		use(findBlock(r.Texts, b))
		return "texts", nil
	case r.plays(b):
		return "commands", nil
	case b.lang == "go":
		_, err := format.Source([]byte(text))
		return "Go", err
	case b.lang == "json" || b.lang == "" && strings.HasPrefix(text, "{"):
		if !json.Valid([]byte(text)) {
			return "JSON", errors.New("not JSON")
		}
		return "JSON", nil
	case b.lang == "yaml" || b.lang == "yml" || b.lang == "" && isYAML(text):
		return "YAML", decoded(wraps, text)
	}
	return "unknown", errors.New("neither commands nor YAML, JSON or Go: a text has a row of texts in rows.yaml")
}

// isYAML tells whether a text is a mapping, or a list of them.
func isYAML(text string) bool {
	var one map[string]any
	var many []map[string]any
	return yaml.Load([]byte(text), &one) == nil && len(one) > 0 || yaml.Load([]byte(text), &many) == nil && len(many) > 0
}

// wrapper makes a file of which a block may be a part, and loads it.
type wrapper struct {
	as   string
	load func(text string) error
}

// decoded tells whether one of the decoders takes a text.
func decoded(wraps []wrapper, text string) error {
	var all []error
	for _, w := range wraps {
		err := w.load(text)
		if err == nil {
			return nil
		}
		all = append(all, fmt.Errorf("as %s: %w", w.as, err))
	}
	return errors.Join(all...)
}

// wrappers are scenario files, their steps and parts, lessons, their parts and those of a task.
func wrappers(t *testing.T) []wrapper {
	t.Helper()
	page, err := blocksOf("docs/scenario-language.md")
	require.NoError(t, err)
	first := slices.IndexFunc(page, func(b block) bool { return b.lang == "yaml" })
	require.GreaterOrEqual(t, first, 0)
	example, err := os.ReadFile(filepath.Join(root, "lessons", "first-look.yaml"))
	require.NoError(t, err)
	names := strings.NewReplacer("${world.pub}", "cucm-pub", "${world.sub}", "cucm-sub1", "${late}", "desk[2]", "story: |", "story: |\n  ${world.pub} ${late}").Replace(string(example))
	head := whole(t, page[first].text())
	head["cluster"].(map[string]any)["tokens"] = []string{"token-1", "token-2"}
	return []wrapper{
		{"a scenario", loadScenario},
		{"steps", func(text string) error { return within(head, "{steps: [PART]}", text, loadScenario) }},
		{"part of a scenario", func(text string) error { return within(head, "PART", text, loadScenario) }},
		{"a lesson", loadLesson},
		{"part of a lesson", func(text string) error { return within(whole(t, names), "PART", text, loadLesson) }},
		{"part of a task", func(text string) error { return within(whole(t, names), "{tasks: [PART]}", text, loadLesson) }},
	}
}

func whole(t *testing.T, text string) (file map[string]any) {
	t.Helper()
	require.NoError(t, yaml.Load([]byte(text), &file))
	return file
}

// within loads a file in which a part stands instead of what was there: at its top, as its steps, or in its first task.
func within(file map[string]any, place, text string, load func(string) error) error {
	var part any
	if err := yaml.Load([]byte(text), &part); err != nil {
		return err
	}
	file = maps.Clone(file)
	top, isMap := part.(map[string]any)
	_, isList := part.([]any)
	switch {
	case place == "{steps: [PART]}" && isList:
		file["steps"] = part
	case place == "{tasks: [PART]}" && isMap:
		task := maps.Clone(file["tasks"].([]any)[0].(map[string]any))
		maps.Copy(task, top)
		file["tasks"] = append([]any{task}, file["tasks"].([]any)[1:]...)
	case place == "PART" && isMap:
		maps.Copy(file, top)
	default:
		return errors.New("of another form")
	}
	out, err := yaml.Dump(file)
	if err != nil {
		return err
	}
	return load(string(out))
}

func loadScenario(text string) error {
	files := fstest.MapFS{"desk.csv": &fstest.MapFile{Data: []byte("Device Name,Description\nSEP00112233AAAA,Window\n")}}
	_, err := scenarios.LoadPlan("page.yaml", []byte(text), scenarios.Beside(files))
	return err
}

func loadLesson(text string) error {
	_, err := lesson.Load("page.yaml", []byte(text))
	return err
}
