package keypool

import (
	"fmt"
	"os"
	"path/filepath"
)

// CopyTo writes the keys that the pool has into another folder, which exists: a pool of its own then.
func (p *Pool) CopyTo(dir string) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, s := range sizes {
		if len(p.keys[s.bits]) == 0 {
			continue
		}
		to := filepath.Join(dir, filepath.Base(p.file(s.bits)))
		if err := writeFile(to, p.keys[s.bits]); err != nil {
			return err
		}
		if err := os.Chmod(to, 0o600); err != nil {
			return fmt.Errorf("key pool: %w", err)
		}
	}
	return nil
}
