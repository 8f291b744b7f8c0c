package attack

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tvslab/cmd/hostile/target"
	"tvslab/trustlist"
)

// terminals lets commands print what somebody else has written: titles and group names of plans, names inside of files.
func terminals(ctx context.Context, f *Field) error {
	var wrong []string
	for i, text := range escaped {
		for _, args := range f.printing(i, text) {
			if err := f.harmless(ctx, args); err != nil {
				wrong = append(wrong, err.Error())
			}
		}
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return nil
}

// printing writes files with the text and returns commands that print them.
func (f *Field) printing(i int, text string) [][]string {
	plan := strings.Replace(plan("    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}\n",
		fmt.Sprintf("  g0: {model: \"8841\", tftp: [cucm-pub]}\n  %s: {model: \"8841\", tftp: [cucm-pub]}\n", quoted("g"+text))), "Made by somebody else", quoted(text), 1)
	names := map[string]string{fmt.Sprintf("p%d.yaml", i): plan, fmt.Sprintf("f%d.sgn", i): signed(text), fmt.Sprintf("x%d.bin", i): text}
	var commands [][]string
	for name, content := range names {
		path := filepath.Join(f.Binary.Dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			continue
		}
		if strings.HasSuffix(name, ".yaml") {
			commands = append(commands, []string{"check", path}, []string{"run", path}, []string{"run", "--timeline", path}, []string{"show", path})
			continue
		}
		commands = append(commands, []string{"inspect", path})
	}
	return append(commands, []string{"run", text}, []string{"inspect", text}, []string{"cli", "--control", text})
}

// quoted is a text as a double-quoted scalar of YAML.
func quoted(text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, "\\U%08x", r)
	}
	return `"` + b.String() + `"`
}

// harmless runs a command and looks at all that it prints.
func (f *Field) harmless(ctx context.Context, args []string) error {
	screen := &target.Stderr{}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	_, p, err := f.Binary.Run(ctx, target.Options{Args: args, Stdout: screen})
	if err != nil {
		return err
	}
	f.count("commands").Add(1)
	_, _ = screen.Write([]byte("\n"))
	for _, printed := range []*target.Stderr{screen, p.Stderr()} {
		if line := printed.Controls(); line != "" {
			return fmt.Errorf("%q prints %s", args, line)
		}
		if crash := printed.Crash(); crash != "" {
			return fmt.Errorf("%q:\n%s", args, crash)
		}
	}
	return nil
}

// signed is a signed file whose name, signer and content have the text.
func signed(text string) string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return ""
	}
	file, err := trustlist.Sign(trustlist.SignedTemplate{FileName: text + ".sgn", Payload: []byte(text)},
		trustlist.Signer{Name: "CN=" + text, CAName: "CN=" + text, Serial: []byte{1}, Key: key})
	if err != nil {
		return ""
	}
	return string(file)
}
