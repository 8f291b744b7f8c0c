//go:build unix

package blocks_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	patience = 5 * time.Minute // how long a command may take
	farewell = time.Minute     // how long one that was interrupted may
)

// outcome is what became of a command of a page.
type outcome struct {
	Line    int
	Command string
	State   string // ran, exempt, skipped or failed
	Why     string
	Took    time.Duration
}

// session is a reader who goes through a page: a folder, a shell whose state goes from command to command, and what he left running.
type session struct {
	rows     *rows
	page     string
	own      bool   // it has a network of its own
	dir      string // home, work, state and bin are below it
	cache    string // of lab keys
	status   int    // of the last command
	shells   []*exec.Cmd
	lasting  []*lasting
	outcomes []outcome
	used     map[string]bool // rows
}

// lasting is a command that goes on until it is ended.
type lasting struct {
	*exec.Cmd
	row    *row
	line   int
	text   string
	output string
	ended  chan error
}

// play runs all commands of a page.
func (s *session) play(blocks []block) error {
	if err := s.prepare(); err != nil {
		return err
	}
	for _, w := range s.rows.Begin {
		if w.onPage(s.page) {
			s.use(w)
			s.do(command{text: w.Command})
		}
	}
	for _, b := range blocks {
		list, err := s.commands(b)
		if err != nil {
			return err
		}
		for _, c := range list {
			s.do(c)
		}
	}
	s.end()
	return nil
}

// sweep ends what is left of all that was started.
func (s *session) sweep() {
	for _, cmd := range s.shells {
		if cmd.Process != nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
	}
}

// commands are those of a block, or the one at whose prompt its lines are typed.
func (s *session) commands(b block) ([]command, error) {
	if w := findBlock(s.rows.Typed, b); w != nil {
		s.use(w)
		return []command{{line: b.line, text: w.At, typed: strings.Split(strings.ReplaceAll(strings.Join(b.lines, "\n"), "\n  ", " "), "\n")}}, nil
	}
	if !s.rows.hasCommands(b) {
		return workflow(s.rows, b), nil
	}
	return s.rows.commandsOf(b)
}

func (s *session) use(w *row) { s.used[w.id] = true }

