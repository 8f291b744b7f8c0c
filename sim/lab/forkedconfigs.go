package lab

import (
	"sync"

	"tvslab/phone/content"
	"tvslab/sim"
)

// forkedConfigs are the configurations that a lab and its forks rendered last: forks are made by the thousand, and most ask for the same.
// Safe for concurrent use.
type forkedConfigs struct {
	mutex sync.Mutex
	known map[sim.ConfigKey]*content.Config
}

// mostForked is how many are kept. When there are more, all are rendered anew.
const mostForked = 4096

// of returns the configuration of that content, which render makes where it is not known.
func (f *forkedConfigs) of(key sim.ConfigKey, render func() (*content.Config, error)) (*content.Config, error) {
	f.mutex.Lock()
	c := f.known[key]
	f.mutex.Unlock()
	if c != nil {
		return c, nil
	}
	c, err := render()
	if err != nil {
		return nil, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.known == nil || len(f.known) >= mostForked {
		f.known = map[sim.ConfigKey]*content.Config{}
	}
	f.known[key] = c
	return c, nil
}
