package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Version is the release of tvslab; builds set it with -ldflags "-X tvslab/cmd/cli.Version=...".
var Version = "0.1.0-dev"

func versionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			document := map[string]any{"schema": 1, "version": Version, "go": runtime.Version(), "revision": revision()}
			return a.print(document, func(w io.Writer) error {
				_, err := io.WriteString(w, versionLine())
				return err
			})
		},
	}
}

// versionLine is what tvslab version and tvslab --version print.
func versionLine() string {
	return fmt.Sprintf("tvslab %s (%s, %s/%s)\n", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// revision is the commit the binary was built from, "" if the build does not know.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
