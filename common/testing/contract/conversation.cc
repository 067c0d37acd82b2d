#include "common/testing/contract/conversation.h"

#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/testing/contract/contract.h"
#include "common/testing/for_people.h"
#include "common/testing/strace/matchers.h"
#include "gtest/gtest.h"

namespace uds_testing {

namespace {

std::string CommandOf(const Conversation& conversation) {
  return absl::StrCat("the client with arguments \"",
                      absl::StrJoin(conversation.client_arguments, " "), "\"");
}

}  // namespace

void ExpectConversation(const Subject& subject, const std::string& path,
                        const Conversation& conversation) {
  const absl::StatusOr<TracedRun> client =
      RunClient(subject, path, conversation.client_arguments);
  if (!Judgeable(client.status())) return;
  EXPECT_EQ(client->exit_status, ExitStatus::Exited(0))
      << "is how it ended: " << CommandOf(conversation) << "; "
      << PrintedForPeople(client->output, client->errors);
  if (!client->exit_status.success()) return;
  std::string reply = client->output.substr(0, kMostShown);
  if (!conversation.varying.empty()) {
    reply = std::regex_replace(reply, std::regex(conversation.varying), "...");
  }
  EXPECT_EQ(reply, conversation.reply)
      << "is what it printed: " << CommandOf(conversation);
}

absl::StatusOr<TracedRun> ServeConversation(const Subject& subject,
                                            const Conversation& conversation,
                                            TracedServerOptions options) {
  const auto server = TracedServer::Start(subject, std::move(options));
  if (!server.ok()) return server.status();
  ExpectConversation(subject, (*server)->path(), conversation);
  return (*server)->Stop();
}

CallPattern BindOf(const std::string& path) {
  return Call("bind")
      .With(absl::StrFormat("sun_path=\"%s\"", path))
      .Succeeding();
}

std::optional<SystemCall> TheBindOf(const Trace& trace,
                                    const std::string& path) {
  const std::vector<SystemCall> bound = CallsMatching(trace, BindOf(path));
  if (bound.size() == 1) return bound[0];
  const std::vector<SystemCall> others = CallsMatching(trace, Call("bind"));
  if (!bound.empty()) {
    ADD_FAILURE() << "it called bind(2) with its path " << bound.size()
                  << " times, and once is enough:\n"
                  << trace.Excerpt(bound.back().first_line);
  } else if (others.empty()) {
    ADD_FAILURE() << "it never called bind(2); it was given the path " << path;
  } else {
    ADD_FAILURE() << "it never called bind(2), successfully, with the path "
                     "that it was given, "
                  << path << "; what it did instead:\n"
                  << trace.Excerpt(others.back().first_line);
  }
  return std::nullopt;
}

}  // namespace uds_testing
