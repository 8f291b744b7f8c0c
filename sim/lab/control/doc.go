// Package control lets people and programs use a lab that runs. A [Lab] is shared by sessions of the admin: shell, which
// read what its nodes log ([Logs]), and by all who ask how it stands; [Listen] and [Find] are about the Unix domain socket at
// which it is found, and a [Document] tells where the lab's servers are. What a command does is the business of package admincli,
// and how questions are carried that of package api.
package control
