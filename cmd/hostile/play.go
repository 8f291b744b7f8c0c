package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"tvslab/cmd/hostile/attack"
	"tvslab/cmd/hostile/honest"
	"tvslab/cmd/hostile/target"
)

// ending bounds how long a lab may take to end when it is told to.
const ending = 10 * time.Second

// play plays one attack against one lab and says how that went. The error is that the attack could not be played.
func play(ctx context.Context, b *target.Binary, a attack.Attack, engine string, long float64) (*result, error) {
	r := &result{attack: a, engine: engine, field: &attack.Field{Binary: b, Time: a.Time(long)}}
	if a.Lab == nil {
		begin := time.Now()
		r.broken(r.attackFor(ctx))
		r.took = time.Since(begin)
		return r, nil
	}
	serve := *a.Lab
	serve.Engine = engine
	lab, err := b.StartLab(ctx, serve)
	if lab != nil {
		defer lab.Kill()
	}
	if err != nil {
		return nil, err
	}
	r.field.Lab = lab
	clients, err := honest.Clients(b, lab)
	if err != nil {
		return nil, err
	}
	return r, r.siege(ctx, honest.Crowd(clients))
}

// attackFor plays the attack for its time.
func (r *result) attackFor(ctx context.Context) error {
	if r.field.Time == 0 {
		return r.attack.Play(ctx, r.field)
	}
	ctx, cancel := context.WithTimeout(ctx, r.field.Time)
	defer cancel()
	return r.attack.Play(ctx, r.field)
}

// siege watches the lab before, during and after the attack, and ends it.
func (r *result) siege(ctx context.Context, crowd honest.Crowd) (err error) {
	if _, err := crowd.Again(ctx, target.Ready); err != nil {
		return fmt.Errorf("before the attack: %w", err)
	}
	if r.before, err = r.field.Look(); err != nil {
		return err
	}
	watch, stop := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { r.peak = r.field.Watch(watch) })
	r.attackAmong(ctx, crowd)
	r.recover(ctx, crowd)
	stop()
	watching.Wait()
	took, err := r.field.Lab.End(ending)
	r.ended = took
	r.broken(err)
	r.crashed()
	return ctx.Err()
}

// attackAmong plays the attack while honest clients ask.
func (r *result) attackAmong(ctx context.Context, crowd honest.Crowd) {
	ctx, stop := context.WithCancel(ctx)
	var asking sync.WaitGroup
	asking.Go(func() { r.clients = crowd.Ask(ctx) })
	begin := time.Now()
	r.broken(r.attackFor(ctx))
	r.took = time.Since(begin)
	stop()
	asking.Wait()
	r.judgeClients()
}

// recover waits until everything is as it was before the attack.
func (r *result) recover(ctx context.Context, crowd honest.Crowd) {
	within := r.attack.AgainOr()
	begin := time.Now()
	_, err := crowd.Again(ctx, within)
	r.again = time.Since(begin)
	r.broken(err)
	if !r.field.Alive() {
		r.broken(errors.New("the process ended"))
		return
	}
	r.after, err = r.field.Back(ctx, r.before, within-time.Since(begin))
	r.settled = time.Since(begin)
	r.broken(err)
}

// crashed looks at what the process wrote.
func (r *result) crashed() {
	if crash := r.field.Stderr().Crash(); crash != "" {
		r.broken(fmt.Errorf("it crashed:\n%s", crash))
	}
	if line := r.field.Stderr().Controls(); line != "" {
		r.broken(fmt.Errorf("a line of its log would control a terminal: %s", line))
	}
	if most := r.attack.RSSOr(); r.peak.RSS > most {
		r.broken(fmt.Errorf("%d MB of resident memory, more than %d", r.peak.RSS>>20, most>>20))
	}
}

// broken notes a criterion that does not hold.
func (r *result) broken(err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		r.faults = append(r.faults, strings.TrimSpace(err.Error()))
	}
}
