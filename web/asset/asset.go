// Package asset holds the files of others that pages of a lab load, as their authors released them: pinned by hash, each with its licence
// beside it. What a page needs of its own is with the page.
package asset

import "embed"

// Files are the files, by name.
//
//go:embed files
var Files embed.FS

// File is a file that was taken over.
type File struct {
	Name    string // below files
	Package string // of the npm registry
	Version string
	Licence string // SPDX; its text is beside the file
	SHA256  string // hexadecimal
}

// All are the files that were taken over. A file whose last line named a source map is without that line.
var All = []File{
	{"htmx.js", "htmx.org", "2.0.11", "0BSD", "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"},
	{"idiomorph.js", "idiomorph", "0.7.4", "0BSD", "a6437e55b1b6a07bc421f0d230266a39399b6826c6ed19e0ed9c63b707444a5f"},
	{"uplot.css", "uplot", "1.6.32", "MIT", "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04"},
	{"uplot.js", "uplot", "1.6.32", "MIT", "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f"},
	{"xterm-fit.js", "@xterm/addon-fit", "0.10.0", "MIT", "3e9ae6f6965ee1269d5574b905cf1bf559c2f44c784255b0034a71387e7719c9"},
	{"xterm.css", "@xterm/xterm", "5.5.0", "MIT", "ba8e6985669488981ccf40c0cefe3aba80722cb6c92de7ad628b0bd717faf2b6"},
	{"xterm.js", "@xterm/xterm", "5.5.0", "MIT", "7a88e46a58847d3f17109e3d48cc8aa056a01997d00ceb76035f63370712d858"},
}
