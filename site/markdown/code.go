package markdown

import (
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// guesses say what code without a language is, by its beginning.
var guesses = []struct {
	begins   *regexp.Regexp
	language string
}{
	{regexp.MustCompile(`^\$ `), "console"},
	{regexp.MustCompile(`^(tvslab|make|go|ssh|curl|cd|sudo|docker|kubectl|apt|dpkg|git|for|mkdir) `), "bash"},
	{regexp.MustCompile(`^[{\[]["\s{]`), "json"},
	{regexp.MustCompile(`^(- )?[a-z][a-z-]*:( |$)`), "yaml"},
	{regexp.MustCompile(`^(package|func|import) `), "go"},
}

// languageOf guesses.
func languageOf(text string) string {
	first := strings.TrimLeft(text, " \n")
	for _, g := range guesses {
		if g.begins.MatchString(first) {
			return g.language
		}
	}
	return ""
}

// wide is how many letters of a line a small window shows: code that has longer ones is scrolled, and must be reached with the keyboard for it.
const wide = 36

// Code is code in a box, its words marked by class. Without a language it is guessed; "text" is none.
func Code(text, language string) template.HTML {
	if language == "" {
		language = languageOf(text)
	}
	focus := ""
	for line := range strings.Lines(text) {
		if len([]rune(line)) > wide {
			focus = ` tabindex="0"`
			break
		}
	}
	return template.HTML(fmt.Sprintf(`<pre class="code"%s><code>%s</code></pre>`, focus, marked(text, language)))
}

// marked is code with its words in elements; as it is, where no lexer knows the language.
func marked(text, language string) string {
	lexer := lexers.Get(language)
	if language == "" || lexer == nil {
		return html.EscapeString(text)
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, text)
	if err != nil {
		return html.EscapeString(text)
	}
	var b strings.Builder
	for token := tokens(); token != chroma.EOF; token = tokens() {
		class := classOf(token.Type)
		if class == "" || strings.TrimSpace(token.Value) == "" {
			b.WriteString(html.EscapeString(token.Value))
			continue
		}
		fmt.Fprintf(&b, `<span class="%s">%s</span>`, class, html.EscapeString(token.Value))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// classes are those of the style sheet, by the kinds of words that a lexer tells apart: the first that fits.
var classes = []struct {
	kind  chroma.TokenType
	class string
}{
	{chroma.NameTag, "k"}, {chroma.NameAttribute, "k"}, {chroma.Keyword, "k"}, {chroma.NameBuiltin, "k"}, {chroma.GenericPrompt, "p"},
	{chroma.LiteralString, "s"}, {chroma.LiteralNumber, "n"}, {chroma.Comment, "c"}, {chroma.GenericOutput, "o"},
}

func classOf(kind chroma.TokenType) string {
	for _, row := range classes {
		if kind == row.kind || row.kind%100 == 0 && kind.InSubCategory(row.kind) || row.kind%1000 == 0 && kind.InCategory(row.kind) {
			return row.class
		}
	}
	return ""
}
