package bench

import "html/template"

// page is the page of WriteHTML. Text wraps; a table that is wider than the page is scrolled by itself.
var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>tvslab bench</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
div.wide { overflow-x: auto }
table { border-collapse: collapse; margin: 1em 0; font-size: 13px; font-variant-numeric: tabular-nums }
th, td { padding: 0.15em 0.7em; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top }
th:first-child, td:first-child, table.facts td, table.facts th { text-align: left }
table.facts th { font-weight: normal; color: #666 }
p.note { white-space: pre-wrap; border-left: 4px solid #d62728; padding-left: 0.8em }
svg { width: 100%; height: auto; margin: 1em 0; font: 12px system-ui, sans-serif }
svg text { fill: #444 }
svg .title { font-size: 14px; font-weight: 600 }
svg .x { text-anchor: middle }
svg .y, svg .legend { text-anchor: end }
svg .grid { stroke: #ddd; fill: none }
svg .curve { fill: none; stroke-width: 1.6 }
svg .wide { stroke-width: 5; opacity: 0.35 }
</style>
</head>
<body>
<h1>tvslab bench</h1>
{{if .Overlays}}<section>
<h2>All runs</h2>
<div class="wide"><table>
<tr><th></th><th>boots/s</th><th>boots</th><th>failed</th><th>p50</th><th>p90</th><th>p95</th><th>p99</th><th>p99.9</th><th>max</th></tr>
{{range .Runs}}<tr><td><b style="color: {{.Colour}}">{{.Letter}}</b> {{.Title}}</td>{{range .Boot}}<td>{{.}}</td>{{end}}</tr>
{{end}}</table></div>
{{range .Overlays}}{{.}}
{{end}}</section>
{{end}}{{range .Runs}}<section>
<h2>{{if $.Overlays}}{{.Letter}}: {{end}}{{.Title}}</h2>
{{range .Notes}}<p class="note">{{.}}</p>
{{end}}<table class="facts">
{{range .Facts}}<tr><th>{{index . 0}}</th><td>{{index . 1}}</td></tr>
{{end}}</table>
{{template "phases" .Phases}}{{if .Warm}}<h3>Warm-up, apart</h3>
{{template "phases" .Warm}}{{end}}{{if .Outcomes}}<h3>Outcomes other than success</h3>
<table class="facts">
{{range .Outcomes}}<tr><th>{{.Name}}</th>{{range .Cells}}<td>{{.}}</td>{{end}}</tr>
{{end}}</table>
{{end}}{{range .Plots}}{{.}}
{{end}}</section>
{{end}}</body>
</html>
{{define "phases"}}<div class="wide"><table>
<tr><th>phase</th><th>count</th><th>errors</th><th>missing</th><th>wrong</th><th>p50</th><th>p90</th><th>p95</th><th>p99</th><th>p99.9</th><th>max</th><th>resent</th><th>bytes</th></tr>
{{range .}}<tr><td>{{.Name}}</td>{{range .Cells}}<td>{{.}}</td>{{end}}</tr>
{{end}}</table></div>
{{end}}`))
