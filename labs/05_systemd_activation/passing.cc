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
using ::uds_testing::TracedRun;

namespace {

// Whoever serves instead would do so for ever.
constexpr absl::Duration kPatience = absl::Seconds(5);

}  // namespace

absl::StatusOr<std::unique_ptr<TracedProcess>> StartPassed(
    const Subject& subject, const Passing& passing) {
  uds_testing::TraceOptions options;
  options.child.environment.insert(options.child.environment.end(),
                                   passing.environment.begin(),
                                   passing.environment.end());
  options.child.descriptors = passing.descriptors;
  options.injections = subject.injections;
  if (passing.own_pid) options.pid_variables = {"LISTEN_PID"};
  options.name = "the server";
  options.at_end = [ends = passing.ends](TracedProcess& process) {
    uds_testing::NoteNotStarted(process.process().errors());
    uds_testing::NoteEnd(process, ends);
  };
  return TracedProcess::Start(subject.server, std::move(options));
}

std::optional<TracedRun> ExpectRefusal(const Subject& subject,
                                       const Passing& passing,
                                       const std::string& named) {
  const auto server = StartPassed(subject, passing);
  if (!Judgeable(server.status())) return std::nullopt;
  absl::StatusOr<TracedRun> run = (*server)->Finish(kPatience);
  if (absl::IsDeadlineExceeded(run.status())) {
    ADD_FAILURE() << "With " << passing.what
                  << " the server should end, and say on stderr what is wrong, "
                     "with the words \""
                  << named << "\". It still runs after " << kPatience;
    return std::nullopt;
  }
  if (!Judgeable(run.status())) return std::nullopt;
  const std::string with = "with " + passing.what;
  EXPECT_FALSE(run->exit_status.success())
      << with << " the server ended with status 0, as if all were well";
  EXPECT_THAT(run->errors, HasSubstr(named)) << "on stderr, " << with;
  EXPECT_THAT(run->trace, NeverMakes(AnyCallOf({"accept", "accept4"}))) << with;
  return *std::move(run);
}

}  // namespace lab
