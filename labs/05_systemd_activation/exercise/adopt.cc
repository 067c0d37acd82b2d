// Lab 05: the sockets that a manager passes, and what it wants to hear. This is
// the one file that you edit; adopt.h says what its functions are for.
//
//   ./lab check 05    # how far you are, and what is next
//   ./lab hint 05     # if you are stuck
//
// Write the steps in their order, Tell before AdoptSockets. Steps 2 to 5 are
// functions that AdoptSockets calls; until you write them they look at nothing.

#include "labs/05_systemd_activation/exercise/adopt.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "common/exercise/not_started.h"
#include "common/os/posix_error.h"
#include "common/os/unique_fd.h"

namespace lab {

// Step 1. A word to the manager. sd_notify(3), unix(7), sendto(2)
//
// NOTIFY_SOCKET holds the path of a datagram socket, on which the manager waits
// for READY=1; where it is not set, nobody does. Send `word`, as it is: one
// datagram, without a newline. What should become of a path that does not fit
// into sun_path?
//
// Behind "@" the value is an abstract name. That, and STOPPING=1, is judged in
// step 6; you may come back then. Which byte stands for the "@" in sun_path?
// And where does such a name end: at its first zero, or where the length says?
//
// Judged, with AdoptSockets, by TakesTheSocketItIsPassed and Replies.
absl::Status Tell(std::string_view word) {
  return uds::NotStarted(1, "say to NOTIFY_SOCKET: " + std::string(word));
}

// Step 1, too. What is there already. sd_listen_fds(3), fcntl(2)
//
// The sockets are descriptors 3, 4 and so on: bound, listening, and yours. Ask
// CountOfSockets how many they are and NamesOfSockets for their names, then let
// CheckListens look at each, in this order; at the end, KeepFromChildren gets
// them all. Where one of these gives an error, give it back.
//
// The server polls, and must never wait in accept(2). What does a manager pass:
// a socket that blocks, or one that does not? Make sure. Where fcntl(2) fails
// on a descriptor, say which: NotUsable. And the count may be 2000000000, with
// one socket there: stop at the first that is closed, and reserve nothing.
//
// Judged by TakesTheSocketItIsPassed, SaysWhatItUses, Replies, and all that
// follows from serving.
absl::StatusOr<std::vector<PassedSocket>> AdoptSockets() {
  return uds::NotStarted(1, "take descriptor 3, which listens already");
}

// Step 2. For whom, and how many. sd_listen_fds(3), getpid(2), environ(7)
//
// LISTEN_FDS is how many there are, and not which. LISTEN_PID is for whom: the
// variables are inherited, and in a program for which they were not meant
// descriptor 3 is anything. Where one of them is not set, the error is
// "LISTEN_FDS or LISTEN_PID not set"; else it names the variable that is wrong.
//
// Both are numbers above 0, in digits and nothing else. Think of "", "0", "-1",
// "1x", " 1", "0x1" and 99999999999, and of what atoi(3) and strtol(3) make of
// each. std::from_chars makes less of them, and says where it stopped.
//
// Judged by SaysThatItHasToBeActivated, RefusesWhatIsForAnotherPid,
// RefusesAWrongCount.
absl::StatusOr<int> CountOfSockets() {
  uds::NotStarted(2, "LISTEN_PID and LISTEN_FDS: for whom, and how many")
      .IgnoreError();
  return 1;
}

// Step 3. Their names. sd_listen_fds_with_names(3), systemd.socket(5)
//
// LISTEN_FDNAMES holds one name for each socket, with a colon between them. It
// may not be set, then there are none: return an empty vector. A name may be
// empty. Where there are more or fewer names than sockets, whose is which?
//
// Judged by ServesEachOfTwoSockets, RefusesNamesOfAnotherNumber.
absl::StatusOr<std::vector<std::string>> NamesOfSockets(int count) {
  static_cast<void>(count);
  uds::NotStarted(3, "LISTEN_FDNAMES: the sockets' names").IgnoreError();
  return std::vector<std::string>();
}

// Step 4. Is it what it should be? getsockopt(2), socket(7), systemd.socket(5)
//
// A unit may say ListenFIFO=, ListenStream=8080, ListenDatagram= or Accept=yes,
// and a number may be closed. Each of these is NotUsable, with the reason. What
// can you ask of a descriptor, and how does it answer that is no socket? Three
// options tell the family, the type, and whether it listens. Do not open
// anything before you look: what would its number be?
//
// Judged by RefusesWhatIsNoListener.
absl::Status CheckListens(int fd) {
  static_cast<void>(fd);
  uds::NotStarted(4, "look what it is: getsockopt(2)").IgnoreError();
  return absl::OkStatus();
}

// Step 5. Not for children. fcntl(2), execve(2), unsetenv(3)
//
// What came over one exec(3) goes on over the next, with the variables that
// tell of it: a child of the server would find both. Which flag keeps a
// descriptor here, and is it of the descriptor, or of the socket, like
// O_NONBLOCK? Remove the three variables too. That no clause can judge: it is
// no system call, and nobody sees it from outside but a child.
//
// Judged by KeepsTheSocketFromChildren.
absl::Status KeepFromChildren(const std::vector<PassedSocket>& sockets) {
  static_cast<void>(sockets);
  uds::NotStarted(5, "keep the sockets from children: fcntl(2), unsetenv(3)")
      .IgnoreError();
  return absl::OkStatus();
}

// Step 6. The end. sd_notify(3), unlink(2), shutdown(2)
//
// SIGTERM has come. The manager wants to hear STOPPING=1, now and not when
// all is done. Whose is the socket's file? Who serves those who are in the
// queue, or come to it now, and what would shutdown(2) do to them? Look at what
// adopt.h says of the value to return. And does Tell reach an abstract name?
//
// Judged by TellsTheManagerHowFarItIs, LeavesTheSocketToTheManager,
// LeavesTheQueueToTheNext.
uds::Listener::Queue Withdraw() {
  uds::NotStarted(6, "say STOPPING=1, and leave the queue to the next")
      .IgnoreError();
  return uds::Listener::Queue::kOurs;
}

}  // namespace lab
