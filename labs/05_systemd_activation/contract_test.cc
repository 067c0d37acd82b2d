// The contract of lab 05: what is true of an HTTP server that systemd activates
// by a socket, and of its client, whoever wrote them. Here the test itself is
// the manager: it binds, listens, passes the socket on, and is told READY=1.

#include "common/testing/contract/contract.h"

#include <utility>
#include <vector>

#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "labs/05_systemd_activation/adoption_clauses.h"
#include "labs/05_systemd_activation/identity_clauses.h"
#include "labs/05_systemd_activation/manager_clauses.h"
#include "labs/05_systemd_activation/queue_clauses.h"
#include "labs/05_systemd_activation/refusal_clauses.h"

namespace lab {
namespace {

std::vector<uds_testing::Clause> Clauses() {
  const uds_testing::Conversation hello = {.client_arguments = {},
                                           .reply = "You are authorized!\n"};
  uds_testing::Clause replies = uds_testing::Replies(hello);
  replies.needs = {"TakesTheSocketItIsPassed"};  // as it binds none
  return {
      TakesTheSocketItIsPassed(),
      SaysWhatItUses(),
      std::move(replies),
      uds_testing::ServerNeverOpensAFile(hello),
      uds_testing::ClientNeverOpensAFile(hello),
      AsksTheKernelBeforeItReads(),
      RefusesAStranger(),
      TheClientIsToldOfTheManager(),
      KeepsTheSocketFromChildren(),
      ServesEachOfTwoSockets(),
      SaysThatItHasToBeActivated(),
      RefusesWhatIsForAnotherPid(),
      RefusesAWrongCount(),
      RefusesNamesOfAnotherNumber(),
      RefusesWhatIsNoListener(),
      TellsTheManagerHowFarItIs(),
      LeavesTheSocketToTheManager(),
      ServesWhoWaitedThroughACrash(),
      LeavesTheQueueToTheNext(),
      uds_testing::OutlivesFailedAccepts(hello),
      uds_testing::StaysCalmWithoutDescriptors(),
  };
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunContract(argc, argv, lab::Clauses());
}
