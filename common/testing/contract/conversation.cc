#include "common/testing/contract/conversation.h"

#include <regex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/testing/contract/contract.h"
#include "gtest/gtest.h"

namespace uds_testing {

void ExpectConversation(const Subject& subject, const std::string& path,
                        const Conversation& conversation) {
  const absl::StatusOr<TracedRun> client =
      RunClient(subject, path, conversation.client_arguments);
  if (!Judgeable(client.status())) return;
  EXPECT_EQ(client->exit_status, ExitStatus::Exited(0)) << client->errors;
  std::string reply = client->output;
  if (!conversation.varying.empty()) {
    reply = std::regex_replace(reply, std::regex(conversation.varying), "...");
  }
  EXPECT_EQ(reply, conversation.reply);
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

}  // namespace uds_testing
