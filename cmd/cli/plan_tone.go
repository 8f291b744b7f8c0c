package cli

import (
	"io"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"tvslab/plan/write"
)

// tones are the colours of what a plan's report prints.
var tones = map[write.Tone]text.Color{
	write.Strong: text.Bold, write.Quiet: text.Faint, write.Good: text.FgGreen, write.Doubtful: text.FgYellow, write.Bad: text.FgRed,
}

func paintTone(w io.Writer, tone write.Tone, word string) { paint(w, tones[tone], word) }

// usualWidth is the width of text where there is no terminal.
const usualWidth = 80

// columns is the width of the screen.
func (s *screen) columns() int {
	if !s.terminal() {
		return usualWidth
	}
	width, _, err := term.GetSize(int(s.file.Fd()))
	if err != nil || width == 0 {
		return usualWidth
	}
	return width
}

// unicode reports whether more than ASCII may be printed: yes, unless the locale names another character set than UTF-8. Where no locale
// is set, as in containers, the terminal beyond shows UTF-8 all the same.
func (s *screen) unicode() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(os.Getenv(name)); locale != "" {
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return true
}
