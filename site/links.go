package site

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"tvslab/site/markdown"
	"tvslab/site/page"
)

// linker sends the links of a page to where files of the project are on the site.
type linker struct {
	book *book
	file string // in the project
	at   string // on the site
}

// Link implements markdown.Linker.
func (l linker) Link(to string) (string, error) {
	file, anchor, marked := strings.Cut(to, "#")
	if file == "" || strings.Contains(file, ":") {
		return to, nil
	}
	file = path.Join(path.Dir(l.file), file)
	about, err := fs.Stat(l.book.tree, file)
	if err != nil {
		return "", fmt.Errorf("link %q: %w", to, err)
	}
	l.book.want(file)
	address := pathOf(file)
	if about.IsDir() {
		address = folderPath(file)
	}
	if marked {
		address += "#" + anchor
	}
	return page.Rel(l.at, address), nil
}

// Picture implements markdown.Linker.
func (l linker) Picture(to string) (markdown.Picture, error) {
	file := path.Join(path.Dir(l.file), to)
	text, err := fs.ReadFile(l.book.tree, file)
	if err != nil {
		return markdown.Picture{}, fmt.Errorf("picture %q: %w", to, err)
	}
	l.book.want(file)
	width, height := size(text)
	return markdown.Picture{Address: page.Rel(l.at, pathOf(file)), Width: width, Height: height}, nil
}

// size is that of a picture in pixels, 0 where it does not say.
func size(text []byte) (width, height int) {
	if c, err := png.DecodeConfig(bytes.NewReader(text)); err == nil {
		return c.Width, c.Height
	}
	var svg struct {
		Width  string `xml:"width,attr"`
		Height string `xml:"height,attr"`
		Box    string `xml:"viewBox,attr"`
	}
	if xml.Unmarshal(text, &svg) != nil {
		return 0, 0
	}
	number := func(text string) int {
		n, _ := strconv.ParseFloat(strings.TrimSuffix(text, "px"), 64)
		return int(n)
	}
	if box := strings.Fields(svg.Box); len(box) == 4 && (number(svg.Width) == 0 || number(svg.Height) == 0) {
		return number(box[2]), number(box[3])
	}
	return number(svg.Width), number(svg.Height)
}
