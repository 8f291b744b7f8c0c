package plan

import (
	"context"
	"errors"

	"tvslab/parallel"
	"tvslab/scenarios"
)

// Schema is the number of the JSON form of reports; new fields may appear without it changing.
const Schema = 1

// All makes the reports of several plans, as many at a time as there are processors. progress, if set, is told how many steps have begun
// of those of all plans, one call at a time.
func All(ctx context.Context, list []*scenarios.Scenario, o Options, progress func(done, total int)) ([]*Report, error) {
	reports, errs := make([]*Report, len(list)), make([]error, len(list))
	total := 0
	for _, s := range list {
		total += len(s.Steps)
	}
	begun := parallel.Counted(total, progress)
	o.Begun = func(*scenarios.Step) { begun() }
	err := parallel.Each(ctx, len(list), 0, func(i int) { reports[i], errs[i] = Make(ctx, list[i], o) })
	return reports, errors.Join(append(errs, err)...)
}
