// Package honest is clients that want what phones and administrators want while others attack: a file, an answer about a
// certificate, a registration, a command, a boot. They are asked over and over, and it is counted how often they failed and how
// long they waited.
package honest
