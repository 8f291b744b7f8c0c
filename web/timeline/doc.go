// Package timeline shows a lab's history in a browser: what was done, by whom, and what happened then; how the groups of phones stood, as a strip;
// any moment to look at, the clock, snapshots, branches; and a plan whose predictions come true or do not, step by step.
package timeline

import (
	"embed"
	"net/http"

	"tvslab/web/frame"
)

// Files are the templates, and what the pages load.
//
//go:embed templates static
var Files embed.FS

// Rows are the addresses of the package.
var Rows = []frame.Row{
	frame.Page("timeline", "Time line", "t", frame.Templates(Files, "timeline.html"), show),
	frame.Raw(http.MethodGet, "timeline/strip.svg", strip),
	frame.Raw(http.MethodGet, "timeline/branches.svg", branches),
	frame.Raw(http.MethodGet, "timeline/curve.json", curve),
	frame.Page("timeline/steps/{step}", "", "", frame.Templates(Files, "step.html"), stepEvents),
	frame.Form("timeline/undo", undo),
	frame.Form("timeline/redo", redo),
	frame.Form("timeline/branch", branch),
	frame.Form("timeline/clock", clock),
	frame.Form("timeline/snapshots", snapshot),
	frame.Form("timeline/plan", propose),
	frame.Form("timeline/plan/next", next),
	frame.Form("timeline/plan/drop", drop),
	frame.Raw(http.MethodGet, "timeline/plan.svg", matrix),
}
