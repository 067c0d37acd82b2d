// Lab 04: the guard at the door. This is the one file that you edit; guard.h
// says what each function is for, lists.h has what you need for lists and log.
//
//   ./lab check 04    # how far you are, and what is next
//   ./lab hint 04     # if you are stuck
//
// Write the steps in their order. Until you have written step 3, everybody
// comes in.

#include "labs/04_auth_listener/exercise/guard.h"

#include <charconv>
#include <string>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/exercise/not_started.h"
#include "common/peer/groups.h"

namespace lab {

// Step 1. Read a list of numbers. atoi(3), strtoul(3), credentials(7)
//
// A list that is read wrong lets the wrong people in. Take numbers and the
// commas between them, and nothing else. Think of "", "0,", "root", " 0", "-1",
// "0x0", "1000x"; of 4294967295, which is UID -1 (kNobody); and of 4294967296:
// what is left of it in 32 bits? See what atoi(3) and strtoul(3) make of each.
// std::from_chars makes less of them. Say in the error which item is wrong.
//
// Judged by RefusesListsOfNonsense, and by the clauses on the socket: without
// lists the server does not even start.
absl::StatusOr<std::vector<id_t>> ReadIds(std::string_view text) {
  // [answer 1]
  std::vector<id_t> ids;
  const std::vector<std::string> items = absl::StrSplit(std::string(text), ',');
  for (const std::string& item : items) {
    id_t id = kNobody;
    const char* const end = item.data() + item.size();
    const auto [stop, error] = std::from_chars(item.data(), end, id);
    if (error != std::errc() || stop != end || id == kNobody) {
      return absl::InvalidArgumentError(
          absl::StrFormat("\"%s\" is not a number from 0 to %u",
                          absl::CEscape(item), kNobody - 1));
    }
    ids.push_back(id);
  }
  // [else]
  // return uds::NotStarted(1, "read the list \"" + std::string(text) + "\"");
  // [end]

  // Step 5 comes back here: no list may name kOverflowId.
  // [answer 5]
  if (Names(ids, kOverflowId)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%u can not be allowed: it stands for everybody who "
                        "has no number here",
                        kOverflowId));
  }
  // [end]
  // [answer 1]
  return ids;
  // [end]
}

absl::StatusOr<uds::AcceptResult> Guard::Accept() {
  absl::StatusOr<uds::AcceptResult> accepted = inner_->Accept();

  // Step 2. Ask the kernel who it is. unix(7), getsockopt(2), accept(2)
  //
  // You wrap another listener. What it says that is no connection (nobody
  // waits, no descriptor is left, an error), hand on as it is. Of a connection,
  // ask the kernel who made it, before a byte is read: uds::GetPeerCredentials
  // in common/peer/credentials.h does what you wrote in lab 03. Which of the
  // two sockets do you ask about, and whom would the other one name? If the
  // kernel does not answer, is that a permission? Write AcceptedLine to log_.
  //
  // Judged by AsksTheKernelBeforeItReads and LogsWhoCameIn.
  // [answer 2]
  if (!accepted.ok() || accepted->outcome != uds::AcceptResult::kAccepted) {
    return accepted;
  }
  // The listening socket would name ourselves, so everybody would pass.
  const int socket = accepted->socket.get();
  const absl::StatusOr<uds::PeerCredentials> peer =
      uds::GetPeerCredentials(socket);
  if (!peer.ok()) {
    log_(UnknownLine(std::string(peer.status().message())));
    return uds::AcceptResult{uds::AcceptResult::kSkipped, {}};
  }
  // [else]
  // uds::NotStarted(2, "ask the kernel who has connected, and log it")
  //     .IgnoreError();
  // [end]

  // Step 3. Refuse without a word. close(2), listener.h in common/server
  //
  // Ask Decide(), below, about each peer. Whom it refuses gets no byte of an
  // answer, and none of his bytes is read: the connection is closed. Who closes
  // it, if you leave this function without handing on accepted->socket? The
  // next one in the queue must not wait for it, so neither sleep nor return an
  // error: what did listener.h call a connection that came to nothing? Write
  // RejectedLine to log_, or UnknownLine where the kernel did not answer.
  //
  // Judged by RefusesWithoutAWord, LogsWhoWasRefused,
  // RefusesWhomItCannotAskAbout, RefusalsHoldNobodyUp and
  // AdmitsTheUidsThatAreNamed.
  // [answer 3]
  const absl::Status decision = Decide(*peer, socket);
  if (!decision.ok()) {
    log_(RejectedLine(*peer, std::string(decision.message())));
    // What is not handed on is closed here, by UniqueFd.
    return uds::AcceptResult{uds::AcceptResult::kSkipped, {}};
  }
  // [else]
  // uds::NotStarted(3, "refuse whom the lists do not name").IgnoreError();
  // [end]

  // [answer 2]
  log_(AcceptedLine(*peer));
  // [end]
  return accepted;
}

absl::Status Guard::Decide(const uds::PeerCredentials& peer, int socket) const {
  // Step 5. Whom no list can name. user_namespaces(7), "Unmapped user and group
  // IDs"
  //
  // Every user without a number in the server's user namespace shows as UID
  // 65534. Whom does a policy know that knows this number? Such a peer stays
  // out, even if its group is named. And no list may name the number: go back
  // to ReadIds.
  //
  // Judged by NeverAdmitsTheOverflowUid.
  // [answer 5]
  if (peer.uid == kOverflowId) {
    return absl::PermissionDeniedError(
        absl::StrFormat("%u is any user without a number here", kOverflowId));
  }
  // [else]
  // if (peer.uid == kOverflowId) {
  //   uds::NotStarted(5, "decide about UID 65534").IgnoreError();
  // }
  // [end]

  // Step 3, its other half. Who may come in, by its UID? Compare like with
  // like: a GID is no UID. Nobody is exempt, neither root nor ourselves.
  // [answer 3]
  if (Names(lists_.uids, peer.uid)) return absl::OkStatus();
  // [end]

  // Step 4. Groups. credentials(7), getgroups(2), getsockopt(2)
  //
  // One process is in many groups. Its GID is in `peer`; for the others, the
  // supplementary ones, there is uds::GetPeerGroups in common/peer/groups.h,
  // which asks for SO_PEERGROUPS. If it fails, is that a permission? Do not ask
  // where the answer does not matter.
  //
  // Judged by AdmitsTheGroupsThatAreNamed.
  // [answer 4]
  if (Names(lists_.gids, peer.gid)) return absl::OkStatus();
  if (!lists_.gids.empty()) {
    const absl::StatusOr<std::vector<gid_t>> groups =
        uds::GetPeerGroups(socket);
    if (!groups.ok()) return groups.status();
    for (const gid_t group : *groups) {
      if (Names(lists_.gids, group)) return absl::OkStatus();
    }
  }
  // [else]
  // if (!lists_.gids.empty()) {
  //   return uds::NotStarted(
  //       4, absl::StrFormat("look at the groups of who is on fd %d", socket));
  // }
  // [end]

  return absl::PermissionDeniedError(WhoIsAllowed(lists_));
}

}  // namespace lab
