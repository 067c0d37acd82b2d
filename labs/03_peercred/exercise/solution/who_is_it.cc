// Lab 03: who is at the other end? This is the one file that you edit;
// who_is_it.h says what each function is for.
//
//   ./lab check 03    # how far you are, and what is next
//   ./lab hint 03     # if you are stuck
//
// Write the steps in their order.

#include "labs/03_peercred/exercise/who_is_it.h"

#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/exercise/not_started.h"
#include "common/os/posix_error.h"

namespace lab {

// Step 1. Ask the kernel. getsockopt(2), unix(7), socket(7)
//
// Nobody has to say who he is: the kernel has noted it when connect(2) was
// called, and tells. unix(7) has the option, its level is in socket(7). Three
// numbers come back. Think of:
// - A call that fails. What stands in your struct then, if it was all zeros
//   before, and which user is 0? uds::PosixError makes an error of errno.
// - The length. It goes in and comes out; which of the two do you compare?
// - A socket that was never connected. The call succeeds. Find out with which
//   UID, and see in setuid(2) or setreuid(2) why no user can have that one.
//
// Judged by the server itself, which asks WhoIsIt about sockets of its own and
// does not listen if an answer is wrong; so by BindsAndListens and the clauses
// behind it. Later by GreetsOnlyWhomTheKernelNames.
absl::StatusOr<Peer> WhoIsIt(int fd) {
  // [answer 1]
  ucred found = {};
  socklen_t length = sizeof(found);
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &found, &length) != 0) {
    return uds::PosixError("getsockopt SO_PEERCRED", fd);
  }
  // setreuid(2) takes -1 for "no change", so nobody can be that.
  if (length != sizeof(found) || found.uid == static_cast<uid_t>(-1)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("the kernel knows of no peer of fd %d", fd));
  }
  return Peer{.pid = found.pid, .uid = found.uid, .gid = found.gid};
  // [else]
  // static_cast<void>(fd);
  // return uds::NotStarted(1, "ask the kernel who is at the other end");
  // [end]
}

// Step 2. Ask when it comes, write it down, greet. accept(2), unix(7)
//
// A client has three moments for you: it has connected (OnOpen), it has sent
// something (OnBytes), it has sent all (OnEndOfStream). In which of them do you
// ask, if nobody shall hear "verified" before he is, nobody shall be able to
// send you anything before you know who he is, and this client never sends a
// byte? About which socket? Whom you cannot name gets no word, and is closed:
// kClose. For the others,
//
//   log:       Client connected: PID=12 UID=1000 GID=100
//   greeting:  Welcome, verified client!
//              You are PID=12 UID=1000 GID=100
//
// with GroupsText(socket()) right behind the GID: it is step 3, and empty until
// then. Make the text once, and use it twice. Each line ends in a newline. Does
// anything that the client chose itself come into the log?
//
// Judged by Replies, AsksBeforeItSpeaks, CredentialsAgreeThreeWays,
// TellsTheClientWhomItSaw and most of the others.
Visitor::Next Visitor::OnOpen(std::string& out) {
  // [answer 2]
  const absl::StatusOr<Peer> client = WhoIsIt(socket());
  if (!client.ok()) {
    Log(absl::StrFormat("Client not verified: %s\n",
                        std::string(client.status().message())));
    return kClose;
  }
  const std::string who = absl::StrFormat("PID=%d UID=%d GID=%d", client->pid,
                                          client->uid, client->gid) +
                          GroupsText(socket());
  Log("Client connected: " + who + "\n");
  out.append("Welcome, verified client!\nYou are " + who + "\n");
  return AfterTheGreeting();
  // [else]
  // static_cast<void>(out);
  // uds::NotStarted(2, "find out who has connected, log it, and greet")
  //     .IgnoreError();
  // return kClose;
  // [end]
}

Visitor::Next Visitor::OnBytes(std::string_view, std::string&) {
  return AfterTheGreeting();
}

void Visitor::OnEndOfStream(std::string&) {}

// Step 3. The groups. getsockopt(2), credentials(7), getgroups(2)
//
// struct ucred has one group of many: who may use docker or sudo has those
// among the supplementary ones. Another option of the same level gives them,
// as an array of gid_t; unix(7) does not have it: it stands in <asm/socket.h>,
// beside the one that you know. How many there are you learn from the length.
// If you had not room enough, the call fails with ERANGE: what stands in the
// length then? Ask again with that.
//
// Judged by NamesTheSupplementaryGroups, which wants the text as who_is_it.h
// has it, and AsksAgainWhereTheGroupsDoNotFit.
std::string GroupsText(int fd) {
  // [answer 3]
  std::vector<gid_t> groups(32);  // enough for most, so that one call does
  while (true) {
    socklen_t bytes = groups.size() * sizeof(gid_t);
    const int result =
        ::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes);
    const int error = errno;
    if (result != 0 && error != ERANGE) return " GROUPS=unknown";
    groups.resize(bytes / sizeof(gid_t));  // what there is, or what it takes
    if (result == 0) break;
  }
  if (groups.empty()) return " GROUPS=none";
  return " GROUPS=" + absl::StrJoin(groups, ",");
  // [else]
  // static_cast<void>(fd);
  // uds::NotStarted(3, "name the groups of the client").IgnoreError();
  // return "";
  // [end]
}

// Step 4. The end. close(2), shutdown(2), unix(7), common/server/session.h
//
// The server has said all. But the client may have sent something, as
// `echo | nc -U` does, which nobody has read. unix(7), ERRORS, tells what
// becomes of a connection that is closed over unread bytes, and who sees it.
// You do not want to read them, and you do want the client to get its greeting
// and then the end of the stream. session.h has three ways to go on: which of
// them is this?
//
// Judged by EndsWellForOneWhoSpeaksFirst.
Visitor::Next Visitor::AfterTheGreeting() {
  // [answer 4]
  return kLinger;
  // [else]
  // uds::NotStarted(4, "end the connection so that the client hears all")
  //     .IgnoreError();
  // return kClose;
  // [end]
}

}  // namespace lab
