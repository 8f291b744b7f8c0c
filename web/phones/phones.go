// Package phones is the pages about phones: the field, on which every phone of a lab is a cell, and the page of each phone, with what it holds, why it
// stands so, what would free it, and what can be done to it. What is chosen is said in the words of package filter.
package phones

import (
	"embed"
	"net/http"

	"tvslab/web/frame"
)

//go:embed templates
var templates embed.FS

// Files are what pages load of the package, below static/.
//
//go:embed static
var Files embed.FS

// Rows are the addresses of the package.
var Rows = []frame.Row{
	frame.Page("phones", "Phones", "p", frame.Templates(templates, "phones.html", "deeds.html"), showField),
	frame.Raw(http.MethodGet, "phones/field", serveField),
	frame.Raw(http.MethodGet, "phones/field.svg", serveSVG),
	frame.Raw(http.MethodGet, "phones/words", serveWords),
	frame.Form("phones/deed", do),
	frame.Page("phones/{device}", "", "", frame.Templates(templates, "phone.html", "story.html", "deeds.html"), showPhone),
	frame.Raw(http.MethodGet, "phones/{device}/screen.png", serveScreen),
}
