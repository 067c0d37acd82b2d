// Lab 01: the socket calls. This is the one file that you edit; socket_calls.h
// says what each function is for, and what it returns.
//
//   ./lab check 01    # how far you are, and what is next
//   ./lab hint 01     # if you are stuck
//
// Write the steps in their order. Two things are there to help:
//   uds::UniqueFd fd(::socket(...));     owns a descriptor, and closes it
//   uds::PosixError("bind", path)        makes an error of errno

#include "labs/01_echo/exercise/socket_calls.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/exercise/not_started.h"
#include "common/os/posix_error.h"

namespace lab {

// [answer 1]
namespace {

absl::StatusOr<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s has %d bytes; a socket's path has from 1 to %d",
                        path, path.size(), sizeof(address.sun_path) - 1));
  }
  path.copy(address.sun_path, path.size());
  return address;
}

}  // namespace

// [else]
// [end]
// Step 1. A socket that listens, and its file.
// socket(2), unix(7), bind(2), listen(2), umask(2), fchmod(2), unlink(2)
//
// Three calls make it: an endpoint, its name, its queue. Think of:
// - What keeps the socket from a program that this one might execute, and what
//   makes its calls return instead of waiting? Both can be had from birth:
//   socket(2), the type.
// - The path. It goes into a struct sockaddr_un, with room for 108 bytes. What
//   do you do with a longer one? Shortened, it is another path.
// - The mode. Whoever may write to the file may connect. bind(2) makes the
//   file: with which mode, and who has a say in it? What is changed afterwards
//   leaves an instant in which anybody may come.
// - Who waits in vain if the queue is short? SOMAXCONN
// - At the end, the kernel closes descriptors. Does it remove a file?
//
// Judged by BindsAndListens, SaysWhenItIsReady, SocketFileHoldsNoData,
// ModeHoldsFromTheFirstInstant and, for RemoveFile, RemovesItsSocketFile.
absl::StatusOr<uds::UniqueFd> Listen(const std::string& path, mode_t mode) {
  // [answer 1]
  const absl::StatusOr<sockaddr_un> address = AddressOf(path);
  if (!address.ok()) return address.status();
  uds::UniqueFd socket(
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return uds::PosixError("socket", "AF_UNIX");
  // The file gets the mode of the socket, less the umask.
  if (::fchmod(socket.get(), mode) != 0) return uds::PosixError("fchmod", path);
  const mode_t umask_before = ::umask(0);
  const int bound =
      ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&*address),
             sizeof(*address));
  const int error = errno;
  ::umask(umask_before);
  if (bound != 0) return uds::PosixError("bind", path, error);
  if (::listen(socket.get(), SOMAXCONN) != 0) {
    return uds::PosixError("listen", path);
  }
  return socket;
  // [else]
  // static_cast<void>(path);
  // static_cast<void>(mode);
  // return uds::NotStarted(1, "make a socket that listens at its path");
  // [end]
}

absl::Status RemoveFile(const std::string& path) {
  // [answer 1]
  if (::unlink(path.c_str()) != 0) return uds::PosixError("unlink", path);
  // [else]
  // static_cast<void>(path);
  // [end]
  return absl::OkStatus();
}

// Step 2. One client: accept it, receive, send.
// accept(2), recv(2), send(2), signal(7)
//
// The listener stays what it is; each client has a socket of its own. Think of:
// - Its flags. Does it have those of the listener? NOTES in accept(2).
// - recv(2) returns a number of bytes. How long was the message that the client
//   sent? And what does it mean if the number is 0?
// - send(2) returns a number too. Is it always the one that you gave it?
// - To send to somebody who is gone kills the program, unless you say
//   otherwise. Which flag of send(2) does?
// - Where a call fails, hand errno over to FailedTransfer or FailedAccept. They
//   are the next steps; until then every failure ends the server.
//
// Judged by Replies, PrefixLeavesWithTheFirstBytes, SaysNothingToTheSilent,
// ServerNeverOpensAFile, ClientNeverOpensAFile, ClientReportsAnIncompleteReply;
// the client and the prefix are given.
absl::StatusOr<Accepted> Accept(int listener) {
  // [answer 2]
  uds::UniqueFd socket(
      ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket.valid()) return FailedAccept(errno);
  return Accepted{Accepted::kClient, std::move(socket)};
  // [else]
  // static_cast<void>(listener);
  // return uds::NotStarted(2, "take a client out of the queue");
  // [end]
}

absl::StatusOr<Transfer> Receive(int socket, absl::Span<char> buffer) {
  // [answer 2]
  const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (size < 0) return FailedTransfer("recv", errno);
  if (size == 0) return Transfer{Transfer::kEndOfStream};
  return Transfer{Transfer::kDone, static_cast<size_t>(size)};
  // [else]
  // static_cast<void>(socket);
  // static_cast<void>(buffer);
  // return uds::NotStarted(2, "receive what a client has sent");
  // [end]
}

