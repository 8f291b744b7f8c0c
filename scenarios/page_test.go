package scenarios_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
)

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// The examples of the language's page are played: whole files as they are, lists of steps on the cluster of the
// first file.
func TestLanguagePage(t *testing.T) {
	page, err := os.ReadFile("../docs/scenario-language.md")
	require.NoError(t, err)
	blocks := yamlBlock.FindAllStringSubmatch(string(page), -1)
	require.Greater(t, len(blocks), 10)
	head, _, ok := strings.Cut(blocks[0][1], "steps:\n")
	require.True(t, ok)
	head = strings.Replace(head, "cluster:\n", "cluster:\n  tokens: [token-1, token-2]\n", 1)
	files := fstest.MapFS{"desk.csv": &fstest.MapFile{Data: []byte("Device Name,Description\nSEP00112233AAAA,Window\n")}}
	for _, block := range blocks {
		text := block[1]
		if strings.HasPrefix(text, "- ") {
			text = head + "steps:\n" + text
		}
		name, _, _ := strings.Cut(block[1], "\n")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := scenarios.Load("page.yaml", []byte(text), scenarios.Beside(files))
			require.NoError(t, err)
			for _, c := range s.Cells() {
				one, err := s.For(c)
				require.NoError(t, err)
				require.Empty(t, failures(t, one), c)
			}
		})
	}
}
