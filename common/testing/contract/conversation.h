// One use of a lab's client that must succeed: what most clauses need to see a
// server at work.
//
//   const Conversation ping = {.client_arguments = {"ping"},
//                              .reply = "Echo: ping\n"};
#ifndef COMMON_TESTING_CONTRACT_CONVERSATION_H_
#define COMMON_TESTING_CONTRACT_CONVERSATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/event.h"
#include "common/testing/strace/trace.h"

namespace uds_testing {

struct Conversation {
  std::vector<std::string> client_arguments;
  // What the client then prints, to the last newline; at most kMostShown bytes.
  std::string reply;

  // What differs from run to run, as a regular expression (ECMAScript): each
  // match stands as "..." in the reply. Empty: nothing does.
  std::string varying = "";
};

// Lets the client have `conversation` with the server at `path`, and fails the
// clause if it does not go as it says.
void ExpectConversation(const Subject& subject, const std::string& path,
                        const Conversation& conversation);

// The whole life of a server that has one such conversation.
absl::StatusOr<TracedRun> ServeConversation(const Subject& subject,
                                            const Conversation& conversation,
                                            TracedServerOptions options = {});

// bind(2) to `path`, successful.
CallPattern BindOf(const std::string& path);

// The one bind(2) to `path` in `trace`; where there is none, or several, none,
// and the clause fails with what was bound instead.
std::optional<SystemCall> TheBindOf(const Trace& trace,
                                    const std::string& path);

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_CONVERSATION_H_
