package sshd

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"

	"golang.org/x/crypto/ssh"
)

// Login is the account of OS administration, the same on every node.
type Login struct {
	User, Password string
	// Guests are further accounts: their users' deeds are recorded under their names.
	Guests []Guest
	// InteractiveOnly refuses the method password, as nodes of a CUCM do. Both are offered otherwise: clients that try password first
	// and keyboard-interactive in a second request (paramiko, and so netmiko and Ansible) get in then too.
	InteractiveOnly bool
}

// Guest is somebody who may log in to a lab that is another's.
type Guest struct{ User, Password string }

// mostTries is how often a client may try to log in on a connection (OpenSSH's MaxAuthTries).
const mostTries = 6

var errDenied = errors.New("permission denied")

// config is how a client is greeted and asked who it is.
func (l Login) config(keys []ssh.Signer) *ssh.ServerConfig {
	c := &ssh.ServerConfig{Config: algorithms(), MaxAuthTries: mostTries, ServerVersion: "SSH-2.0-" + version}
	c.KeyboardInteractiveCallback = func(conn ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
		answers, err := ask("", "", []string{"Password: "}, []bool{false})
		if err != nil {
			return nil, err
		}
		if len(answers) != 1 {
			return nil, errDenied
		}
		return nil, l.check(conn.User(), answers[0])
	}
	if !l.InteractiveOnly {
		c.PasswordCallback = func(conn ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			return nil, l.check(conn.User(), string(password))
		}
	}
	for _, key := range keys {
		c.AddHostKey(key)
	}
	return c
}

// check compares in the same time whatever is right.
func (l Login) check(user, password string) error {
	right := same(user, l.User) & same(password, l.Password)
	for _, g := range l.Guests {
		right |= same(user, g.User) & same(password, g.Password)
	}
	if right != 1 {
		return errDenied
	}
	return nil
}

// guest is the name of a guest who has logged in, "" for the account of OS administration.
func (l Login) guest(user string) string {
	if user == l.User {
		return ""
	}
	return user
}

func same(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}