absl::StatusOr<Transfer> Send(int socket, std::string_view bytes) {
  // [answer 2]
  const ssize_t size = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (size < 0) return FailedTransfer("send", errno);
  return Transfer{Transfer::kDone, static_cast<size_t>(size)};
  // [else]
  // static_cast<void>(socket);
  // static_cast<void>(bytes);
  // return uds::NotStarted(2, "send a reply");
  // [end]
}

// Step 3. Clients that are slow, and clients that are gone.
// recv(2), send(2), poll(2): the sections ERRORS
//
// A client that does not read what it is sent: how much does the kernel keep
// for it, and what does send(2) say then, to a socket that must not block? A
// client that has closed in the middle of its reply: what does send(2) say, and
// what recv(2)? Both are everyday. Sort the errors by what the loop is to do:
// wait and try again (kWouldBlock), forget this one client (kPeerGone), or
// end, since it should not be (an error).
//
// Judged by EchoesAMegabyteInOddPieces, ServesManyBesideOneThatStalls,
// OutlivesAClientThatVanishes, FinishesWhatIsInFlightOnSigterm.
absl::StatusOr<Transfer> FailedTransfer(const char* call, int error) {
  // [answer 3]
  switch (error) {
    case EAGAIN:
    case EINTR:
      return Transfer{Transfer::kWouldBlock};
    case EPIPE:
    case ECONNRESET:
      return Transfer{Transfer::kPeerGone};
    default:
      return uds::PosixError(call, "", error);
  }
  // [else]
  // const std::string failed(uds::PosixError(call, "", error).message());
  // return uds::NotStarted(3, "say what follows from " + failed);
  // [end]
}

// Step 4. When accept fails.
// accept(2): ERRORS and "Error handling"; poll(2)
//
// Some failures pass by themselves. Some concern a client that is gone already.
// With some of them the queue stays as it is: the client is still in it,
// poll(2) says so at once, accept(2) fails again, and so on, at full speed.
// What is it that is missing then, and what can the loop do until it is there?
// And which errors mean that this server is wrong, and should end?
//
// Judged by OutlivesFailedAccepts (with EMFILE, ECONNABORTED, EINTR, EAGAIN)
// and StaysCalmWithoutDescriptors.
absl::StatusOr<Accepted> FailedAccept(int error) {
  // [answer 4]
  switch (error) {
    case EAGAIN:
    case EINTR:
    case ECONNABORTED:
      return Accepted{Accepted::kNobody};
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return Accepted{Accepted::kNoDescriptors};
    default:
      return uds::PosixError("accept4", "", error);
  }
  // [else]
  // const std::string failed(uds::PosixError("accept4", "", error).message());
  // return uds::NotStarted(4, "say what follows from " + failed);
  // [end]
}

// Step 5. What may already be at the path.
// bind(2), lstat(2), inode(7), connect(2), unlink(2)
//
// A server that was killed leaves its file behind, and bind(2) does not
// overwrite: it has to be removed. But what is at the path may also be
// - the socket of a server that runs. How can you find out whether anybody
//   answers there? Refuse, and say that the path "is in use by a running
//   server".
// - a file that somebody needs. What does connect(2) say to a regular file?
//   Look it up, or try it: it is the trap of this step. Refuse, and name the
//   path.
// absl::FailedPreconditionError(text) makes an error of a text.
//
// Judged by RefusesAPathInUse, ReplacesAStaleSocketFile,
// LeavesARegularFileAsItIs.
absl::Status FreePath(const std::string& path) {
  // [answer 5]
  struct stat found;
  if (::lstat(path.c_str(), &found) != 0) return uds::PosixError("lstat", path);
  if (!S_ISSOCK(found.st_mode)) {
    return absl::FailedPreconditionError(path + " exists and is not a socket");
  }
  const absl::StatusOr<sockaddr_un> address = AddressOf(path);
  if (!address.ok()) return address.status();
  const uds::UniqueFd probe(
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!probe.valid()) return uds::PosixError("socket", "AF_UNIX");
  // EAGAIN: its queue is full, so there is a server.
  if (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&*address),
                sizeof(*address)) == 0 ||
      errno == EAGAIN) {
    return absl::FailedPreconditionError(path +
                                         " is in use by a running server");
  }
  if (errno != ECONNREFUSED) return uds::PosixError("connect", path);
  return ::unlink(path.c_str()) == 0 ? absl::OkStatus()
                                     : uds::PosixError("unlink", path);
  // [else]
  // return uds::NotStarted(5, "decide about what is at " + path);
  // [end]
}

}  // namespace lab
