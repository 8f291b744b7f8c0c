package site

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"tvslab/site/markdown"
	"tvslab/site/page"
)

// Folders of the documentation that have a page of their own.
const (
	decisions = "docs/decisions"
	screens   = "docs/screens"
)

// addDecisions adds the list of decisions.
func (b *book) addDecisions() error {
	found, err := fs.Glob(b.tree, decisions+"/*.md")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	at := folderPath(decisions)
	var links []page.Link
	for _, f := range found {
		links = append(links, page.Link{Path: page.Rel(at, pathOf(f)), Title: b.documents[f].Title})
	}
	body, err := page.Execute(templates, "decisions", links)
	b.pages = append(b.pages, page.Page{Path: at, Title: "Decisions", Body: body, About: fmt.Sprintf("%d decisions: why tvslab is built as it is.", len(links))})
	return err
}

// shown is a picture of the gallery.
type shown struct {
	markdown.Picture
	Words string
}

// addPictures adds the gallery of all pictures of the documentation.
func (b *book) addPictures() error {
	found, err := fs.Glob(b.tree, screens+"/*.png")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	at := folderPath(screens)
	var list []shown
	for _, f := range found {
		text, err := fs.ReadFile(b.tree, f)
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		b.files[pathOf(f)] = text
		p := markdown.Picture{Address: page.Rel(at, pathOf(f))}
		p.Width, p.Height = size(text)
		list = append(list, shown{p, caption(path.Base(f))})
	}
	body, err := page.Execute(templates, "pictures", list)
	b.pages = append(b.pages, page.Page{Path: at, Title: "Pictures", Body: body, Wide: true, About: "The pages of a lab in the browser: light and dark, on a desk, a tablet, a phone and a beamer."})
	return err
}

// caption says what a picture of the tour shows, by its name: one-phone-desktop-light.png.
func caption(name string) string {
	words := strings.Split(strings.TrimSuffix(name, ".png"), "-")
	var looks []string
	for n := len(words); n > 1; n-- {
		switch w := words[n-1]; w {
		case "light", "dark", "beamer", "desktop", "tablet", "phone":
			if len(looks) < 2 && !(w == "phone" && len(looks) == 0) {
				looks, words = append([]string{w}, looks...), words[:n-1]
				continue
			}
		}
		break
	}
	subject := strings.Join(words, " ")
	return strings.ToUpper(subject[:1]) + subject[1:] + ": " + strings.Join(looks, ", ")
}
