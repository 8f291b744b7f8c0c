package anchor

import (
	"context"
	"errors"

	"tvslab/sim"
	"tvslab/sim/lab"
)

// Lose lets an anchor fail in the lab, as Find does on copies.
func (a Anchor) Lose(l *lab.Lab, kept Kept) (Kept, error) { return a.lose(l, kept) }

// Go does on a lab what the anchor's way does.
func (a Anchor) Go(l *lab.Lab, kept Kept) error {
	err := errors.New("no such way")
	for _, c := range l.Clusters() {
		for i := range ways {
			if ways[i].Name != a.Way {
				continue
			}
			for _, t := range ways[i].tries(c, &found{kept, l.Backups()}) {
				if t.kept != "" && t.kept != a.Name {
					continue
				}
				if done := l.DoOn(c.Publisher().ID, t.op); err != nil {
					err = done
				}
			}
		}
	}
	return err
}

// Margin finds what one phone holds on to.
func MarginOf(ctx context.Context, l *lab.Lab, p lab.Phone, kept Kept) Margin {
	return newSearch(ctx, l, kept).margin(p)
}

// Renew makes new lists without anything that is kept outside the clusters.
func Renew(l *lab.Lab) {
	for _, c := range l.Clusters() {
		_ = l.DoOn(c.Publisher().ID, rebuilt(c, nil)[0].op)
		_ = l.DoOn(c.Publisher().ID, sim.UpdateCTL)
	}
}

// Shown is what others see of the anchor.
func (a Anchor) Shown() Anchor {
	return Anchor{Kind: a.Kind, Name: a.Name, Way: a.Way, Usual: a.Usual, Node: a.Node}
}
