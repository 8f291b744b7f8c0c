package expiry

import (
	"fmt"

	"tvslab/keep"
)

// Forms tells types how alarms are kept: by their names.
func Forms(types *keep.Types) {
	keep.Called[State](types, "expiry_state")
	types.Add(keep.FormOf(
		func(a *alarm) (string, error) { return a.name, nil },
		func(name string) (*alarm, error) {
			for i := range alarms {
				if alarms[i].name == name {
					return &alarms[i], nil
				}
			}
			return nil, fmt.Errorf("alarm %q is not known", name)
		},
	))
}
