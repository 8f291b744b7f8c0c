// Package filter chooses phones of a lab in words: `locked model:8841 -group:hall`.
//
// A filter is terms with blanks between: a word such as locked, or KEY:VALUE. Terms of one key are alternatives, and so are values with
// commas between; a phone is chosen if it meets each key. A term with "-" before it leaves out those that meet it. In values "*" is any
// number of characters and "?" one, and case does not count; quotes hold together what has blanks or commas in it.
//
// Keys are rows of a table: what help, completion and errors say follows from it. A key is asked once of phones that stand alike, or
// gives a set of devices, so that a filter costs little with many phones.
//
// A lab has no sites of its own. Where a lab was made of an administrator's lists, groups are named by site and model ("berlin-8841",
// package twin/roster); the site of a phone is what its group is called by without the model, the whole name where that has none.
package filter
