package lab

import (
	"context"
	"sync"

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
// server keeps a file for each device; what an operation changes later is signed again on request. progress, if set, is
// told how many are done, one call at a time. In memory nothing is signed before somebody needs the bytes, and this does
// nothing.
func (l *Lab) SignAhead(ctx context.Context, progress func(done, total int)) error {
	all := l.signings()
	var mutex sync.Mutex
	done := 0
	return parallel.Each(ctx, len(all), 0, func(i int) {
		_, _ = all[i].source.Open(all[i].name) // a server that has no such file says so to whoever asks
		mutex.Lock()
		defer mutex.Unlock()
		done++
		if progress != nil {
			progress(done, len(all))
		}
	})
}

// signings lists the signed configurations of all devices on all running TFTP servers.
func (l *Lab) signings() []signing {
	if l.servers == nil {
		return nil
	}
	l.servers.mutex.Lock()
	defer l.servers.mutex.Unlock()
	var all []signing
	for _, n := range l.clusters.nodes() {
		if l.servers.running[endpoint{n.ID, sim.ServiceTFTP}] == nil {
			continue
		}
		for device := range l.clusters.of(n.ID).AllDevices().All() {
			all = append(all, signing{l.servers.sources[n.ID], device.Name() + ".cnf.xml.sgn"})
		}
	}
	return all
}

// Signed returns how many signed configurations the servers of a socket lab keep, and their size in bytes.
func (l *Lab) Signed() (files int, bytes int64) {
	if l.servers == nil {
		return 0, 0
	}
	l.servers.mutex.Lock()
	defer l.servers.mutex.Unlock()
	for _, s := range l.servers.sources {
		s.signed.Range(func(_, kept any) bool {
			files++
			bytes += int64(len(kept.(*signedFile).data))
			return true
		})
	}
	return files, bytes
}
