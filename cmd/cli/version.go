package cli

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// What make dist says about the build, by -ldflags "-X tvslab/cmd/cli.version=..."; each is "" in a build that nobody told, which then
// says what the Go command wrote into it.
var (
	version string // X.Y.Z, or X.Y.Z-dev.N+gHASH between tags
	commit  string // full hash
	date    string // RFC 3339, of the commit
)

// Version is the release of tvslab.
var Version = thisBuild().Version

// build is what a program knows about its own origin.
type build struct {
	Schema   int      `json:"schema"`
	Version  string   `json:"version"`
	Commit   string   `json:"commit"`
	Date     string   `json:"date"`
	Modified bool     `json:"modified"`
	Go       string   `json:"go"`
	OS       string   `json:"os"`
	Arch     string   `json:"arch"`
	Modules  []module `json:"modules"`
}

// module is a Go module that is linked in.
type module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	Sum     string `json:"sum"`
}

// thisBuild is the origin of this program.
func thisBuild() build {
	b := build{Schema: 1, Version: version, Commit: commit, Date: date, Modified: strings.HasSuffix(version, ".modified"),
		Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, Modules: []module{}}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		b.Version = cmp.Or(b.Version, "devel")
		return b
	}
	b.fill(info)
	return b
}

// fill takes what was not told from what the Go command wrote: nothing of version control where it built without (a folder without
// its repository, a second work tree of it, go run).
func (b *build) fill(info *debug.BuildInfo) {
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Modules = append(b.Modules, module{m.Path, m.Version, m.Sum})
	}
	if b.Version != "" {
		return
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	b.Version = "devel"
	if v, isVersion := strings.CutPrefix(info.Main.Version, "v"); isVersion {
		b.Version = v
	}
	b.Commit, b.Date, b.Modified = settings["vcs.revision"], settings["vcs.time"], settings["vcs.modified"] == "true"
}

func versionCommand(a *app) *cobra.Command {
	var listed bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `Prints the version, the commit that was built, and its date. With -o json also the Go modules that are
linked in, with their versions and checksums.

With --features says instead what this system has of what not every system has, and what to use in its place.`,
		Example: `  tvslab version
  tvslab version --features`,
		Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if listed {
				d := features()
				return a.print(d, func(w io.Writer) error { return writeFeatures(w, d) })
			}
			return a.print(thisBuild(), func(w io.Writer) error {
				_, err := io.WriteString(w, versionLine())
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&listed, "features", false, "what this system has, and what was found on this machine (docs/systems.md)")
	return cmd
}

// versionLine is what tvslab version and tvslab --version print.
func versionLine() string {
	b := thisBuild()
	origin := ""
	if b.Commit != "" {
		origin = fmt.Sprintf("commit %.12s of %s, ", b.Commit, b.Date)
	}
	return fmt.Sprintf("tvslab %s (%s%s, %s/%s)\n", b.Version, origin, b.Go, b.OS, b.Arch)
}
