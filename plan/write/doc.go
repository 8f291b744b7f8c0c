// Package write renders reports of package plan: as text for a terminal, as Markdown, as JUnit XML and as one HTML file. It decides
// nothing: whatever it prints is in the report.
package write
