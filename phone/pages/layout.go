package pages

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html/template"
	"strings"
)

// layout is the HTML of a family.
type layout = *template.Template

// sheet is what a layout is filled with.
type sheet struct {
	Title, Model, Number, Name string
	Links                      []link
	Rows                       []line
	Messages                   []string
	Files                      []link
}

type link struct{ Text, Path string }

type line struct{ Label, Value string }

// layoutJava is the 7900 series with a Java machine and all after it. The cells, the blank before a label, <B> around both and the empty
// cell of 20 between them are what public programs look for in pages of real phones; colours and pictures are left out.
var layoutJava = parsed("java", `<HTML>
<HEAD><TITLE>Cisco Systems, Inc.</TITLE></HEAD>
<BODY>
<TABLE BORDER=0><TR><TD VALIGN=top>
<TABLE>
{{range .Links}}<TR><TD><A HREF="{{.Path}}">{{.Text}}</A></TD></TR>
{{end}}</TABLE>
</TD><TD VALIGN=top>
<DIV ALIGN=center><B>{{.Title}}</B><BR>Cisco IP Phone {{.Number}} ( {{.Name}} )</DIV>
<TABLE>
{{range .Rows}}<TR><TD><B> {{.Label}}</B></TD><td width=20></TD><TD><B>{{.Value}}</B></TD></TR>
{{end}}{{range .Files}}<TR><TD><A HREF="{{.Path}}">{{.Text}}</A></TD></TR>
{{end}}</TABLE>
{{range .Messages}}{{.}}<BR>
{{end}}</TD></TR></TABLE>
</BODY></HTML>
`)

// layoutClassic is the 7940 and 7960: an empty cell between label and value, each cell in a line of its own (blanks that
// CUCM-Phone-Info expects).
var layoutClassic = parsed("classic", `<HTML>
<HEAD><TITLE>Cisco Systems, Inc.</TITLE></HEAD>
<BODY>
{{range .Links}}<A HREF="{{.Path}}">{{.Text}}</A><BR>
{{end}}<H3>{{.Title}}</H3>
Cisco IP Phone {{.Number}} ( {{.Name}} )
<TABLE>
{{range .Rows}}<TR>
<TD>{{.Label}}</TD>
<TD></TD>
<TD>{{.Value}}</TD>
</TR>
{{end}}</TABLE>
{{range .Messages}}{{.}}<BR>
{{end}}</BODY></HTML>
`)

// layoutCells is the 6900 series: a cell with a blank that does not break between label and value (CUCM-Phone-Info, for the 6901; on its page of
// device information the cell is empty).
var layoutCells = parsed("cells", `<html>
<head><title>Cisco IP Phone {{.Number}}</title></head>
<body>
{{range .Links}}<a href="{{.Path}}">{{.Text}}</a><br>
{{end}}<h3>{{.Title}}</h3>
<table>
{{$gap := .Gap}}{{range .Rows}}<tr>
<td>{{.Label}}</td>
<td>{{$gap}}</td>
<td>{{.Value}}</td>
</tr>
{{end}}{{range .Files}}<tr><td><a href="{{.Path}}">{{.Text}}</a></td></tr>
{{end}}</table>
{{range .Messages}}{{.}}<br>
{{end}}</body></html>
`)

// layoutLines is the 7937: label, colon and value in a line.
var layoutLines = parsed("lines", `<html><head><title>Cisco {{.Model}}</title></head><body>
{{range .Links}}<a href="{{.Path}}">{{.Text}}</a><br>
{{end}}{{.Title}}<br>
{{range .Rows}}{{.Label}} {{.Value}}<br>
{{end}}{{range .Files}}<a href="{{.Path}}">{{.Text}}</a><br>
{{end}}{{range .Messages}}{{.}}<br>
{{end}}</body></html>
`)

func parsed(name, text string) layout { return template.Must(template.New(name).Parse(text)) }

// Gap is the cell between label and value of a 6900: on all pages but the first one.
func (s sheet) Gap() template.HTML {
	if s.Title == titleDevice69 {
		return ""
	}
	return "&nbsp;"
}

// html renders a page.
func (f *family) html(p *Phone, of *page) []byte {
	s := sheet{Title: of.title, Model: p.Model.Name, Number: f.number(p), Name: p.Name, Rows: of.lines(p)}
	for i := range f.pages {
		if one := &f.pages[i]; one.link != "" && len(one.html) > 0 {
			s.Links = append(s.Links, link{one.link, one.html[0]})
		}
	}
	switch of.kind {
	case ofStatus:
		s.Messages = p.Status()
	case ofDebug:
		s.Messages = f.debug(p)
	case ofConsole:
		s.Files = f.files(p)
	}
	var b bytes.Buffer
	if err := f.layout.Execute(&b, s); err != nil { // the values are texts, and a buffer takes all
		panic(err)
	}
	return b.Bytes()
}

// lines are the rows of a page that have a label.
func (of *page) lines(p *Phone) (lines []line) {
	for _, r := range of.rows {
		if r.label == "" {
			continue
		}
		for _, v := range r.values(p) {
			lines = append(lines, line{r.label, v})
		}
	}
	return lines
}

func (r *row) values(p *Phone) []string {
	if r.list != nil {
		return r.list(p)
	}
	return []string{r.value(p)}
}

// prologs are the first lines of XML: the 7940's is a capture's.
var prologs = map[string]string{"7940": `<?xml version="1.0" encoding="iso-8859-1"?>`, "": `<?xml version="1.0" encoding="utf-8"?>`}

// xml renders the twin of a page.
func (f *family) xml(p *Phone, of *page) []byte {
	var b bytes.Buffer
	prolog, own := prologs[f.name]
	if !own {
		prolog = prologs[""]
	}
	fmt.Fprintf(&b, "%s\n<%s>\n", prolog, of.root)
	switch of.kind {
	case ofStatus:
		elements(&b, "status", p.Status()...)
	case ofDebug:
		elements(&b, "status", f.debug(p)...)
	}
	for _, r := range of.rows {
		if r.element != "" {
			elements(&b, r.element, r.values(p)...)
		}
	}
	fmt.Fprintf(&b, "</%s>\n", of.root)
	return b.Bytes()
}

func elements(b *bytes.Buffer, name string, values ...string) {
	for _, v := range values {
		fmt.Fprintf(b, " <%s>", name)
		_ = xml.EscapeText(b, []byte(strings.TrimRight(v, " "))) // a buffer takes all
		fmt.Fprintf(b, "</%s>\n", name)
	}
}
