package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
	"tvslab/testrace"
)

// TestMain makes the test binary the real command: scripts run `tvslab`.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"tvslab": func() { os.Exit(cli.Main()) },
	})
}

// TestScriptsMeetNowhere: scripts are played side by side, so that no two have servers in one network.
func TestScriptsMeetNowhere(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	of := map[string]string{}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		require.NoError(t, err)
		for _, network := range regexp.MustCompile(`\$NET\.\d+`).FindAllString(string(text), -1) {
			if other, taken := of[network]; taken {
				require.Equal(t, other, script, network)
			}
			of[network] = script
		}
	}
	require.NotEmpty(t, of)
}

// scripts are those of testdata: under the race detector, which makes them many times slower, every eighth of those in which servers run.
func scripts(t *testing.T) []string {
	all, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	if !testrace.On {
		return all
	}
	served := 0
	return slices.DeleteFunc(all, func(name string) bool {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		if !strings.Contains(string(text), "tvslab serve") {
			return true
		}
		served++
		return served%8 != 0
	})
}

// TestScripts plays testdata/*.txtar: stories a user could type. KEYS and VECTORS name the shipped lab keys and
// vectors, NET is the first half of loopback addresses.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	require.NoError(t, err)
	testscript.Run(t, testscript.Params{
		Files: scripts(t),
		Setup: func(e *testscript.Env) error {
			e.Setenv("KEYS", filepath.Join(root, "keys"))
			e.Setenv("VECTORS", filepath.Join(root, "vectors"))
			e.Setenv("NL", "\n")
			e.Setenv("PIPELINES", filepath.Join(root, "../examples/ci"))
			e.Setenv("EXAMPLES", filepath.Join(root, "../examples"))
			e.Setenv("CLIENTS", filepath.Join(root, "clients"))
			e.Setenv("NET", fmt.Sprintf("127.%d", 100+os.Getpid()%130)) // so that two runs of these tests do not meet
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status,
			"fetch":    fetch,
			"browse":   browse,
			"press":    press,
			"ready":    ready,
			"misroute": misroute,
			"crowd":    crowd,
			"steps":    steps,
		},
		Condition:           installed(filepath.Join(root, "clients/node_modules")),
		RequireExplicitExec: true,
	})
}
