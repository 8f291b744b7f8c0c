package sshd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/sshd"
)

// python is an interpreter that has a module.
func python(t *testing.T, module string) string {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import "+module).Run() == nil {
			return name
		}
	}
	t.Skipf("%s for Python is not here (Debian: python3-%s)", module, module)
	return ""
}

// addresses are those of the lab's nodes; its port is 2222.
func (s *served) addresses() (list []string) {
	for _, p := range s.Lab.Places() {
		list = append(list, p.IP.String())
	}
	return list
}

// tvsCertificates are the serial numbers of the TVS certificates of the nodes.
func (s *served) tvsCertificates() (list []string) {
	for _, name := range s.Lab.Nodes() {
		at, err := s.Lab.Session(name)
		require.NoError(s.t, err)
		results, err := at.Type(s.t.Context(), []string{"show cert own TVS"}, nil)
		require.NoError(s.t, err)
		_, rest, _ := strings.Cut(results[0].Output, "Serial Number: ")
		serial, _, _ := strings.Cut(rest, "\n")
		require.NotEmpty(s.t, serial)
		list = append(list, serial)
	}
	return list
}

// rotated runs a script that replaces the TVS certificates of both nodes.
func rotated(t *testing.T, s *served, name string, args ...string) {
	t.Helper()
	before := s.tvsCertificates()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "PASSWORD="+s.Login.Password, "ANSIBLE_LOCALHOST_WARNING=false", "ANSIBLE_HOME="+t.TempDir(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	after := s.tvsCertificates()
	for i := range before {
		require.NotEqual(t, before[i], after[i], string(out))
	}
}

// TestParamiko plays the example. paramiko offers the method password alone where it is given one.
func TestParamiko(t *testing.T) {
	name := python(t, "paramiko")
	s := serve(t)
	rotated(t, s, name, append([]string{"../../../examples/ssh/rotate.py", "2222", "admin"}, s.addresses()...)...)
}

// TestNetmiko rotates by netmiko, which waits for its own patterns.
func TestNetmiko(t *testing.T) {
	name := python(t, "netmiko")
	s := serve(t)
	rotated(t, s, name, append([]string{"testdata/rotate_netmiko.py", "2222", "admin"}, s.addresses()...)...)
}

// TestAnsible plays the example, on nodes that ask by keyboard-interactive alone.
func TestAnsible(t *testing.T) {
	for _, name := range []string{"ansible-playbook", "ssh"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not here (Debian: ansible-core, openssh-client)", name)
		}
	}
	python(t, "pexpect")
	s := serve(t, func(s *sshd.Server) { s.Login.InteractiveOnly = true })
	dir := t.TempDir()
	inventory := "[cucm]\n"
	for i, at := range s.addresses() {
		inventory += fmt.Sprintf("node%d address=%s ssh_port=2222 known_hosts=%s ansible_python_interpreter=/usr/bin/python3\n", i, at, filepath.Join(dir, "known"))
	}
	file := filepath.Join(dir, "nodes.ini")
	require.NoError(t, os.WriteFile(file, []byte(inventory), 0o600))
	rotated(t, s, "ansible-playbook", "-i", file, "-e", "password="+login.Password, "../../../examples/ssh/rotate.yml")
}

// TestOpenSSH logs in with the machine's own client, whose terminal has no size.
func TestOpenSSH(t *testing.T) {
	name, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("ssh is not here (Debian: openssh-client)")
	}
	s, dir := serve(t), t.TempDir()
	ask := filepath.Join(dir, "ask")
	require.NoError(t, os.WriteFile(ask, []byte("#!/bin/sh\necho "+login.Password+"\n"), 0o700))
	for _, options := range [][]string{
		nil,
		{"-o", "PreferredAuthentications=password"},
		{"-o", "HostKeyAlgorithms=ssh-rsa", "-o", "KexAlgorithms=diffie-hellman-group14-sha1", "-o", "Ciphers=aes128-cbc", "-o", "MACs=hmac-sha1"},
	} {
		args := slices.Concat([]string{"-tt", "-F", "none", "-p", "2222", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"}, options, []string{"admin@" + s.addresses()[0]})
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "SSH_ASKPASS="+ask, "SSH_ASKPASS_REQUIRE=force")
		cmd.Stdin = strings.NewReader("show version active\nquit\n")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), "\nadmin:show version active\r\nActive Master Version", "%v", options)
	}
}
