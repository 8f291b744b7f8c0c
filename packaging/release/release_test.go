package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNamed(t *testing.T) {
	const commit = "591601159512b8fc9dfc020b815abef16124e248"
	for name, row := range map[string]struct {
		tag                  string
		modified             bool
		version, pkg, tagged string
	}{
		"no tag":             {"", false, "0.1.0-dev.321+g591601159512", "0.1.0~dev.321+g591601159512", ""},
		"no tag, modified":   {"", true, "0.1.0-dev.321+g591601159512.modified", "0.1.0~dev.321+g591601159512.modified", ""},
		"tag":                {"v1.2.3-0-g591601159512", false, "1.2.3", "1.2.3", "yes"},
		"tag, modified":      {"v1.2.3-0-g591601159512", true, "1.2.4-dev.0+g591601159512.modified", "1.2.4~dev.0+g591601159512.modified", ""},
		"behind a tag":       {"v1.2.9-7-g591601159512", false, "1.2.10-dev.7+g591601159512", "1.2.10~dev.7+g591601159512", ""},
		"far behind the tag": {"v0.10.0-107-g591601159512", false, "0.10.1-dev.107+g591601159512", "0.10.1~dev.107+g591601159512", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := named(Release{Commit: commit, Modified: row.modified}, row.tag, "321")
			require.NoError(t, err)
			require.Equal(t, row.version, r.Version)
			require.Equal(t, row.pkg, r.Package())
			require.Equal(t, row.tagged != "", r.Tagged)
		})
	}
	_, err := named(Release{Commit: commit}, "v1.2-0-gabc", "1")
	require.ErrorContains(t, err, "not of the form vX.Y.Z")
}

// TestOrder: dpkg sorts the versions in the order in which they are made.
func TestOrder(t *testing.T) {
	if _, err := exec.LookPath("dpkg"); err != nil {
		t.Skip("dpkg is not here")
	}
	order := []string{}
	for _, tag := range []string{"", "v0.1.0-0-gabc", "v0.1.0-2-gabc", "v0.1.0-11-gabc", "v0.1.1-0-gabc", "v0.1.1-1-gfff", "v0.2.0-0-gabc"} {
		r, err := named(Release{Commit: "abc"}, tag, "99")
		require.NoError(t, err)
		order = append(order, r.Package())
	}
	for i := range order[1:] {
		require.NoError(t, exec.Command("dpkg", "--compare-versions", order[i], "lt", order[i+1]).Run(), "%s < %s", order[i], order[i+1])
	}
}

// TestOf: a repository before its first tag, at it, behind it and with a change.
func TestOf(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SOURCE_DATE_EPOCH", "")
	t.Setenv("GIT_COMMITTER_DATE", "2026-12-01T01:02:03Z")
	git := func(args ...string) {
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "init.defaultBranch=main"}, args...)...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
	}
	state := func() Release {
		r, err := Of(dir)
		require.NoError(t, err)
		return r
	}
	_, err := Of(dir)
	require.ErrorContains(t, err, "is no checkout")
	git("init", "-q")
	git("commit", "-q", "--allow-empty", "-m", "one")
	require.Regexp(t, `^0\.1\.0-dev\.1\+g[0-9a-f]{12}$`, state().Version)
	require.Equal(t, time.Date(2026, 12, 1, 1, 2, 3, 0, time.UTC), state().Date)
	git("tag", "v0.1.0")
	git("tag", "v0.2.0-rc1") // not a release
	require.Equal(t, "0.1.0", state().Version)
	git("commit", "-q", "--allow-empty", "-m", "two")
	require.Regexp(t, `^0\.1\.1-dev\.1\+g[0-9a-f]{12}$`, state().Version)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	require.Regexp(t, `^0\.1\.1-dev\.1\+g[0-9a-f]{12}\.modified$`, state().Version)
	require.True(t, state().Modified)
	t.Setenv("SOURCE_DATE_EPOCH", "1")
	require.Equal(t, time.Unix(1, 0).UTC(), state().Date)
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	_, err = Of(dir)
	require.ErrorContains(t, err, "no number of seconds")
}

const changelog = `# Changelog

## [Unreleased]

### Added

- soon

## [0.2.0] - 2026-12-24

### Added

Labs in folders

- ` + "`serve --dir LAB`" + ` keeps a lab ([docs](docs/lab.md)),
  for ever.
- **Two** things.

## [0.1.0]

- no date
`

func TestCut(t *testing.T) {
	s, err := Cut(changelog, Release{Version: "0.2.0", Tagged: true})
	require.NoError(t, err)
	require.Equal(t, "2026-12-24", s.Date)
	require.Equal(t, []string{"Labs in folders: serve --dir LAB keeps a lab (docs), for ever.", "Labs in folders: Two things."}, s.Notes())
	s, err = Cut(changelog, Release{Version: "0.2.1-dev.3+gabc"})
	require.NoError(t, err)
	require.Equal(t, []string{"soon"}, s.Notes())
	_, err = Cut(changelog, Release{Version: "0.3.0", Tagged: true})
	require.ErrorContains(t, err, "no section [0.3.0]; it has Unreleased, 0.2.0, 0.1.0")
	_, err = Cut(changelog, Release{Version: "0.1.0", Tagged: true})
	require.ErrorContains(t, err, "no date")
}
