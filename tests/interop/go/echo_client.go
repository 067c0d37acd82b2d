// An echo client as articles on Unix sockets like to show it: it sends "ping",
// and takes one read of at most 128 bytes for the whole reply.
//
//	echo_client PATH
package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	conn, err := net.Dial("unix", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer conn.Close()
	conn.Write([]byte("ping"))
	reply := make([]byte, 128)
	size, _ := conn.Read(reply)
	fmt.Println(string(reply[:size]))
}
