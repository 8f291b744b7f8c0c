package cucm

import "tvslab/keep"

// Forms tells types how releases are kept: by their names.
func Forms(types *keep.Types) {
	types.Add(keep.FormOf(func(r Release) (string, error) { return r.String(), nil }, ParseRelease))
}
