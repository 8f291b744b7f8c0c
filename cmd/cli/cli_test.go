package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
)

// TestMain makes the test binary the real command: scripts run `tvslab`.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"tvslab": func() { os.Exit(cli.Main()) },
	})
}

// TestScripts plays testdata/*.txtar: stories a user could type. KEYS and VECTORS name the shipped lab keys and
// vectors, NET is the first half of loopback addresses.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	require.NoError(t, err)
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("KEYS", filepath.Join(root, "keys"))
			e.Setenv("VECTORS", filepath.Join(root, "vectors"))
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
		},
		RequireExplicitExec: true,
	})
}
