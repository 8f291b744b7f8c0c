package draw

import "embed"

// Files are what pages load of the package, below static/: palette.css, the colours of verdicts.
//
//go:embed static
var Files embed.FS
