package control

import (
	"context"
)

// Performed is a step that was done, with what was told meanwhile.
type Performed struct {
	Step  string     `json:"step" doc:"as in a scenario"`
	Clock string     `json:"clock" doc:"of the lab afterwards"`
	Told  []Happened `json:"told" doc:"pop-ups of pages, and what happened to clusters; the first ones where there are very many"`
}

// mostTold bounds what a step tells.
const mostTold = 100

// Perform does a step as Play does, and says what was told while it was done. What phones did is left out.
func (l *Lab) Perform(ctx context.Context, who, step string) (*Performed, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	before := l.Journal.Last()
	if err := l.play(ctx, who, step); err != nil {
		return nil, err
	}
	done := &Performed{Step: written(step), Clock: clockTime(l.lab.Now()), Told: []Happened{}}
	told, err := l.Journal.After(before, mostEvents)
	if err != nil {
		return nil, err
	}
	for _, e := range told.Events {
		if e.Phone == "" && len(done.Told) < mostTold {
			done.Told = append(done.Told, e)
		}
	}
	return done, nil
}
