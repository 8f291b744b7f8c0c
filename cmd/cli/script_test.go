package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tvslab/tftpd"
)

// status runs `status CODE tvslab ...` and wants exactly that exit status; standard error goes to the file "errors".
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE command ...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = append(os.Environ(), "PATH="+ts.Getenv("PATH"), "HOME="+ts.Getenv("HOME"), "XDG_RUNTIME_DIR="+ts.Getenv("XDG_RUNTIME_DIR"), "LC_ALL="+ts.Getenv("LC_ALL"))
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Fatalf("%v", err)
	}
	ts.Check(os.WriteFile(ts.MkAbs("output"), []byte(out.String()), 0o644))
	ts.Check(os.WriteFile(ts.MkAbs("errors"), []byte(errs.String()), 0o644))
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit status %d, want %d\nstdout: %s\nstderr: %s", got, want, out.String(), errs.String())
	}
}

// lab is what `tvslab serve -o json` prints.
type lab struct {
	Nodes []struct {
		Address    string
		TFTP, HTTP int
	}
}

// ready waits until the JSON document that serve prints into FILE is complete: `ready FILE`.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	tick := time.NewTicker(20 * time.Millisecond) // another process: there is nothing else to wait on
	defer tick.Stop()
	for range 1500 {
		var l lab
		if data, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && json.Unmarshal(data, &l) == nil {
			return
		}
		<-tick.C
	}
	ts.Fatalf("%s: serve did not get ready", args[0])
}

// fetch gets a file from the first node of a served lab: `fetch tftp|http FILE.json NAME TO`.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	var l lab
	ts.Check(json.Unmarshal(data, &l))
	var client tftpd.Client
	get, port := client.HTTP, l.Nodes[0].HTTP
	if args[0] == "tftp" {
		get, port = client.TFTP, l.Nodes[0].TFTP
	}
	content, err := get(context.Background(), l.Nodes[0].Address+":"+strconv.Itoa(port), args[2])
	switch {
	case neg && err == nil:
		ts.Fatalf("%s was served", args[2])
	case !neg:
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[3]), content, 0o644))
	}
}

// crowd opens connections to the HTTP port of the first node of a served lab, of which each sends one byte, and keeps them
// for three seconds: `crowd FILE.json COUNT`.
func crowd(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	var l lab
	ts.Check(json.Unmarshal(data, &l))
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	until := time.Now().Add(3 * time.Second)
	var last net.Conn
	for range count {
		last, err = net.Dial("tcp", net.JoinHostPort(l.Nodes[0].Address, strconv.Itoa(l.Nodes[0].HTTP)))
		ts.Check(err)
		defer last.Close()
		_, err = last.Write([]byte("G"))
		ts.Check(err)
	}
	ts.Check(last.SetReadDeadline(until))
	_, _ = last.Read(make([]byte, 1))
}

// installed tells whether a client of others is here: [npm:NAME] in the folder of modules of Node.js, [python:MODULE] for the system's python3.
func installed(modules string) func(string) (bool, error) {
	return func(condition string) (bool, error) {
		kind, name, _ := strings.Cut(condition, ":")
		switch kind {
		case "npm":
			_, err := os.Stat(filepath.Join(modules, name, "package.json"))
			_, missing := exec.LookPath("node")
			return err == nil && missing == nil, nil
		case "python":
			return exec.Command("/usr/bin/python3", "-c", "import "+name).Run() == nil, nil
		}
		return false, fmt.Errorf("condition %q: npm:NAME or python:MODULE", condition)
	}
}
