// Package draw makes pictures of labs as SVG, for pages and for slides. How a verdict looks is one table here: a colour for light and one for
// dark ground, a shape, and a word, so that nobody needs to see colours.
package draw

// Mark is how a verdict looks.
type Mark struct {
	Verdict     string // as of package lab
	Word        string // for people
	Light, Dark string // colour on light and on dark ground, #rrggbb
	Path        string // shape in a square of 10 by 10, as the d of an SVG path; filled by the even-odd rule
}

// Grounds that the colours are made for: those of pages, and white paper.
const (
	LightGround = "#ffffff"
	DarkGround  = "#10161c"
)

// marks are by the order of the verdicts, best first. Shapes grow heavier with the trouble; the two hollow ones hold no list that decides.
var marks = []Mark{
	{"none", "no list", "#6b7680", "#8d99a5", "M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM5 2.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 1 1 0-4.8z"},
	{"blank", "blank ITL", "#5b2a86", "#ecdcff", "M1 1h8v8h-8zM2.6 2.6v4.8h4.8v-4.8z"},
	{"current", "current", "#2c7fc0", "#4ea3e6", "M1.5 1.5h7v7h-7z"},
	{"behind", "behind", "#0d5f50", "#7fe0c4", "M5 .8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 1 0 0-8.4z"},
	{"refusing", "refusing", "#b8730a", "#f0b03c", "M5 .6L9.6 9H.4z"},
	{"locked", "locked", "#8a1010", "#ff6a50", "M2.6 .4L5 2.8L7.4 .4L9.6 2.6L7.2 5L9.6 7.4L7.4 9.6L5 7.2L2.6 9.6L.4 7.4L2.8 5L.4 2.6z"},
}

// Marks are the looks of all verdicts, best first. The slice must not be changed.
func Marks() []Mark { return marks }

// MarkOf is the look of a verdict; of an unknown one that of none.
func MarkOf(verdict string) Mark {
	for _, m := range marks {
		if m.Verdict == verdict {
			return m
		}
	}
	return marks[0]
}
