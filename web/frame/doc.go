// Package frame is what all pages of a lab are made from: rows of addresses ([Row]), a layout with one stream of what happens, forms that ask
// before they act, and the headers that keep text of a lab from becoming anything else. What pages show is with the packages of the pages.
package frame
