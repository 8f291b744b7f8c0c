// Package target is the program under attack: the real binary as a child process, with a limit of descriptors and a standard
// error that somebody reads or nobody does; what the system and its own metrics say about it; what it wrote that tells of a
// crash; and how it ends. It reads /proc and so needs Linux.
package target
