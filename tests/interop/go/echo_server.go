// An echo server as articles on Unix sockets like to show it: it takes one read
// of at most 128 bytes for the whole message.
//
//	echo_server PATH
//
// Not a server to copy: what the read did not bring stays unanswered. And it
// leaves a file at PATH alone, so that bind(2) shows what it makes of one.
package main

import (
	"fmt"
	"net"
	"os"
)

func serve(conn net.Conn) {
	defer conn.Close()
	message := make([]byte, 128)
	size, _ := conn.Read(message)
	conn.Write(append([]byte("Echo: "), message[:size]...))
}

func main() {
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		if conn, err := listener.Accept(); err == nil {
			go serve(conn)
		}
	}
}
