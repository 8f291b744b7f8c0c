package keypad

import (
	"image"
	"image/color"
	"image/png"
	"io"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"tvslab/phone"
)

// Size returns the pixels of a model's display: those of its background pictures (public tools, 6900 and 7800 series recalled).
func Size(m phone.Model) (width, height int) {
	if t := treeOf(m); t != nil {
		return t.width, t.height
	}
	return 320, 196
}

// Colours of the picture.
var (
	paper  = color.Gray{0xf0}
	ink    = color.Gray{0x10}
	border = color.Gray{0xa0}
)

const lineHeight, margin = 13, 3

// Draw writes a picture of a screen as PNG. It is drawn here: fonts, icons and colours of real phones are not imitated. Lines that
// have no room are left out.
func Draw(w io.Writer, m phone.Model, s Screen) error {
	width, height := Size(m)
	d := drawing{image.NewGray(image.Rect(0, 0, width, height))}
	d.fill(d.Bounds(), paper)
	d.bar(0, s.Title)
	rows := (height - 2*lineHeight) / lineHeight
	first := max(0, s.Cursor-rows+1)
	for i := first; i < len(s.Lines) && i-first < rows; i++ {
		y := (i - first + 1) * lineHeight
		if i == s.Cursor {
			d.fill(image.Rect(0, y+1, width, y+lineHeight+1), border)
		}
		d.text(margin, y, width, s.Lines[i], ink)
	}
	d.soft(s.Soft)
	return png.Encode(w, d)
}

type drawing struct{ *image.Gray }

func (d drawing) fill(r image.Rectangle, c color.Gray) {
	r = r.Intersect(d.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			d.SetGray(x, y, c)
		}
	}
}

// bar writes a line on dark ground.
func (d drawing) bar(y int, text string) {
	d.fill(image.Rect(0, y, d.Bounds().Dx(), y+lineHeight), ink)
	d.text(margin, y, d.Bounds().Dx(), text, paper)
}

// soft writes the labels of the soft keys below.
func (d drawing) soft(labels [softKeys]string) {
	width, y := d.Bounds().Dx(), d.Bounds().Dy()-lineHeight
	for i, label := range labels {
		if label == "" {
			continue
		}
		left, right := width*i/softKeys, width*(i+1)/softKeys
		d.fill(image.Rect(left+1, y, right-1, y+lineHeight), border)
		d.text(left+margin, y, right, label, ink)
	}
}

// text writes a line from x as far as right.
func (d drawing) text(x, y, right int, text string, c color.Gray) {
	clipped := d.SubImage(image.Rect(x, y, right, y+lineHeight)).(*image.Gray)
	f := font.Drawer{Dst: clipped, Src: image.NewUniform(c), Face: basicfont.Face7x13, Dot: fixed.P(x, y+lineHeight-margin)}
	f.DrawString(text)
}
