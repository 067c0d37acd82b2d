// The contract of lab 03: what is true of a server that asks the kernel who its
// clients are, and of its client, whoever wrote them.

#include "common/testing/contract/contract.h"

#include <vector>

#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "common/testing/contract/socket_file_clauses.h"
#include "labs/03_peercred/client_clauses.h"
#include "labs/03_peercred/credential_clauses.h"
#include "labs/03_peercred/greeting_clauses.h"
#include "labs/03_peercred/group_clauses.h"
#include "labs/03_peercred/peer_clauses.h"

namespace lab {
namespace {

using ::uds_testing::Clause;

std::vector<Clause> Clauses() {
  const uds_testing::Conversation greeting = {
      .client_arguments = {},
      .reply = "Welcome, verified client!\nYou are ...\n",
      .varying = "PID=[0-9].*"};
  return {
      uds_testing::BindsAndListens(),
      uds_testing::SaysWhenItIsReady(),
      uds_testing::SocketFileHoldsNoData(),
      uds_testing::ModeHoldsFromTheFirstInstant(),
      uds_testing::Replies(greeting),
      AsksBeforeItSpeaks(),
      CredentialsAgreeThreeWays(),
      TellsTheClientWhomItSaw(),
      NamesTheSupplementaryGroups(),
      AsksAgainWhereTheGroupsDoNotFit(),
      NamesForeignUsers(),
      GreetsOnlyWhomTheKernelNames(),
      ClaimsOfAClientChangeNothing(),
      LogHoldsNoWordOfAClient(),
      TellsTwentyAtOnceTheirOwnPids(),
      EndsWellForOneWhoSpeaksFirst(),
      OutlivesAClientThatIsGone(),
      OutlivesTheReaderOfItsLog(),
      uds_testing::ServerNeverOpensAFile(greeting),
      uds_testing::ClientNeverOpensAFile(greeting),
      ClientReportsACutOffGreeting(),
      ClientRefusesAnotherUsersServer(),
      uds_testing::OutlivesFailedAccepts(greeting),
      uds_testing::StaysCalmWithoutDescriptors(),
      uds_testing::RemovesItsSocketFile(),
      uds_testing::RefusesAPathInUse(greeting),
      uds_testing::ReplacesAStaleSocketFile(greeting),
      uds_testing::LeavesARegularFileAsItIs(),
  };
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunContract(argc, argv, lab::Clauses());
}
