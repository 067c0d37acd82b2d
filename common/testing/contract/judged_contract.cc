// A contract of what all labs share, for a server of lines "ok": by which
// bad_programs_test.cc has bad programs judged.

#include "common/testing/contract/contract.h"
#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "common/testing/contract/socket_file_clauses.h"
#include "gtest/gtest.h"

namespace {

using uds_testing::Judgeable;
using uds_testing::Subject;
using uds_testing::TracedServer;

// A check without a deadline of its own, which the contract has to give it.
void WaitsForAReply(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const auto client = uds_testing::StartClient(subject, (*server)->path(), {});
  if (!Judgeable(client.status())) return;
  const auto run = (*client)->Finish(absl::Hours(1));
  if (!Judgeable(run.status())) return;
  EXPECT_EQ(run->output, "ok\n");
}

}  // namespace

int main(int argc, char** argv) {
  const uds_testing::Conversation ok = {.client_arguments = {},
                                        .reply = "ok\n"};
  return uds_testing::RunContract(argc, argv,
                                  {uds_testing::BindsAndListens(),
                                   uds_testing::SaysWhenItIsReady(),
                                   uds_testing::Replies(ok),
                                   uds_testing::ServerNeverOpensAFile(ok),
                                   {.name = "WaitsForAReply",
                                    .sentence = "The server replies.",
                                    .hint = "Reply.",
                                    .needs = {"BindsAndListens"},
                                    .check = WaitsForAReply},
                                   uds_testing::RemovesItsSocketFile(),
                                   uds_testing::RefusesAPathInUse(ok),
                                   uds_testing::LeavesARegularFileAsItIs()});
}
