// Package repair looks for the cheapest change of a plan that makes it hold within the bounds of a search: rows of changes, tried alone and
// together, cheapest first. What is said to hold was searched like the plan itself.
package repair
