package classroom

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"

	"tvslab/private"
)

// Instructor is the account of whoever teaches.
const Instructor = "instructor"

// Names in the folder of a class.
const (
	registerName = "class.json"
	labsName     = "labs"
	// LoginsText and LoginsPage are the list of logins, for people; CertificateName the certificate by which browsers know the class.
	LoginsText      = "logins.txt"
	LoginsPage      = "logins.html"
	CertificateName = "class-ca.pem"
	// ResultsName is the folder of results.
	ResultsName = "results"
)

// Errors of folders; compare with errors.Is.
var (
	// ErrNoClass: the folder holds no class.
	ErrNoClass = errors.New("no class")
	// ErrIsClass: the folder holds a class already.
	ErrIsClass = errors.New("it holds a class already")
)

// Register is what a class consists of: the file class.json in its folder, which nobody else reads.
type Register struct {
	Schema   int       `json:"schema"`            // 1
	Course   string    `json:"course"`            // name of the lesson, or of the scenario
	Scenario bool      `json:"scenario"`          // it is a scenario, without tasks
	Release  string    `json:"release,omitempty"` // "" for the first of the course
	Password string    `json:"password"`          // of the instructor
	Learners []Learner `json:"learners"`
}

// Learner is somebody who has a lab.
type Learner struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	Seed     uint64 `json:"seed"` // of the world
}

// NewRegister makes the register of a class: a password for each, and a seed, which follows from that of the class and the name.
func NewRegister(course string, scenario bool, release string, seed uint64, names []string) (*Register, error) {
	if err := CheckNames(names); err != nil {
		return nil, err
	}
	r := &Register{Schema: 1, Course: course, Scenario: scenario, Release: release, Password: newPassword()}
	for _, name := range names {
		r.Learners = append(r.Learners, Learner{name, newPassword(), seedOf(seed, name)})
	}
	return r, nil
}

// seedOf is the seed of a learner: another one for each name, never 0, and one that every reader of JSON reads exactly.
func seedOf(class uint64, name string) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", class, name)
	return h.Sum64()>>12 | 1
}

// Is reports whether the path is the folder of a class.
func Is(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, registerName))
	return err == nil && info.Mode().IsRegular()
}

// Write makes the folder of a class. An existing folder must be empty.
func (r *Register) Write(dir string) error {
	if Is(dir) {
		return fmt.Errorf("class %q: %w", dir, ErrIsClass)
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("class: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("class %q: the folder is not empty, and no class; name one of its own", dir)
	}
	if err := os.MkdirAll(filepath.Join(dir, labsName), 0o700); err != nil {
		return fmt.Errorf("class: %w", err)
	}
	return r.save(dir)
}

func (r *Register) save(dir string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return private.Replace(filepath.Join(dir, registerName), string(data)+"\n")
}

// mostRegister bounds the file of a register, bytes.
const mostRegister = 1 << 20

// Read reads the register of a class. The error is ErrNoClass, or says what is wrong with the file.
func Read(dir string) (*Register, error) {
	name := filepath.Join(dir, registerName)
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("class %q: %w: it has no %s; tvslab classroom --dir %s makes one", dir, ErrNoClass, registerName, dir)
	}
	if err == nil && (info.Size() > mostRegister || !info.Mode().IsRegular()) {
		return nil, fmt.Errorf("class: %s: no register of a class", name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("class: %w", err)
	}
	r, err := ParseRegister(data)
	if err != nil {
		return nil, fmt.Errorf("class: %s: %w", name, err)
	}
	return r, nil
}

// ParseRegister reads a register and looks whether it is one.
func ParseRegister(data []byte) (*Register, error) {
	r := new(Register)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, err
	}
	if r.Schema != 1 {
		return nil, fmt.Errorf("schema %d: this version reads 1", r.Schema)
	}
	var names []string
	for _, l := range r.Learners {
		names = append(names, l.Name)
		if l.Password == "" {
			return nil, fmt.Errorf("learner %q has no password", l.Name)
		}
	}
	if r.Password == "" || r.Course == "" {
		return nil, errors.New("a password for the instructor and a course are needed")
	}
	return r, CheckNames(names)
}

// Learner gives the learner of a name.
func (r *Register) Learner(name string) (Learner, bool) {
	for _, l := range r.Learners {
		if l.Name == name {
			return l, true
		}
	}
	return Learner{}, false
}
