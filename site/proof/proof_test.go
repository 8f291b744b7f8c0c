package proof_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/site/proof"
)

const head = `<!DOCTYPE html><html lang="en"><head><title>T</title><meta name="description" content="d"></head><body>`

// TestCheck: every kind of fault is told, with the page; a page without one is well.
func TestCheck(t *testing.T) {
	for _, row := range []struct{ name, page, told string }{
		{"well", head + `<nav><h2>Pages</h2></nav><h1 id="a">T</h1><h2>x</h2><p><a href="#a">a</a><img src="b.png" alt="b"><a href="https://example.org/">x</a></p></body></html>`, ""},
		{"nowhere", head + `<h1>T</h1><a href="c.html">c</a></body></html>`, `link "c.html" leads nowhere`},
		{"no such place", head + `<h1>T</h1><a href="#c">c</a></body></html>`, `link "#c": there is no such place on the page`},
		{"of one address", head + `<h1>T</h1><a href="/b.png">c</a></body></html>`, `holds at one address only`},
		{"of a script", head + `<h1>T</h1><a href="javascript:x">c</a></body></html>`, `holds at one address only`},
		{"empty", head + `<h1>T</h1><a href="">c</a></body></html>`, `a link without an address`},
		{"not closed", head + `<h1>T</h1><p>x</body></html>`, `</body> closes nothing; open are html body p`},
		{"left open", head + `<h1>T</h1>`, `not closed: html body`},
		{"twice", head + `<h1 id="a">T</h1><p id="a">x</p></body></html>`, `id "a" stands twice`},
		{"skipped", head + `<h1>T</h1><h3>x</h3></body></html>`, `a heading of level 3 after one of level 1`},
		{"two tops", head + `<h1>T</h1><h1>U</h1></body></html>`, `2 headings of the first level`},
		{"no words", head + `<h1>T</h1><img src="b.png" alt=""></body></html>`, `picture "b.png" has no words`},
		{"no language", `<html><head><title>T</title><meta name="description" content="d"></head><body><h1>T</h1></body></html>`, `no language`},
		{"no title", `<html lang="en"><head><meta name="description" content="d"></head><body><h1>T</h1></body></html>`, `no title`},
		{"no description", `<html lang="en"><head><title>T</title></head><body><h1>T</h1></body></html>`, `no description`},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := proof.Check(map[string][]byte{"a/page.html": []byte(row.page), "a/b.png": nil})
			if row.told == "" {
				require.Equal(t, proof.Report{External: []string{"https://example.org/"}, Links: 2, Pages: 1}, r)
				return
			}
			require.NotEmpty(t, r.Problems)
			require.Contains(t, r.Problems[0], "a/page.html: ")
			require.Contains(t, r.Problems[0], row.told)
		})
	}
}

// FuzzCheck: any page is read to its end.
func FuzzCheck(f *testing.F) {
	f.Add([]byte(head + `<h1>T</h1><a href="%zz"><p id=x id=y></body>`))
	f.Fuzz(func(t *testing.T, page []byte) {
		require.Equal(t, 1, proof.Check(map[string][]byte{"page.html": page}).Pages)
	})
}
