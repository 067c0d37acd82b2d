// An HTTP server as an article on Unix sockets has it: its listener accepts, asks
// who the peer is, and returns an error that calls itself temporary where that is
// not the one allowed user.
//
//	auth_server PATH UID
//
// Not a server to copy: net/http takes the error for trouble of the system, and
// sleeps before it accepts the next, longer each time; the mode is set when
// clients can connect already; and a peer about which the kernel cannot be asked
// ends the server.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

type authListener struct {
	*net.UnixListener
	allowed uint32
}

type refusal struct{ uid uint32 }

func (r refusal) Error() string   { return fmt.Sprintf("unauthorized UID %d", r.uid) }
func (r refusal) Timeout() bool   { return false }
func (r refusal) Temporary() bool { return true }

func (l authListener) Accept() (net.Conn, error) {
	conn, err := l.AcceptUnix()
	if err != nil {
		return nil, err
	}
	peer, err := credentials(conn)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if peer.Uid != l.allowed {
		log.Printf("Rejected connection: UID %d (only UID %d allowed)", peer.Uid, l.allowed)
		conn.Close()
		return nil, refusal{peer.Uid}
	}
	log.Printf("Accepted connection from UID=%d PID=%d", peer.Uid, peer.Pid)
	return conn, nil
}

func credentials(conn *net.UnixConn) (*syscall.Ucred, error) {
	file, err := conn.File()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return syscall.GetsockoptUcred(int(file.Fd()), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
}

func authorized(w http.ResponseWriter, r *http.Request) {
	fmt.Fprint(w, "You are authorized!\n")
}

// All accepts on one thread, so that a tracer can count its calls.
func init() { runtime.LockOSThread() }

func main() {
	uid, err := strconv.ParseUint(os.Args[2], 10, 32)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if err := os.Chmod(os.Args[1], 0660); err != nil {
		log.Fatal(err)
	}
	fmt.Println("Listening on", os.Args[1])
	wrapped := authListener{listener.(*net.UnixListener), uint32(uid)}
	log.Fatal(http.Serve(wrapped, http.HandlerFunc(authorized)))
}
