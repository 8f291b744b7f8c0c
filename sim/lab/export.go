package lab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"tvslab/filename"
	"tvslab/outcome"
	"tvslab/parallel"
	"tvslab/sim"
)

// exporting is one file to be written: a name at the source of a node.
type exporting struct {
	source *source
	folder string
	name   string
}

// Export writes every file that the TFTP servers of a lab on sockets serve at the moment into DIR/NODE/NAME, for another server to
// serve: lists under all their names, which share one content on disk where the file system can link, configurations plain and
// signed. Files that are there are replaced. progress, if not nil, is told how many of how many were looked at, by one at a time.
// The result is how many files were written. It ends at the first file that cannot be.
func (l *Lab) Export(ctx context.Context, dir string, progress func(done, total int)) (int, error) {
	if l.servers == nil {
		return 0, errors.New("a lab in memory has no TFTP servers")
	}
	all := l.servers.exports(dir)
	lists := newLinks()
	var written atomic.Int64
	counted := counting(progress, len(all))
	going, end := context.WithCancelCause(ctx)
	defer end(nil)
	ended := parallel.Each(going, len(all), 0, func(i int) {
		switch wrote, err := all[i].write(lists); {
		case err != nil:
			end(err)
		case wrote:
			written.Add(1)
		}
		counted()
	})
	if ended != nil && ctx.Err() == nil {
		ended = context.Cause(going)
	}
	return int(written.Load()), ended
}

// exports lists the files of all running TFTP servers.
func (s *servers) exports(dir string) (all []exporting) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, n := range s.lab.clusters.nodes() {
		if s.running[endpoint{n.ID, sim.ServiceTFTP}] == nil {
			continue
		}
		for name := range s.lab.clusters.of(n.ID).FileNames() {
			all = append(all, exporting{s.sources[n.ID], filepath.Join(dir, filename.Of(n.Name)), name})
		}
	}
	return all
}

// write writes the file, unless the server has none of that name.
func (e exporting) write(lists *links) (wrote bool, err error) {
	data, err := e.source.Open(e.name)
	if errors.Is(err, outcome.NotFound) || errors.Is(err, outcome.Unavailable) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", e.name, err)
	}
	if err := os.MkdirAll(e.folder, 0o755); err != nil {
		return false, err
	}
	path := filepath.Join(e.folder, e.name)
	if filepath.Ext(e.name) == ".tlv" {
		return true, lists.write(path, data)
	}
	return true, replace(path, data)
}

// replace writes a file whose name may be linked to other content, which stays.
func replace(path string, data []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
