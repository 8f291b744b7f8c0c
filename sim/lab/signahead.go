package lab

import (
	"context"
	"math"
	"sync"

	"tvslab/devices"
	"tvslab/parallel"
	"tvslab/sim"
)

// signing is a configuration that shall be signed before anybody asks for it.
type signing struct {
	source *source
	name   string
}

// SignAhead has the TFTP servers of a socket lab sign the configurations of all devices now, in parallel, instead of each
// when it is first asked for: a signature costs more than a millisecond, and a boot storm would measure nothing else. Each
// server then keeps a file for each device, however many bytes these are; what an operation changes later is signed again on request. progress, if set, is
// told how many are done, one call at a time. In memory nothing is signed before somebody needs the bytes, and this does
// nothing.
func (l *Lab) SignAhead(ctx context.Context, progress func(done, total int)) error {
	if l.servers == nil {
		return nil
	}
	all := l.servers.signings()
	for _, s := range all {
		s.source.signed.Bound(math.MaxInt)
	}
	counted := counting(progress, len(all))
	return parallel.Each(ctx, len(all), 0, func(i int) {
		_, _ = all[i].source.Open(all[i].name) // a server that has no such file says so to whoever asks
		counted()
	})
}

// counting tells progress, which may be nil, at each call how many calls there were.
func counting(progress func(done, total int), total int) func() {
	var mutex sync.Mutex
	done := 0
	return func() {
		mutex.Lock()
		defer mutex.Unlock()
		done++
		if progress != nil {
			progress(done, total)
		}
	}
}

// signedName is how the names of configurations end that most phones of a profile ask for, by whether they are encrypted.
var signedName = map[bool]string{false: ".cnf.xml.sgn", true: ".cnf.xml.enc.sgn"}

// signings lists the signed configurations of all devices on all running TFTP servers.
func (s *servers) signings() []signing {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var all []signing
	for _, n := range s.lab.clusters.nodes() {
		if s.running[endpoint{n.ID, sim.ServiceTFTP}] == nil {
			continue
		}
		for _, r := range s.lab.clusters.of(n.ID).Devices().Within(s.lab.clusters.of(n.ID).AllDevices()) {
			for device := range (devices.Set{r.Span}).All() {
				all = append(all, signing{s.sources[n.ID], device.Name() + signedName[r.Value.Profile.Encrypted]})
			}
		}
	}
	return all
}
