package pages

import "tvslab/phone"

// Paths are the addresses of a model's pages, those in HTML first.
func Paths(m phone.Model) (html, xml []string) {
	html = append(html, "/")
	for _, p := range familyOf(m).pages {
		html, xml = append(html, p.html...), append(xml, p.xml...)
	}
	return html, xml
}
