package admincli

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"tvslab/sim"
)

// Outside is what commands reach beyond the cluster: the SFTP servers to which `file get` sends, and the DRS backups.
// It survives a restore of the cluster. Users and passwords are asked for and not checked. It is safe for concurrent
// use.
type Outside struct {
	mutex   sync.Mutex
	keys    map[string]*sim.RecoveryKey // by host and path
	backups []*sim.Backup

	// Confined keeps commands from files of this machine. It is set before the first command.
	Confined bool
	// SFTP reaches the servers that are not the lab's own; nil where every server is. It is set before the first command.
	SFTP SFTP
	// Made is told of every backup that a command makes; nil for nobody. It is set before the first command.
	Made func(*sim.Backup)
}

// NewOutside returns SFTP servers without files and devices without backups.
func NewOutside() *Outside { return &Outside{keys: map[string]*sim.RecoveryKey{}} }

// Fork returns a copy to go on with: what is sent to one is not sent to the other. Nobody is told of its backups.
func (o *Outside) Fork() *Outside {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return &Outside{keys: maps.Clone(o.keys), backups: slices.Clone(o.backups), Confined: o.Confined}
}

// Stored is what an Outside holds at a moment.
type Stored struct {
	keys    map[string]*sim.RecoveryKey
	backups []*sim.Backup
}

// Stored returns what it holds.
func (o *Outside) Stored() *Stored {
	f := o.Fork()
	return &Stored{f.keys, f.backups}
}

// Backups returns the backups of all devices.
func (s *Stored) Backups() []*sim.Backup {
	if s == nil {
		return nil
	}
	return s.backups
}

// Revert puts back what it held at a moment.
func (o *Outside) Revert(s *Stored) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.keys, o.backups = map[string]*sim.RecoveryKey{}, nil
	if s != nil {
		maps.Copy(o.keys, s.keys)
		o.backups = slices.Clone(s.backups)
	}
}

// place is the name of a file on an SFTP server: host and path, however many slashes it is written with.
func place(host, path string) string {
	return host + ":" + strings.Join(strings.FieldsFunc(path, func(r rune) bool { return r == '/' }), "/")
}

// key returns an exported ITLRecovery.p12, nil if there is none.
func (o *Outside) key(host, path string) *sim.RecoveryKey {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.keys[place(host, path)]
}

func (o *Outside) keep(host, path string, key *sim.RecoveryKey) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.keys[place(host, path)] = key
}

// made keeps a backup that a command made.
func (o *Outside) made(b *sim.Backup) {
	o.Archive(b)
	if o.Made != nil {
		o.Made(b)
	}
}

// mostBackups is how many backups a device holds: the oldest gives way. DRS is told such a number for each device; this one
// is the lab's own.
const mostBackups = 14

// Archive keeps a backup that was made otherwise, in the Disaster Recovery System's pages.
func (o *Outside) Archive(b *sim.Backup) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	of := func(other *sim.Backup) bool { return other.Device == b.Device }
	held := 0
	for _, other := range o.backups {
		if of(other) {
			held++
		}
	}
	if held == mostBackups {
		oldest := slices.IndexFunc(o.backups, of)
		o.backups = slices.Delete(o.backups, oldest, oldest+1)
	}
	o.backups = append(o.backups, b)
}

// Backups returns the backups of a device, oldest first; of all devices if none is named.
func (o *Outside) Backups(device string) []*sim.Backup {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	var list []*sim.Backup
	for _, b := range o.backups {
		if device == "" || b.Device == device {
			list = append(list, b)
		}
	}
	return list
}
