package cluster

import (
	"context"

	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

// parametersView are the parameters by cluster and section.
type parametersView struct{ Sections []section }

type section struct {
	Cluster, Title string
	Parameters     []control.Parameter
}

func showParameters(_ context.Context, a *frame.Ask) (any, error) {
	v := &parametersView{}
	for _, p := range a.Lab.Parameters() {
		last := len(v.Sections) - 1
		if last < 0 || v.Sections[last].Title != p.Section || v.Sections[last].Cluster != p.Cluster {
			v.Sections = append(v.Sections, section{Cluster: p.Cluster, Title: p.Section})
			last++
		}
		v.Sections[last].Parameters = append(v.Sections[last].Parameters, p)
	}
	return v, nil
}
