// Lab 03's server in Go, for its contract:
//
//	CGO_ENABLED=0 go build -o peercred_server peercred_server.go
//	./peercred_server --socket=PATH
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

const soPeerGroups = 59 // SO_PEERGROUPS; package syscall has no name for it

// groupsOf asks for the supplementary groups of the peer of socket fd.
func groupsOf(fd int) ([]uint32, error) {
	for size := 32; ; size *= 2 {
		groups := make([]uint32, size)
		length := uint32(4 * size)
		_, _, errno := syscall.Syscall6(syscall.SYS_GETSOCKOPT, uintptr(fd),
			syscall.SOL_SOCKET, soPeerGroups,
			uintptr(unsafe.Pointer(&groups[0])),
			uintptr(unsafe.Pointer(&length)), 0)
		if errno == 0 {
			return groups[:length/4], nil
		}
		if errno != syscall.ERANGE { // more than there is room for
			return nil, errno
		}
	}
}

// identify tells who the peer is, by the kernel's word alone.
func identify(fd int) (string, error) {
	peer, err := syscall.GetsockoptUcred(fd, syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	if err != nil {
		return "", err
	}
	if peer.Uid == ^uint32(0) { // -1: nobody ever connected
		return "", errors.New("the kernel names nobody")
	}
	groups, err := groupsOf(fd)
	if err != nil {
		return "", err
	}
	names := make([]string, len(groups))
	for i, group := range groups {
		names[i] = strconv.FormatUint(uint64(group), 10)
	}
	if len(names) == 0 {
		names = []string{"none"}
	}
	return fmt.Sprintf("PID=%d UID=%d GID=%d GROUPS=%s", peer.Pid, peer.Uid,
		peer.Gid, strings.Join(names, ",")), nil
}

// greet speaks first, and then reads until the client is done: close(2) over
// unread bytes would reset the connection.
func greet(conn *net.UnixConn, who string) {
	defer conn.Close()
	fmt.Fprintf(conn, "Welcome, verified client!\nYou are %s\n", who)
	conn.CloseWrite()
	conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	io.Copy(io.Discard, conn)
}

// removeStale removes a socket on which nobody answers, and nothing else.
func removeStale(path string) error {
	found, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if found.Mode().Type() != os.ModeSocket {
		return fmt.Errorf("%s: is there already, and is no socket", path)
	}
	probe, err := net.Dial("unix", path)
	if err == nil {
		probe.Close()
		return fmt.Errorf("%s: in use by a running server", path)
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return err
	}
	return os.Remove(path)
}

func listen(path string, mode int) (*net.UnixListener, error) {
	if err := removeStale(path); err != nil {
		return nil, err
	}
	// Before bind(2): the file has its mode at the instant it appears.
	defer syscall.Umask(syscall.Umask(0o777 &^ mode))
	return net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
}

func serve(listener *net.UnixListener) error {
	var served sync.WaitGroup
	defer served.Wait() // those who are being greeted
	for {
		conn, err := listener.AcceptUnix()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil { // it passes: no descriptor left, a client that is gone
			time.Sleep(50 * time.Millisecond)
			continue
		}
		who := ""
		raw, err := conn.SyscallConn()
		if err == nil {
			raw.Control(func(fd uintptr) { who, err = identify(int(fd)) })
		}
		if err != nil { // not known is not greeted
			conn.Close()
			continue
		}
		fmt.Printf("Client connected: %s\n", who)
		served.Add(1)
		go func() { defer served.Done(); greet(conn, who) }()
	}
}

func run() error {
	path := flag.String("socket", "", "path of the socket")
	modeText := flag.String("mode", "0600", "mode of its file, in octal")
	flag.Parse()
	mode, err := strconv.ParseInt(*modeText, 8, 32)
	if err != nil {
		return err
	}
	stop := make(chan os.Signal, 1) // before there is a file to be removed
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	listener, err := listen(*path, int(mode))
	if err != nil {
		return err
	}
	fmt.Printf("Listening on %s\n", *path)
	go func() { <-stop; listener.Close() }() // which removes its file, too
	return serve(listener)
}

func main() {
	// A log that nobody reads any more is a lost line, and not our end.
	signal.Ignore(syscall.SIGPIPE)
	// The contract forges what the kernel answers, by strace, which counts the
	// calls of each thread: all questions are asked in this one.
	runtime.LockOSThread()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
