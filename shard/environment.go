// Package shard lets one job be done by many processes that know nothing of each other: which part of it a process is, by the variables
// of the system that started it, and a folder in which results of parts come together, whole or not at all. What a part is, and how
// results are added up, is left to those who have parts.
package shard

import (
	"fmt"
	"strconv"
	"strings"
)

// Part is one of the parts of a job.
type Part struct {
	Index int // from 0
	Of    int // at least 1
}

// Most bounds the parts of a job.
const Most = 100_000

// array is how a system numbers the processes of one job, by variables of their environment.
type array struct {
	system string
	index  string
	first  int    // the lowest index, where no variable says so
	from   string // variable with the lowest index; "" for none
	step   string // variable with the distance of two indexes; "" for 1
	count  string // variable with the number of processes; "" where the system does not tell
}

// arrays are the systems that are known.
var arrays = []array{
	{system: "Kubernetes", index: "JOB_COMPLETION_INDEX"},
	{system: "Slurm", index: "SLURM_ARRAY_TASK_ID", from: "SLURM_ARRAY_TASK_MIN", step: "SLURM_ARRAY_TASK_STEP", count: "SLURM_ARRAY_TASK_COUNT"},
	{system: "PBS", index: "PBS_ARRAY_INDEX"},
	{system: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX", count: "AWS_BATCH_JOB_ARRAY_SIZE"},
	{system: "Cloud Run", index: "CLOUD_RUN_TASK_INDEX", count: "CLOUD_RUN_TASK_COUNT"},
	{system: "GitLab", index: "CI_NODE_INDEX", first: 1, count: "CI_NODE_TOTAL"},
	{system: "CircleCI", index: "CIRCLE_NODE_INDEX", count: "CIRCLE_NODE_TOTAL"},
	{system: "Buildkite", index: "BUILDKITE_PARALLEL_JOB", count: "BUILDKITE_PARALLEL_JOB_COUNT"},
}

// Variables lists the variables that tell a process its part, with their systems: "JOB_COMPLETION_INDEX (Kubernetes)".
func Variables() (list []string) {
	for _, a := range arrays {
		list = append(list, fmt.Sprintf("%s (%s)", a.index, a.system))
	}
	return list
}

// Found is a part that the environment told.
type Found struct {
	Part
	Said string // what told it: "JOB_COMPLETION_INDEX=3 of Kubernetes"
}

// Asks reports whether the value of a flag asks the environment for the part, as "env" and "auto/8" do.
func Asks(text string) bool { return text == "env" || strings.HasPrefix(text, "auto/") }

// Find reads "env", where the environment says how many parts there are, and "auto/N", where only the number of this one is its own.
func Find(text string, environment func(string) string) (Found, error) {
	wanted := 0
	if number, auto := strings.CutPrefix(text, "auto/"); auto {
		var err error
		if wanted, err = strconv.Atoi(number); err != nil || wanted < 1 || wanted > Most {
			return Found{}, fmt.Errorf("%q: auto/N with N from 1 to %d", text, Most)
		}
	}
	var found []Found
	for _, a := range arrays {
		f, there, err := a.read(wanted, environment)
		if err != nil {
			return Found{}, fmt.Errorf("%q: %w", text, err)
		}
		if there {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 0:
		return Found{}, fmt.Errorf("%q: the environment does not say which part this is; it would be in %s", text, strings.Join(Variables(), ", "))
	case 1:
		return found[0], nil
	}
	return Found{}, fmt.Errorf("%q: two systems say which part this is, %s and %s; give I/N", text, found[0].Said, found[1].Said)
}

// read returns the part that a system tells, false where it does not. wanted is the number of parts, 0 where the system says it.
func (a array) read(wanted int, environment func(string) string) (f Found, there bool, err error) {
	if environment(a.index) == "" {
		return f, false, nil
	}
	number := func(name string, otherwise int) int {
		text := environment(name)
		if name == "" || text == "" {
			return otherwise
		}
		n, bad := strconv.Atoi(text)
		if bad != nil && err == nil {
			err = fmt.Errorf("%s=%q of %s is no number", name, text, a.system)
		}
		return n
	}
	f.Said = fmt.Sprintf("%s=%s of %s", a.index, environment(a.index), a.system)
	beyond, step := number(a.index, 0)-number(a.from, a.first), number(a.step, 1)
	if f.Of = number(a.count, wanted); err != nil {
		return f, false, err
	}
	switch {
	case f.Of == 0:
		return f, false, fmt.Errorf("%s does not say how many parts there are; give auto/N", f.Said)
	case f.Of < 0 || f.Of > Most:
		return f, false, fmt.Errorf("%s, of %d parts: 1 to %d are possible", f.Said, f.Of, Most)
	case wanted != 0 && f.Of != wanted:
		return f, false, fmt.Errorf("%s, with %s=%d: these are not all the parts; give I/N", f.Said, a.count, f.Of)
	case step < 1 || beyond < 0 || beyond%step != 0 || beyond/step >= f.Of:
		return f, false, fmt.Errorf("%s is no part of %d", f.Said, f.Of)
	}
	f.Index = beyond / step
	return f, true, nil
}
