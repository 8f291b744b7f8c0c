package scenarios

// StepsOf are the steps of a runner's scenario.
func StepsOf(r *Runner) []Step { return r.scenario.Steps }
