// The contract of lab 02: what is true of an HTTP server on a Unix domain
// socket and of its client, whoever wrote them.

#include "common/testing/contract/contract.h"

#include <vector>

#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "common/testing/contract/socket_file_clauses.h"
#include "labs/02_http/client_clauses.h"
#include "labs/02_http/identity_clauses.h"
#include "labs/02_http/life_clauses.h"
#include "labs/02_http/log_clauses.h"
#include "labs/02_http/message_clauses.h"
#include "labs/02_http/open_clause.h"
#include "labs/02_http/refusal_clauses.h"

namespace lab {
namespace {

std::vector<uds_testing::Clause> Clauses() {
  const uds_testing::Conversation hello = {.client_arguments = {"/"},
                                           .reply = "Hello over UDS!"};
  return {
      uds_testing::BindsAndListens(),
      uds_testing::SaysWhenItIsReady(),
      uds_testing::SocketFileHoldsNoData(),
      uds_testing::ModeHoldsFromTheFirstInstant(),
      uds_testing::Replies(hello),
      RoutesByMethodAndPath(),
      AnswersInOrder(),
      TakesARequestCutAnywhere(),
      SaysContinueToWhoAsks(),
      RefusesWhatIsNoRequest(),
      BoundsWhatItTakes(),
      AnswersAHalfClosedClient(),
      GivesUpOnASlowHeader(),
      ServesFastClientsBesideSlowOnes(),
      FinishesWhatIsInFlightOnSigterm(),
      ListsTheConnectionsThatItServes(),
      LogsWhoAsked(),
      NoTargetForgesALineOfTheLog(),
      OnlyItsAuthorDeletesANote(),
      uds_testing::ServerNeverOpensAFile(hello),
      OpensNoFileForAnyRequest(),
      uds_testing::ClientNeverOpensAFile(hello),
      ClientReportsAnIncompleteAnswer(),
      uds_testing::OutlivesFailedAccepts(hello),
      uds_testing::StaysCalmWithoutDescriptors(),
      uds_testing::RemovesItsSocketFile(),
      uds_testing::RefusesAPathInUse(hello),
      uds_testing::ReplacesAStaleSocketFile(hello),
      uds_testing::LeavesARegularFileAsItIs(),
  };
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunContract(argc, argv, lab::Clauses());
}
