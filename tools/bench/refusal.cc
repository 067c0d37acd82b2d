#include "tools/bench/refusal.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/os/posix_error.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/for_people.h"
#include "tools/bench/exchange.h"
#include "tools/bench/load.h"

namespace tools {
namespace {

using Clock = std::chrono::steady_clock;
using ::uds_testing::ChildProcess;

struct Asked {
  double p50_us = 0;
  double p99_us = 0;
  double unanswered = 0;
};

double Microseconds(std::chrono::nanoseconds duration) {
  return static_cast<double>(duration.count()) / 1000;
}

// Asks at the times that the rate says; where answers take longer, as soon as
// they are there.
absl::StatusOr<Asked> AskAtRate(Load& load, const RefusalOptions& options) {
  const Clock::time_point end =
      Clock::now() + absl::ToChronoNanoseconds(options.time);
  const auto pause = std::chrono::nanoseconds(std::chrono::seconds(1)) /
                     options.asked_per_second;
  Histogram latency;
  Asked asked;
  for (Clock::time_point next = Clock::now(); next < end;
       next = std::max(next + pause, Clock::now())) {
    // The pace of a client, and no waiting for anything.
    std::this_thread::sleep_until(next);
    const absl::StatusOr<LoadResult> result =
        load.Run({.answers = 1,
                  .patience = absl::ToChronoNanoseconds(options.patience)});
    if (!result.ok()) return result.status();
    latency.Add(result->latency.max());
    asked.unanswered += static_cast<double>(result->unanswered);
  }
  asked.p50_us = Microseconds(latency.Quantile(0.5));
  asked.p99_us = Microseconds(latency.Quantile(0.99));
  return asked;
}

// The refused at work, until this object goes.
absl::StatusOr<std::unique_ptr<ChildProcess>> StartHammer(
    const RunningServer& server, const RefusalOptions& options) {
  const std::string program =
      uds_testing::CopyProgram(options.hammer, server.directory());
  absl::StatusOr<std::unique_ptr<ChildProcess>> hammer = ChildProcess::Start(
      options.user.Command({program, server.directory().Path(kSocketName),
                            absl::StrCat(options.refused_per_second)}),
      {.keep_input_open = true});
  if (!hammer.ok()) return hammer.status();
  // It says so once it was refused itself.
  const absl::Status refused =
      (*hammer)->WaitForOutput("refused\n", absl::Seconds(20));
  if (!refused.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the second user was not refused: ", std::string(refused.message()),
        "; ", uds_testing::ForPeople((*hammer)->errors())));
  }
  return hammer;
}

// Its last line is how many connections it has made.
absl::StatusOr<double> EndHammer(ChildProcess& hammer) {
  hammer.CloseInput();
  const absl::StatusOr<uds_testing::ExitStatus> ended =
      hammer.Wait(absl::Seconds(20));
  if (!ended.ok()) return ended.status();
  const std::string output = hammer.output();
  const size_t line = output.find('\n') + 1;
  double connects = 0;
  if (!absl::SimpleAtod(output.substr(line, output.size() - line - 1),
                        &connects)) {
    return absl::DataLossError("the hammer did not say how much it has done: " +
                               uds_testing::ForPeople(output));
  }
  return connects;
}

absl::StatusOr<std::unique_ptr<Load>> AllowedClient(
    const RunningServer& server, const RefusalOptions& options) {
  const absl::StatusOr<Exchange> exchange = server.Learn();
  if (!exchange.ok()) return exchange.status();
  return Load::Create(
      server.address(), *exchange,
      {.connect_each_time = true,
       .connect_patience = absl::ToChronoMilliseconds(options.patience)});
}

}  // namespace

absl::StatusOr<Figures> MeasureRefusal(const RunningServer& server,
                                       const RefusalOptions& options) {
  const std::string socket = server.directory().Path(kSocketName);
  uds_testing::OpenToOthers(server.directory());
  if (::chmod(socket.c_str(), 0666) != 0) {
    return uds::PosixError("chmod", socket);
  }
  const absl::StatusOr<std::unique_ptr<Load>> client =
      AllowedClient(server, options);
  if (!client.ok()) return client.status();
  const absl::StatusOr<Asked> calm = AskAtRate(**client, options);
  if (!calm.ok()) return calm.status();

  const absl::StatusOr<std::unique_ptr<ChildProcess>> hammer =
      StartHammer(server, options);
  if (!hammer.ok()) return hammer.status();
  const Clock::time_point begin = Clock::now();
  const absl::StatusOr<Asked> busy = AskAtRate(**client, options);
  if (!busy.ok()) return busy.status();
  const absl::Duration took = absl::FromChrono(Clock::now() - begin);
  const absl::StatusOr<double> connects = EndHammer(**hammer);
  if (!connects.ok()) return connects.status();
  return Figures{.p50_us = busy->p50_us,
                 .p99_us = busy->p99_us,
                 .calm_p99_us = calm->p99_us,
                 .refused_per_second = *connects / absl::ToDoubleSeconds(took),
                 .unanswered = busy->unanswered};
}

}  // namespace tools
