package cli

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBuildInfo: what make dist says wins; else what the Go command wrote counts.
func TestBuildInfo(t *testing.T) {
	info := func(main string) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: main}, Deps: []*debug.Module{
			{Path: "example.org/old", Version: "v1.0.0", Sum: "h1:a", Replace: &debug.Module{Path: "example.org/new", Version: "v2.0.0", Sum: "h1:b"}},
		}, Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-12-01T00:00:00Z"}, {Key: "vcs.modified", Value: "true"}}}
	}
	modules := []module{{"example.org/new", "v2.0.0", "h1:b"}}
	for name, row := range map[string]struct {
		told build
		main string
		want build
	}{
		"told":               {build{Version: "1.2.3", Commit: "def", Date: "then"}, "v9.9.9", build{Version: "1.2.3", Commit: "def", Date: "then", Modules: modules}},
		"of a tag":           {build{}, "v0.1.0", build{Version: "0.1.0", Commit: "abc", Date: "2026-12-01T00:00:00Z", Modified: true, Modules: modules}},
		"of no tag":          {build{}, "(devel)", build{Version: "devel", Commit: "abc", Date: "2026-12-01T00:00:00Z", Modified: true, Modules: modules}},
		"of a test's binary": {build{}, "", build{Version: "devel", Commit: "abc", Date: "2026-12-01T00:00:00Z", Modified: true, Modules: modules}},
	} {
		t.Run(name, func(t *testing.T) {
			row.told.fill(info(row.main))
			require.Equal(t, row.want, row.told)
		})
	}
}
