package cluster

import (
	"context"
	"embed"
	"html/template"
	"net/http"
	"strings"

	"tvslab/web/frame"
)

//go:embed templates
var templates embed.FS

// Files are the scripts and styles of the pages, in the folder static.
//
//go:embed static
var Files embed.FS

// page is a template of this package.
func page(name string) *template.Template { return frame.Templates(templates, "shared.html", name) }

// operationPage is the form of an operation, and what came of it.
var operationPage = page("operation.html")

// Rows are the pages.
var Rows = []frame.Row{
	frame.Page("cluster", "Cluster", "c", page("overview.html"), overview),
	frame.Page("cluster/nodes/{node}", "", "", page("node.html"), showNode),
	frame.Page("cluster/certificates", "", "", page("certificates.html"), listCertificates),
	frame.Page("cluster/certificates/{sha256}", "", "", page("certificate.html"), showCertificate),
	frame.Raw(http.MethodGet, "cluster/certificates/{sha256}/pem", download),
	frame.Page("cluster/lists", "", "", page("lists.html"), showLists),
	frame.Page("cluster/tvs", "", "", page("tvs.html"), func(_ context.Context, a *frame.Ask) (any, error) { return a.Lab.TVSCaches(), nil }),
	frame.Page("cluster/parameters", "", "", page("parameters.html"), showParameters),
	frame.Page("cluster/backups", "", "", page("backups.html"), func(_ context.Context, a *frame.Ask) (any, error) { return a.Lab.Backups(), nil }),
	frame.Page("cluster/logs", "", "", page("logs.html"), showLogs),
	frame.Page("cluster/pages", "", "", page("real.html"), showReal),
	frame.Page("cluster/do", "", "", page("operations.html"), listOperations),
	frame.Page("cluster/do/{operation}", "", "", operationPage, showOperation),
	frame.Raw(http.MethodPost, "cluster/do/{operation}", perform),
	styled(frame.Page("cluster/terminal/{node}", "", "", page("terminal.html"), terminal)),
}

// styled lets a page have styles that a script of it makes.
func styled(r frame.Row) frame.Row {
	r.Style = true
	return r
}

// joined is several names as people write them.
func joined(list []string) string { return strings.Join(list, ", ") }
