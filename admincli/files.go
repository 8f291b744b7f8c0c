package admincli

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/list"
)

// nodeFile is a file on a node's disk that the file commands reach.
type nodeFile struct {
	path string // below activelog
	size int
	text func() []string // lines of a log; nil for a binary file
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
			found = append(found, nodeFile{path: tftpFolder + f.name, size: f.file.Size()})
		}
	}
	if s.node.ITLFlags() {
		found = append(found, nodeFile{path: tftpFolder + flagsFile, text: func() []string { return nil }})
	}
	if cert := s.cluster.Identity(s.node, cucm.ITLRecovery); cert != nil {
		found = append(found, nodeFile{path: tftpFolder + recoveryFile, size: len(cert.DER)})
	}
	if logs, ok := s.host.(Logs); ok {
		for _, name := range logs.LogNames(s.node.ID) {
			lines := func() []string { return logs.Log(s.node.ID, name) }
			found = append(found, nodeFile{path: name, size: size(lines()), text: lines})
		}
	}
	return found
}

func size(lines []string) int {
	n := 0
	for _, line := range lines {
		n += len(line) + 1
	}
	return n
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
			s.printf("%s%13s  %s\n", s.node.Local(s.cluster.Now).Format("02 Jan,2006 15:04:05"), humanize.Comma(int64(f.size)), path.Base(f.path))
		} else {
			s.printf("%s\n", path.Base(f.path))
		}
	}
	s.printf("dir count = %d, file count = %d\n", len(folders), len(found))
	return nil
}

// logsNamed returns the logs among the files that the first argument names, at least one.
func (s *session) logsNamed(verb string) ([]nodeFile, error) {
	found, err := s.need(verb, "activelog")
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(f nodeFile) bool { return f.text == nil })
	if len(found) == 0 {
		return nil, fmt.Errorf("file %s activelog %s: the file is binary; use `show ctl` or `show itl`", verb, s.args[0])
	}
	return found, nil
}

// tailLines is how many lines `file tail` prints (recalled).
const tailLines = 10

// tailFile is `file tail activelog`: the last lines of a log. CUCM's goes on with what is written until Ctrl-C; here nothing is while a
// command runs.
func tailFile(s *session) error {
	found, err := s.logsNamed("tail")
	if err != nil {
		return err
	}
	lines := found[0].text()
	s.print(joined(lines[max(0, len(lines)-tailLines):]))
	return nil
}

// activePath is where activelog is on a node's disk.
const activePath = "/var/log/active/"

// searchFiles is `file search activelog`: the lines of logs that match a regular expression. The lines around them are recalled.
func searchFiles(s *session) error {
	expression := strings.Trim(s.args[1], `"`)
	if s.arg(2) != "" {
		expression = "(?i)" + expression
	}
	match, err := regexp.Compile(expression)
	if err != nil {
		return fmt.Errorf("file search activelog: %q is no regular expression", s.args[1])
	}
	found, err := s.logsNamed("search")
	if err != nil {
		return err
	}
	s.printf("Searching path: %s%s\n", activePath, strings.TrimPrefix(s.args[0], "/"))
	for _, f := range found {
		s.printf("Searching file: %s%s\n", activePath, f.path)
		for _, line := range f.text() {
			if match.MatchString(line) {
				s.printf("%s\n", line)
			}
		}
	}
	s.print("Search completed\n")
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

// sftpQuestions is the dialogue of `file get` (recalled). The lab's own server is assumed.
var sftpQuestions = []question{
	{prompt: "SFTP server IP: ", assumed: "sftp"},
	{prompt: "SFTP server port [22]: ", assumed: "22"},
	{prompt: "User ID: ", assumed: "administrator"},
	{prompt: "Password: ", secret: true},
	{prompt: "\nDownload directory: ", assumed: "/"},
}

// getFile is `file get`: the file goes to an SFTP server. The lab keeps exported recovery keys there; other files are
// sent nowhere.
func getFile(s *session, area string) error {
	found, err := s.need("get", area)
	if err != nil {
		return err
	}
	total := 0
	for _, f := range found {
		total += f.size
	}
	s.printf("Please wait while the system is gathering files info ...done.\nSub-directories were not traversed.\n"+
		"Number of files affected: %d\nTotal size in Bytes: %d\nTotal size in Kbytes: %g\n", len(found), total, float64(total)/1024)
	yes, err := s.confirm("Would you like to proceed [y/n]? ", "y")
	if err != nil || !yes {
		return err
	}
	var answers []string
	for _, q := range sftpQuestions {
		answer, err := s.ask(q)
		if err != nil {
			return err
		}
		answers = append(answers, strings.TrimSpace(answer))
	}
	if err := s.send(found, answers[0], answers[4]); err != nil {
		return err
	}
	s.print("\nTransfer completed.\n")
	return nil
}

// send puts files on the SFTP server.
func (s *session) send(files []nodeFile, host, folder string) error {
	for _, f := range files {
		if path.Base(f.path) != recoveryFile {
			continue
		}
		key, err := s.cluster.ExportRecoveryKey(s.node.ID)
		if err != nil {
			return err
		}
		s.host.Outside().keep(host, path.Join(folder, recoveryFile), key)
	}
	return nil
}
