// The contract of lab 03: what is true of a server that asks the kernel who its
// clients are, and of its client, whoever wrote them.

#include "common/testing/contract/contract.h"

#include <string>
#include <utility>
#include <vector>

#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "common/testing/contract/socket_file_clauses.h"
#include "labs/03_peercred/client_clauses.h"
#include "labs/03_peercred/credential_clauses.h"
#include "labs/03_peercred/greeting_clauses.h"
#include "labs/03_peercred/peer_clauses.h"

namespace lab {
namespace {

using ::uds_testing::Clause;
using ::uds_testing::Subject;

// What the client prints with its numbers left out, which differ from run to
// run: a clause that all labs share expects the same each time.
uds_testing::Conversation Greeting() {
  return {.client_arguments = {},
          .reply = "Welcome, verified client!\nYou are ...\n"};
}

Subject WithoutNumbers(Subject subject) {
  std::vector<std::string> client = {"/bin/sh", "-c",
                                     "greeting=$(\"$@\") || exit; "
                                     "printf '%s\\n' \"$greeting\" | sed "
                                     "'s/^You are PID=[0-9].*/You are .../'",
                                     "sh"};
  client.insert(client.end(), subject.client.begin(), subject.client.end());
  subject.client = std::move(client);
  return subject;
}

// One of those clauses, with such a client.
Clause Shared(Clause clause) {
  clause.check = [check = std::move(clause.check)](const Subject& subject) {
    check(WithoutNumbers(subject));
  };
  return clause;
}

std::vector<Clause> Clauses() {
  return {
      uds_testing::BindsAndListens(),
      uds_testing::SaysWhenItIsReady(),
      uds_testing::SocketFileHoldsNoData(),
      uds_testing::ModeHoldsFromTheFirstInstant(),
      Shared(uds_testing::Replies(Greeting())),
      AsksBeforeItSpeaks(),
      CredentialsAgreeThreeWays(),
      TellsTheClientWhomItSaw(),
      NamesTheSupplementaryGroups(),
      NamesForeignUsers(),
      ClaimsOfAClientChangeNothing(),
      LogHoldsNoWordOfAClient(),
      TellsTwentyAtOnceTheirOwnPids(),
      EndsWellForOneWhoSpeaksFirst(),
      OutlivesAClientThatIsGone(),
      OutlivesTheReaderOfItsLog(),
      Shared(uds_testing::ServerNeverOpensAFile(Greeting())),
      uds_testing::ClientNeverOpensAFile(Greeting()),
      ClientReportsACutOffGreeting(),
      ClientRefusesAnotherUsersServer(),
      Shared(uds_testing::OutlivesFailedAccepts(Greeting())),
      uds_testing::StaysCalmWithoutDescriptors(),
      uds_testing::RemovesItsSocketFile(),
      Shared(uds_testing::RefusesAPathInUse(Greeting())),
      Shared(uds_testing::ReplacesAStaleSocketFile(Greeting())),
      uds_testing::LeavesARegularFileAsItIs(),
  };
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunContract(argc, argv, lab::Clauses());
}
