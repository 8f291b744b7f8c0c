package admincli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Prompt is what stands before every command, without a blank behind it.
const Prompt = "admin:"

// NoCommand is what the node says to a line that calls no command, Failed what it adds to every refusal (parsers of scripts
// that read both).
const (
	NoCommand = Failed + "No valid command entered\n"
	Failed    = "Executed command unsuccessfully\n"
)

// banner is what a terminal shows first (sessions of CUCM; the lines about the virtual machine are left out).
const banner = "Command Line Interface is starting up, please wait ...\n\n   Welcome to the Platform Command Line Interface\n\n"

// SessionTimeout ends a session in which nothing is typed (command line guide).
const SessionTimeout = 30 * time.Minute

// Typist is a Host that wants to know which command is run: what it commits until the next one is done by that.
type Typist interface {
	Typing(line string)
}

// Settler is a Host on which something has to happen after a command, such as phones that reset.
type Settler interface {
	Settle(ctx context.Context) error
}

// Shell is an interactive session on a node's admin CLI. It serves one session at a time.
type Shell struct {
	Host Host
	Node string // any name the node is found by
	In   io.Reader
	Out  io.Writer

	// Terminal says that In is the keyboard of a terminal in raw mode: lines are edited, Tab completes, `?` prints
	// help, Ctrl-C cancels, long output pauses. Otherwise lines are read and echoed as they are.
	Terminal      bool
	Width, Height int // of the terminal; 0 = 80 by 24

	// Aside is what can be typed beside the node's own commands; nil for nothing.
	Aside Aside

	Timeout time.Duration                        // 0 = SessionTimeout
	After   func(time.Duration) <-chan time.Time // clock of the timeout; nil = time.After

	screen   screen
	keyboard *keyboard
	sizes    sync.Mutex // of Width, Height and term
	term     *term.Terminal
	unpaged  bool // set cli pagination off
	ended    bool
	refused  int
}

// Run reads and runs commands until quit, exit, Ctrl-D, the end of In, the timeout or the end of ctx, whose error it
// returns. The caller closes In afterwards: a read that is under way can not be ended otherwise.
func (s *Shell) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := s.open(ctx); err != nil {
		return err
	}
	for !s.ended {
		line, err := s.command()
		switch err {
		case nil:
			err = s.execute(ctx, line)
		case errLongLine:
			s.refused++
			_, err = io.WriteString(s.screen, refusal(err))
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errTimeout):
			_, err = io.WriteString(s.screen, "\nSession timed out\n")
			return err
		case err != nil && !errors.Is(err, errCancelled):
			return err
		}
	}
	return nil
}

// Refused returns how many commands were refused so far.
func (s *Shell) Refused() int { return s.refused }

// open looks whether the node is there and prepares keyboard and screen.
func (s *Shell) open(ctx context.Context) error {
	first, err := newSession(s.Host, s.Node, nil)
	if err != nil {
		return err
	}
	s.Node = first.node.ID
	if s.After == nil {
		s.After = time.After
	}
	if s.Timeout == 0 {
		s.Timeout = SessionTimeout
	}
	s.keyboard = &keyboard{ctx: ctx, chunks: pump(ctx, s.In), after: s.After, timeout: s.Timeout, interrupts: s.Terminal}
	if !s.Terminal {
		s.screen = newPlain(s.keyboard, s.Out)
		return nil
	}
	if err := s.face(); err != nil {
		return err
	}
	_, err = io.WriteString(s.screen, banner)
	return err
}

// face prepares the screen of a terminal.
func (s *Shell) face() error {
	s.sizes.Lock()
	defer s.sizes.Unlock()
	if s.Width <= 0 || s.Height <= 0 {
		s.Width, s.Height = 80, 24
	}
	s.term = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{s.keyboard, s.Out}, "")
	s.screen = &edited{term: s.term, keyboard: s.keyboard, complete: s.onKey}
	return s.term.SetSize(s.Width, s.Height)
}

// Resize tells a shell that its terminal has another size now, in characters and lines; a size of nothing is passed over. It may be
// called while the shell runs.
func (s *Shell) Resize(width, height int) error {
	s.sizes.Lock()
	defer s.sizes.Unlock()
	if width <= 0 || height <= 0 {
		return nil
	}
	s.Width, s.Height = width, height
	if s.term == nil {
		return nil
	}
	return s.term.SetSize(width, height)
}

// height is how many lines the terminal has now.
func (s *Shell) height() int {
	s.sizes.Lock()
	defer s.sizes.Unlock()
	return s.Height
}

func (s *Shell) command() (string, error) {
	if e, ok := s.screen.(*edited); ok {
		return e.commandLine(Prompt)
	}
	return s.screen.line(Prompt)
}

