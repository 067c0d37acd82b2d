#include "labs/02_http/open_clause.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"

namespace lab {
namespace {

using ::uds_testing::Call;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::NeverOpensAFile;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

// What the answers are is for other clauses to judge.
void OpensNothing(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  std::vector<int> statuses;
  for (const std::string& request :
       {RequestFor("GET", "/containers/json"), PostOf("/notes", "milk"),
        RequestFor("GET", "/notes"), RequestFor("GET", "/nothing/here"),
        RequestFor("PUT", "/"),
        RequestHead("GET / HTTP/1.1", "Host: two\r\n")}) {
    const Answer answer = AnswerTo(**server, request);
    ASSERT_EQ(answer.trouble, "")
        << "no whole answer to " << request.substr(0, request.find(" HTTP"));
    statuses.push_back(answer.head.status);
  }
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  EXPECT_THAT(JudgedPart(subject, run->trace, Call("listen")),
              NeverOpensAFile());
  Figure("without an open", absl::StrJoin(statuses, ", "));
}

}  // namespace

Clause OpensNoFileForAnyRequest() {
  return {
      "OpensNoFileForAnyRequest",
      "No answer opens a file: neither one with a time in it, nor an error.",
      "Times in UTC: the local zone is a file; so is a page for an error.",
      {"ServerNeverOpensAFile"},
      OpensNothing};
}

}  // namespace lab
