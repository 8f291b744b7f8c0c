// Package deviation is what can go otherwise than a plan says, as rows: what it is called, what it costs, whom it can befall, the steps of
// the language that make it happen and those that end it, and how it is said. A deviation's opposite is a condition under which the plan
// was tried. The package knows neither labs nor searches.
package deviation
