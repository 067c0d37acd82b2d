// An HTTP server of Go's net/http that says what it saw of each request, for
// ../differential_test.cc.
//
//	seen_server PATH
//
// X-Body is the length of the body. One that is malformed, which net/http tells
// only its reader, is answered by 400, and nothing behind it is read.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
)

func seen(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64*1024))
	if err != nil {
		w.Header().Set("Connection", "close")
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("X-Body", strconv.Itoa(len(body)))
	fmt.Fprintln(w, "seen")
}

func main() {
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Listening on", os.Args[1])
	server := http.Server{Handler: http.HandlerFunc(seen), MaxHeaderBytes: 16 * 1024,
		ErrorLog: log.New(io.Discard, "", 0)}
	log.Fatal(server.Serve(listener))
}
