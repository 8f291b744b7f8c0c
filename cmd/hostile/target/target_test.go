package target

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStderr(t *testing.T) {
	for name, c := range map[string]struct{ text, crash, controls string }{
		"log":           {"{\"name\":\"a\"}\tb\nümlaut \u00a0 \U0001f600\n", "", ""},
		"panic":         {"one\npanic: index\n\ngoroutine 1\n", "panic: index\n\ngoroutine 1", ""},
		"out of memory": {"fatal error: out of memory\n", "fatal error: out of memory", ""},
		"word":          {"no panic: all is well\n", "", ""},
		"escape":        {"a\nb\x1b[31m\nc\x1b\n", "", `"b\x1b[31m"`},
		"delete":        {"\x7f\n", "", `"\x7f"`},
		"C1 in UTF-8":   {"\u009b31m\n", "", `"\u009b31m"`},
		"C1 as a byte":  {"\x9b31m\n", "", `"\x9b31m"`},
		"not finished":  {"panic: not yet", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			whole, pieces := &Stderr{}, &Stderr{}
			fmt.Fprint(whole, c.text)
			for i := range c.text {
				n, err := pieces.Write([]byte(c.text[i : i+len(string([]rune(c.text[i:])[:1]))]))
				require.NoError(t, err)
				require.Positive(t, n)
			}
			require.Equal(t, c.crash, whole.Crash())
			require.Equal(t, c.controls, whole.Controls())
			require.Equal(t, c.crash, pieces.Crash())
		})
	}
}

// TestStderrIsBounded: a line that does not end and a crash of many lines take no more room than they need.
func TestStderrIsBounded(t *testing.T) {
	s := &Stderr{}
	for range 100 {
		_, _ = s.Write(bytes.Repeat([]byte("a"), 10_000))
	}
	require.LessOrEqual(t, len(s.rest), 2*mostLine)
	_, _ = s.Write([]byte("\n" + strings.Repeat("panic: again\n", 10_000)))
	require.Len(t, strings.Split(s.Crash(), "\n"), 4*mostCrash)
}

func shell(t *testing.T, script string) *Binary {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc and a shell")
	}
	path := filepath.Join(t.TempDir(), "program")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700))
	return &Binary{Path: path, Keys: "keys", Dir: t.TempDir()}
}

// TestProcess: arguments, the limit of descriptors, both outputs and the exit status.
func TestProcess(t *testing.T) {
	var out bytes.Buffer
	b := shell(t, `echo "$@"; ulimit -n; echo "panic: no" >&2; exit 7`)
	status, p, err := b.Run(t.Context(), Options{Args: []string{"serve"}, Files: 64, Stdout: &out})
	require.NoError(t, err)
	require.Equal(t, 7, status)
	require.Equal(t, "--keys keys serve\n64\n", out.String())
	require.Equal(t, "panic: no", p.Stderr().Crash())
	require.False(t, p.Alive())
	_, err = p.Usage()
	require.Error(t, err)
}

// TestEnd: a process that does not end when it is told to is killed, and that is an error. What nobody read is read then.
func TestEnd(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		status int
		says   string
	}{
		"ends":     {"mkfifo $0.pipe; trap 'exit 3' TERM; echo last >&2; echo ready; while :; do read x <&3; done 3<>$0.pipe", 3, ""},
		"does not": {"mkfifo $0.pipe; trap '' TERM; echo last >&2; echo ready; while :; do read x <&3; done 3<>$0.pipe", -1, "did not end it within"},
	} {
		t.Run(name, func(t *testing.T) {
			b := shell(t, c.script)
			ready := &document{ready: make(chan struct{})}
			written := writer(func(b []byte) (int, error) { close(ready.ready); return len(b), nil })
			p, err := b.Start(t.Context(), Options{Stdout: written, Unread: true})
			require.NoError(t, err)
			<-ready.ready
			u, err := p.Usage()
			require.NoError(t, err)
			require.Positive(t, u.RSS)
			require.Positive(t, u.Descriptors)
			within := time.Minute
			if c.says != "" {
				within = 100 * time.Millisecond
			}
			_, err = p.End(syscall.SIGTERM, within)
			if c.says == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.says)
			}
			require.Equal(t, c.status, p.Status())
			require.Equal(t, "last", p.Stderr().Last())
		})
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// TestDocument: the document is whole when the last of its pieces has come.
func TestDocument(t *testing.T) {
	d := &document{ready: make(chan struct{})}
	for _, piece := range []string{`{"schema"`, ": 1"} {
		_, _ = d.Write([]byte(piece))
		select {
		case <-d.ready:
			t.Fatal("not yet")
		default:
		}
	}
	_, _ = d.Write([]byte("}\n"))
	<-d.ready
	_, _ = d.Write([]byte("more"))
	require.Equal(t, "{\"schema\": 1}\n", d.text.String())
}