// execute runs a line. Its error is one of the session, not of the command.
func (s *Shell) execute(ctx context.Context, line string) error {
	if strings.TrimSpace(line) == "" {
		return nil
	}
	pages := &pager{shell: s}
	if asked, ok := strings.CutSuffix(strings.TrimSpace(line), "?"); ok {
		pages.print(s.help(asked))
		return pages.err
	}
	err := s.run(ctx, line, pages)
	switch {
	case errors.Is(err, errCancelled):
		return pages.err
	case pages.err != nil:
		return pages.err
	case err != nil:
		s.refused++
		pages.print(refusal(err))
		return pages.err
	}
	if settler, ok := s.Host.(Settler); ok {
		return settler.Settle(ctx)
	}
	return nil
}

func (s *Shell) run(ctx context.Context, line string, pages *pager) error {
	if rest, ok := s.aside(line); ok {
		text, err := s.Aside.Run(ctx, rest)
		pages.print(text)
		return err
	}
	command, err := newSession(s.Host, s.Node, pages)
	if err != nil {
		return err
	}
	command.shell = s
	return command.exec(line)
}

// refusal is a refusal as the screen shows it.
func refusal(err error) string {
	var unknown *Unknown
	if errors.As(err, &unknown) {
		return NoCommand
	}
	return err.Error() + "\n" + Failed
}

// here returns the release and the roles of the node.
func (s *Shell) here() (cucm.Release, []sim.Role) {
	c := s.Host.Snapshot()
	if n := c.Node(s.Node); n != nil {
		return c.Release, n.Roles
	}
	return c.Release, nil
}

func (s *Shell) help(line string) string {
	if rest, ok := s.aside(line); ok {
		return s.helpAside(rest)
	}
	release, _ := s.here()
	return helpText(release, line)
}

// onKey answers `?` and Tab while a command is typed.
func (s *Shell) onKey(line string, pos int, key rune) (string, int, bool) {
	switch key {
	case '?':
		pages := &pager{shell: s, editing: true}
		pages.print(fmt.Sprintf("%s%s\n%s", Prompt, line, s.help(line[:pos])))
		_, _ = io.WriteString(s.screen, "") // draws the line again; an error comes with the next key
		return line, pos, true
	case '\t':
		return s.tab(line, pos)
	}
	return "", 0, false
}

// tab completes the word before the cursor as far as it is certain; where it is not, the possible words are printed.
func (s *Shell) tab(line string, pos int) (string, int, bool) {
	words := s.complete(line[:pos])
	if len(words) == 0 {
		return line, pos, true
	}
	begun := line[strings.LastIndexAny(line[:pos], " {[,")+1 : pos]
	common := words[0]
	for _, w := range words[1:] {
		for !strings.HasPrefix(w, common) {
			common = common[:len(common)-1]
		}
	}
	if len(words) == 1 {
		common += " "
	} else if common == begun {
		fmt.Fprintf(s.screen, "%s%s\n%s\n", Prompt, line, strings.Join(words, "\n"))
	}
	return line[:pos-len(begun)] + common + line[pos:], pos - len(begun) + len(common), true
}

// complete returns what may stand in the place of the last word of a line. Of a name with blanks that was begun, the rest is completed.
func (s *Shell) complete(line string) []string {
	if rest, ok := s.aside(line); ok && strings.Contains(strings.TrimLeft(line, " "), " ") {
		return lastWords(s.Aside.Complete(rest), rest)
	}
	release, roles := s.here()
	words := Complete(release, roles, line)
	if s.Aside != nil && line != "" && !strings.Contains(line, " ") && strings.HasPrefix(s.Aside.Word(), line) {
		words = append(words, s.Aside.Word())
	}
	return words
}

// lastWords cuts from each word what the line has of it already before its last blank.
func lastWords(words []string, line string) []string {
	for i, w := range words {
		for at := strings.LastIndexByte(w, ' '); at >= 0; at = strings.LastIndexByte(w[:at], ' ') {
			if begun := line[strings.LastIndexByte(line, ' ')+1:]; strings.HasSuffix(line, w[:at+1]+begun) {
				words[i] = w[at+1:]
				break
			}
		}
	}
	return words
}

// setPagination is `set cli pagination on|off`.
func setPagination(s *session) error {
	if s.args[0] != "on" && s.args[0] != "off" {
		return fmt.Errorf("set cli pagination: %q is neither on nor off", s.args[0])
	}
	if s.shell != nil {
		s.shell.unpaged = s.args[0] == "off"
	}
	s.printf("Automatic pagination has been turned %s\n", s.args[0])
	return nil
}

// quit is `quit` and `exit`.
func quit(s *session) error {
	if s.shell != nil {
		s.shell.ended = true
	}
	return nil
}
