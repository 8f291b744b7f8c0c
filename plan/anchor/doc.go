// Package anchor finds what phones hold on to: the ways by which they could still come to take a next CTL or ITL. As long as a phone
// has an anchor, nobody needs to visit it; with one only, it is one failure from a visit. No anchor is taken on trust: of each it is
// tried whether the phone would take a list by it alone, if all others failed. It changes nothing, and does not say what to do.
package anchor
