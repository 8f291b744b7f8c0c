package markdown_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/site/markdown"
)

// links sends links to HTML, and knows one picture.
type links struct{}

func (links) Link(to string) (string, error) {
	if to == "nowhere.md" {
		return "", errors.New("nowhere.md: there is no such page")
	}
	return "to/" + to, nil
}

func (links) Picture(to string) (markdown.Picture, error) {
	return markdown.Picture{Address: "pictures/" + to, Width: 40, Height: 30}, nil
}

const page = `# The ` + "`lab`" + `

It <stays> up: [a day](lab.md#day),
with it. https://example.org/x

<!-- table: x, written by make docs -->
## Settings, here & there

| setting | here |
|---|---|
| ` + "`a_b`" + ` | x \| y |
<!-- end of x -->

## Settings, here & there

![A picture <1>](one.png)

    $ tvslab run x | less
    locked

` + "```yaml\nsteps: # all\n  - reset: \"all\"\n```\n"

// TestRender: a page as HTML, with what others need to know of it.
func TestRender(t *testing.T) {
	d, err := markdown.Render([]byte(page), links{})
	require.NoError(t, err)
	require.Equal(t, "The lab", d.Title)
	require.Equal(t, "It <stays> up: a day, with it. https://example.org/x", d.About)
	var ids []string
	for _, s := range d.Sections {
		ids = append(ids, s.ID)
	}
	require.Equal(t, []string{"the-lab", "settings-here--there", "settings-here--there-1"}, ids)
	require.Contains(t, d.Sections[2].Words, "locked")
	require.Equal(t, []markdown.Table{{Section: "Settings, here & there", ID: "settings-here--there", Header: []string{"setting", "here"}, Rows: [][]string{{"`a_b`", `x \| y`}}}}, d.Tables)
	html := string(d.HTML)
	for _, part := range []string{
		`<h1 id="the-lab">The <code>lab</code></h1>`, `It &lt;stays&gt; up: <a href="to/lab.md#day">a day</a>`,
		`<h2 id="settings-here--there">Settings, here &amp; there <a class="here" href="#settings-here--there" aria-label="Link to this section: Settings, here &amp; there">#</a></h2>`,
		`<div class="table-wrap" role="region" tabindex="0" aria-label="Table 1: Settings, here &amp; there"><table>`, `x | y`,
		`<figure><a href="pictures/one.png"><img src="pictures/one.png" alt="A picture &lt;1&gt;" width="40" height="30" loading="lazy" decoding="async"></a><figcaption>A picture &lt;1&gt;</figcaption></figure>`,
		`<span class="p">$</span> tvslab`, `<span class="k">steps</span>`, `<span class="c"># all</span>`, `<span class="s">&#34;all&#34;</span>`,
	} {
		require.Contains(t, html, part)
	}
	require.NotContains(t, html, "written by make docs")
}

// TestBrokenLink: a link that leads nowhere is an error.
func TestBrokenLink(t *testing.T) {
	_, err := markdown.Render([]byte("[x](nowhere.md)"), links{})
	require.ErrorContains(t, err, "nowhere.md: there is no such page")
}

// TestNames: names of headings are those of GitHub.
func TestNames(t *testing.T) {
	names := markdown.Names{}
	for _, row := range [][2]string{
		{"`GET /v1/pages`: all, or one", "get-v1pages-all-or-one"}, {"set_x - why?", "set_x---why"}, {"Äpfel", "äpfel"}, {"?", "section"}, {"?", "section-1"}, {"Äpfel", "äpfel-1"}, {"Äpfel", "äpfel-2"},
	} {
		require.Equal(t, row[1], names.Name(row[0]))
	}
}

// TestCode: what a line of code is written in is guessed by its beginning; nothing of it can be HTML.
func TestCode(t *testing.T) {
	for _, row := range [][3]string{
		{`{"a": 1}`, "", `<pre class="code"><code>{<span class="k">&#34;a&#34;</span>: <span class="n">1</span>}</code></pre>`},
		{"<b>", "", `<pre class="code"><code>&lt;b&gt;</code></pre>`},
		{"a: <b>", "", `<pre class="code"><code><span class="k">a</span>: &lt;b&gt;</code></pre>`},
		{"# x: a comment that is longer than what a small window shows", "text", `<pre class="code" tabindex="0"><code># x: a comment that is longer than what a small window shows</code></pre>`},
	} {
		require.Equal(t, row[2], string(markdown.Code(row[0], row[1])))
	}
}

// FuzzRender: any page is read, and none brings HTML of its own.
func FuzzRender(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("<script>alert(1)</script>\n\nx <script>alert(2)</script> [a](javascript:alert(3))"))
	f.Fuzz(func(t *testing.T, source []byte) {
		d, err := markdown.Render(source, links{})
		if err == nil {
			require.NotContains(t, string(d.HTML), "<script")
		}
	})
}
