// Package inside is a network within the process: servers listen on addresses that nobody else has, and clients reach them without a
// socket. Connections carry bytes as TCP does, with deadlines; datagrams are answered while their sender waits. Nothing is lost and
// nothing takes time. It is for servers and clients that a lab in memory lets speak for real; it knows no protocol.
package inside
