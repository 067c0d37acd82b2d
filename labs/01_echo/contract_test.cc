// The contract of lab 01: what is true of an echo server on a Unix domain
// socket and of its client, whoever wrote them.

#include "common/testing/contract/contract.h"

#include <vector>

#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "common/testing/contract/socket_file_clauses.h"
#include "labs/01_echo/echo_clauses.h"
#include "labs/01_echo/trouble_clauses.h"

namespace lab {
namespace {

std::vector<uds_testing::Clause> Clauses() {
  const uds_testing::Conversation ping = {.client_arguments = {"ping"},
                                          .reply = "Echo: ping\n"};
  return {
      uds_testing::BindsAndListens(),
      uds_testing::SaysWhenItIsReady(),
      uds_testing::SocketFileHoldsNoData(),
      uds_testing::ModeHoldsFromTheFirstInstant(),
      uds_testing::Replies(ping),
      PrefixLeavesWithTheFirstBytes(),
      SaysNothingToTheSilent(),
      EchoesAMegabyteInOddPieces(),
      ServesManyBesideOneThatStalls(),
      OutlivesAClientThatVanishes(),
      FinishesWhatIsInFlightOnSigterm(),
      uds_testing::ServerNeverOpensAFile(ping),
      uds_testing::ClientNeverOpensAFile(ping),
      ClientReportsAnIncompleteReply(),
      uds_testing::OutlivesFailedAccepts(ping),
      uds_testing::StaysCalmWithoutDescriptors(),
      uds_testing::RemovesItsSocketFile(),
      uds_testing::RefusesAPathInUse(ping),
      uds_testing::ReplacesAStaleSocketFile(ping),
      uds_testing::LeavesARegularFileAsItIs(),
  };
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunContract(argc, argv, lab::Clauses());
}
