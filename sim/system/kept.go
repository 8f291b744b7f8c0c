package system

import (
	"fmt"

	"tvslab/keep"
)

// Forms tells types how kinds of systems are kept: by their names.
func Forms(types *keep.Types) {
	types.Add(keep.FormOf(
		func(k *Kind) (string, error) { return k.Name, nil },
		func(name string) (*Kind, error) {
			if k := KindNamed(name); k != nil {
				return k, nil
			}
			return nil, fmt.Errorf("kind of system %q is not known", name)
		},
	))
}
