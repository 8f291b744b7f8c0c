// Package control lets people and programs use a lab that runs. A [Lab] is shared by sessions of the admin: shell, which
// read what its nodes log ([Logs]); [Serve] and the functions that begin with a path ([Open], [Run], [Nodes]) carry such
// sessions over a Unix domain socket, and a [Document] tells where the lab's servers are. What a command does is the
// business of package admincli.
package control
