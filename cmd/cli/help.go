package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// helpWidth is how wide help is, in columns.
const helpWidth = 100

// usageTemplate is cobra's, with flags no wider than helpWidth.
func usageTemplate(root *cobra.Command) string {
	return strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", ".FlagUsagesWrapped 100")
}

// reflow breaks the lines of paragraphs anew, none wider than helpWidth. Lines that begin with a blank stay as they are.
func reflow(text string) string {
	var paragraphs []string
	for _, p := range strings.Split(text, "\n\n") {
		if !strings.HasPrefix(p, " ") {
			p = wrapped(strings.Fields(p))
		}
		paragraphs = append(paragraphs, p)
	}
	return strings.Join(paragraphs, "\n\n")
}

func wrapped(words []string) string { return wrappedAt(words, helpWidth) }

// wrappedAt joins words to lines of at most so many columns; a word that is wider stands alone.
func wrappedAt(words []string, columns int) string {
	b, width := &strings.Builder{}, 0
	for i, w := range words {
		switch n := len([]rune(w)); {
		case i == 0:
			width = n
		case width+1+n > columns:
			b.WriteString("\n")
			width = n
		default:
			b.WriteString(" ")
			width += 1 + n
		}
		b.WriteString(w)
	}
	return b.String()
}