// prepare makes the folders and files of the page.
func (s *session) prepare() error {
	for _, name := range []string{"home", "work", "state", "bin", "run"} {
		if err := os.MkdirAll(filepath.Join(s.dir, name), 0o700); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.Symlink(self, filepath.Join(s.dir, "bin", "tvslab")); err != nil {
		return err
	}
	if err := s.logIn(); err != nil {
		return err
	}
	for _, w := range s.rows.Files {
		if w.onPage(s.page) {
			s.use(w)
			if err := copyInto(filepath.Join(s.dir, "work", w.Name), filepath.Join(root, w.From)); err != nil {
				return fmt.Errorf("%s: %w", w.id, err)
			}
		}
	}
	return nil
}

// copyInto copies a file or a folder.
func copyInto(to, from string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.CopyFS(to, os.DirFS(from))
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// logIn makes an ssh of the page: it types the password that pages name, knows no hosts, and goes to the port that labs have where they
// may not have 22.
func (s *session) logIn() error {
	port := "Port 2222\n"
	if s.own {
		port = ""
	}
	config := port + "StrictHostKeyChecking accept-new\nUserKnownHostsFile " + filepath.Join(s.dir, "known") + "\nRequestTTY force\n"
	if err := os.WriteFile(filepath.Join(s.dir, "ssh"), []byte(config), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.dir, "password"), []byte("#!/bin/sh\necho tvslab\n"), 0o700); err != nil {
		return err
	}
	client, err := exec.LookPath("ssh")
	if err != nil {
		return nil // and commands with it are skipped
	}
	return os.WriteFile(filepath.Join(s.dir, "bin", "ssh"), []byte("#!/bin/sh\nexec "+client+" -F "+filepath.Join(s.dir, "ssh")+" \"$@\"\n"), 0o700)
}

func (s *session) environment() []string {
	env := []string{
		"HOME=" + filepath.Join(s.dir, "home"), "XDG_CACHE_HOME=" + s.cache, "XDG_RUNTIME_DIR=" + filepath.Join(s.dir, "run"),
		"TMPDIR=" + filepath.Join(s.dir, "state"), "PATH=" + filepath.Join(s.dir, "bin") + ":" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC",
		"SSH_ASKPASS=" + filepath.Join(s.dir, "password"), "SSH_ASKPASS_REQUIRE=force",
	}
	for _, name := range []string{"GOFLAGS", "GOPATH", "GOMODCACHE", "GOPROXY", "GOROOT", "USER"} {
		if value := os.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// script runs a command in a shell that begins where the last one ended: folder, variables and $?.
const script = `trap 'rc=$?; pwd >"$STATE/pwd"; export -p | grep -vE " (STATE|COMMAND)=" >"$STATE/env"; exit $rc' EXIT
[ ! -f "$STATE/env" ] || . "$STATE/env"
[ ! -f "$STATE/pwd" ] || cd "$(cat "$STATE/pwd")"
set -a -o pipefail
. "$STATE/last"
. "$COMMAND"
`

// shell is a shell that is to run a text, in a process group of its own.
func (s *session) shell(ctx context.Context, text string) (*exec.Cmd, error) {
	state := filepath.Join(s.dir, "state")
	file := filepath.Join(state, fmt.Sprintf("command-%d", len(s.shells))) // one that goes on reads its own, whatever comes after it
	if err := errors.Join(os.WriteFile(filepath.Join(state, "last"), fmt.Appendf(nil, "(exit %d)\n", s.status), 0o600),
		os.WriteFile(file, []byte(text+"\n"), 0o600)); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	cmd.Dir = filepath.Join(s.dir, "work")
	cmd.Env = append(s.environment(), "STATE="+state, "COMMAND="+file)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	s.shells = append(s.shells, cmd)
	return cmd, nil
}

// do runs a command, unless a row says that it is not run or its program is not here.
func (s *session) do(c command) {
	start, text := time.Now(), c.known()
	note := func(state, why string) {
		s.outcomes = append(s.outcomes, outcome{Line: c.line, Command: text, State: state, Why: why, Took: time.Since(start)})
	}
	if w := find(s.rows.Exempt, s.page, text); w != nil {
		s.use(w)
		note("exempt", w.Reason)
		return
	}
	if missing := s.missing(text); missing != "" {
		note("skipped", missing+" is not here")
		return
	}
	run := s.replaced(c.text)
	var err error
	if w := s.stays(text); w != nil {
		s.use(w)
		err = s.begin(w, c, run)
	} else {
		err = s.run(c, run)
	}
	if err != nil {
		note("failed", err.Error())
		return
	}
	note("ran", "")
}

// stays returns the row of a command that goes on until it is ended.
func (s *session) stays(text string) *row {
	if w := find(s.rows.Stays, s.page, text); w != nil {
		return w
	}
	return find(s.rows.Stays, s.page, strings.TrimSpace(strings.TrimSuffix(text, "&")))
}

// replaced is a command as it is run here.
func (s *session) replaced(text string) string {
	for _, w := range s.rows.Replace {
		if w.onPage(s.page) && strings.Contains(text, w.Old) && (w.Command == "" || matches(w.Command, text)) {
			s.use(w)
			text = strings.ReplaceAll(text, w.Old, w.With)
		}
	}
	return text
}

var (
	begins   = regexp.MustCompile(`(?:^|[|;&]|\$\()\s*(?:[A-Z][A-Z_0-9]*=\S* +)*([a-z][a-z0-9-]*)`)
	builtins = []string{"cd", "export", "echo", "test", "tvslab", "for", "while", "do", "done", "if", "then", "fi"}
)

// missing is a program of a command that this machine does not have.
func (s *session) missing(text string) string {
	for _, found := range begins.FindAllStringSubmatch(text, -1) {
		program := found[1]
		if _, err := exec.LookPath(program); err != nil && slices.Contains(s.rows.Programs, program) && !slices.Contains(builtins, program) {
			return program
		}
	}
	return ""
}

// run runs a command to its end, and looks at its status and at what it prints.
func (s *session) run(c command, text string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd, err := s.shell(ctx, text)
	if err != nil {
		return err
	}
	cmd.Stdin = strings.NewReader(strings.Join(append(slices.Clone(c.typed), ""), "\n"))
	var printed terminal
	cmd.Stdout, cmd.Stderr = &printed, printed.errors()
	err = cmd.Run()
	var exit *exec.ExitError
	if ctx.Err() != nil {
		return fmt.Errorf("still runs after %s: one that goes on until it is ended has a row of stays\n%s", patience, tail(printed.all()))
	}
	if err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("%w\n%s", err, tail(printed.all()))
	}
	s.status = cmd.ProcessState.ExitCode()
	return s.judge(c, &printed)
}

// judge compares status and output of a command with what the page and the rows say.
func (s *session) judge(c command, printed *terminal) error {
	want := 0
	if w := find(s.rows.Status, s.page, c.known()); w != nil {
		s.use(w)
		want = w.Status
	}
	if s.status != want {
		return fmt.Errorf("status %d, not %d\n%s", s.status, want, tail(printed.all()))
	}
	if w := find(s.rows.Loose, s.page, c.known()); w != nil && len(c.shown) > 0 {
		s.use(w)
		return nil
	}
	if len(c.shown) == 0 || s.rows.compare(c.shown, printed.out.String(), s.use) == nil {
		return nil
	}
	return s.rows.compare(c.shown, string(printed.all()), s.use)
}

// tail is the end of what was printed.
func tail(printed []byte) string {
	lines := strings.Split(strings.TrimRight(string(printed), "\n"), "\n")
	if more := len(lines) - 30; more > 0 {
		lines = append([]string{fmt.Sprintf("(%d lines)", more)}, lines[more:]...)
	}
	return indented(lines)
}
