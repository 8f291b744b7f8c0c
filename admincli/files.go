package admincli

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/list"
)

// nodeFile is a file on a node's disk that the file commands reach.
type nodeFile struct {
	path   string                 // below activelog
	text   func() []string        // lines of a log; nil for a binary file
	binary func() ([]byte, error) // of a binary file
}

// bytes are what the file has.
func (f nodeFile) bytes() ([]byte, error) {
	if f.text != nil {
		return []byte(joined(f.text())), nil
	}
	return f.binary()
}

// size is how many bytes the file has.
func (f nodeFile) size() int {
	data, err := f.bytes()
	if err != nil {
		return 0
	}
	return len(data)
}

// tftpFolder is where `file ... tftp` looks, as `file ... activelog` names it (tech note 118893).
const tftpFolder = "cm/tftpdata/"

// flagsFile tells Cisco Tftp whether its ITL is up to date (troubleshooting guide). What stands in it is unknown; it is
// empty here.
const flagsFile = "itlfileflags.txt"

// recoveryFile is the exported recovery key (security guide).
const recoveryFile = "ITLRecovery.p12"

// files returns what lies on the node: lists, recovery key, logs.
func (s *session) files() []nodeFile {
	var found []nodeFile
	for _, f := range []struct {
		name string
		file *list.File
	}{{"CTLFile.tlv", s.node.CTL()}, {"ITLFile.tlv", s.node.ITL()}} {
		if f.file != nil {
			found = append(found, nodeFile{path: tftpFolder + f.name, binary: func() ([]byte, error) { return f.file.Bytes(), nil }})
		}
	}
	if s.node.ITLFlags() {
		found = append(found, nodeFile{path: tftpFolder + flagsFile, text: func() []string { return nil }})
	}
	if s.cluster.Identity(s.node, cucm.ITLRecovery) != nil {
		found = append(found, nodeFile{path: tftpFolder + recoveryFile, binary: s.recoveryFile})
	}
	if logs, ok := s.host.(Logs); ok {
		for _, name := range logs.LogNames(s.node.ID) {
			lines := func() []string { return logs.Log(s.node.ID, name) }
			found = append(found, nodeFile{path: name, text: lines})
		}
	}
	return found
}

// recoveryFile is ITLRecovery.p12.
func (s *session) recoveryFile() ([]byte, error) {
	key, err := s.cluster.ExportRecoveryKey(s.node.ID)
	if err != nil {
		return nil, err
	}
	return key.PKCS12()
}

// Logs is a Host that keeps log files of its nodes.
type Logs interface {
	// LogNames returns the paths below activelog of a node's log files, for example "cm/trace/tvs/sdi/tvs00000000.txt".
	LogNames(node string) []string
	// Log returns the lines of a log file.
	Log(node, path string) []string
}

// matching returns the files that a specification with * and ? names; a folder names all in it.
func (s *session) matching(area, spec string) []nodeFile {
	full := strings.TrimPrefix(spec, "/")
	if area == "tftp" {
		full = tftpFolder + full
	}
	var found []nodeFile
	for _, f := range s.files() {
		if ok, _ := path.Match(full, f.path); ok || path.Dir(f.path) == strings.TrimSuffix(full, "/") {
			found = append(found, f)
		}
	}
	return found
}

// errNoFile is what a node says where a specification names nothing.
var errNoFile = errors.New("no such file or directory can be found")

// need returns the files of the arguments, at least one.
func (s *session) need(verb, area string) ([]nodeFile, error) {
	found := s.matching(area, s.args[0])
	if len(found) == 0 {
		return nil, fmt.Errorf("file %s %s %s: %w", verb, area, s.args[0], errNoFile)
	}
	return found, nil
}

func on(verb func(*session, string) error, area string) func(*session) error {
	return func(s *session) error { return verb(s, area) }
}

// folders returns the folders that a specification names, or the folder that it names has in it, sorted.
func (s *session) folders(area, spec string) (found []string) {
	if area == "tftp" {
		return nil
	}
	full := strings.Trim(spec, "/")
	for _, f := range s.files() {
		for dir := path.Dir(f.path); dir != "."; dir = path.Dir(dir) {
			if ok, _ := path.Match(full, dir); (ok && strings.ContainsAny(full, "*?") || path.Dir(dir) == full) && !slices.Contains(found, dir) {
				found = append(found, dir)
			}
		}
	}
	slices.Sort(found)
	return found
}

// listFiles is `file list`: folders, files, then the trailer (recalled).
func listFiles(s *session, area string) error {
	folders := s.folders(area, s.args[0])
	found, err := s.need("list", area)
	if err != nil && len(folders) == 0 {
		return err
	}
	for _, dir := range folders {
		s.printf("<dir>   %s\n", path.Base(dir))
	}
	for _, f := range found {
		if s.arg(1) == "detail" {
			s.printf("%s%13s  %s\n", s.node.Local(s.cluster.Now).Format("02 Jan,2006 15:04:05"), humanize.Comma(int64(f.size())), path.Base(f.path))
		} else {
			s.printf("%s\n", path.Base(f.path))
		}
	}
	s.printf("dir count = %d, file count = %d\n", len(folders), len(found))
	return nil
}

// viewFile is `file view`: the lines of a log. Trust lists are binary; the node's own words about that are unknown.
func viewFile(s *session, area string) error {
	found, err := s.need("view", area)
	if err != nil {
		return err
	}
	if found[0].text == nil {
		return fmt.Errorf("file view %s %s: the file is binary; use `show ctl` or `show itl`", area, s.args[0])
	}
	s.view(found[0].text())
	return nil
}

// deletable are the files that `file delete` removes here, in the order in which it does: a lost ITL takes its flags with
// it. The recovery key and logs stay.
var deletable = []string{flagsFile, "ITLFile.tlv", "CTLFile.tlv"}

// deleteFile is `file delete` (session in tech note 118893; the activelog form in its edition of 2024). It acts on this
// node only.
func deleteFile(s *session, area string) error {
	found, err := s.need("delete", area)
	if err != nil {
		return err
	}
	names := slices.DeleteFunc(slices.Clone(deletable), func(name string) bool {
		return !slices.ContainsFunc(found, func(f nodeFile) bool { return f.path == tftpFolder+name })
	})
	if len(names) == 0 {
		return fmt.Errorf("file delete %s %s: this lab deletes only %s", area, s.args[0], strings.Join(deletable, ", "))
	}
	var deletions []sim.Op
	for _, name := range names {
		deletions = append(deletions, sim.DeleteFile(s.node.ID, name))
	}
	change, err := s.cluster.Try(sim.All(deletions...))
	if err != nil {
		return err
	}
	s.printf("Delete the File %s?\n", s.args[0])
	yes, err := s.confirm("Enter \"y\" followed by return to continue: ", "y")
	if err != nil || !yes {
		return err
	}
	if err := s.commit(change); err != nil {
		return err
	}
	s.printf("files: found = %d, deleted = %d\n", len(found), len(names))
	return nil
}
