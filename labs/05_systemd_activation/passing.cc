#include "labs/05_systemd_activation/passing.h"

#include <utility>

#include "absl/time/time.h"
#include "common/testing/contract/contract.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {

using ::testing::HasSubstr;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedProcess;

absl::StatusOr<std::unique_ptr<TracedProcess>> StartPassed(
    const Subject& subject, const Passing& passing) {
  uds_testing::TraceOptions options;
  options.child.environment.insert(options.child.environment.end(),
                                   passing.environment.begin(),
                                   passing.environment.end());
  options.child.descriptors = passing.descriptors;
  if (passing.own_pid) options.pid_variables = {"LISTEN_PID"};
  return TracedProcess::Start(subject.server, std::move(options));
}

void ExpectRefusal(const Subject& subject, const Passing& passing,
                   const std::string& named) {
  const auto server = StartPassed(subject, passing);
  if (!Judgeable(server.status())) return;
  // Whoever serves instead would do so for ever.
  const auto run = (*server)->Finish(absl::Seconds(10));
  if (!Judgeable(run.status())) return;
  EXPECT_NE(run->exit_status.code, 0) << run->exit_status;
  EXPECT_THAT(run->errors, HasSubstr(named));
  EXPECT_THAT(run->trace, NeverMakes(AnyCallOf({"accept", "accept4"})));
}

}  // namespace lab
