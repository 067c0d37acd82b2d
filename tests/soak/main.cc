// ./lab test --soak MINUTES [--seed N]: the labs' servers under all that can
// come to them, for so long, and then the ledger. See README.md.
//
//   soak --minutes=5 [--seed=42]    in the folder in which labs/ lies built
//
// Exit status 0 only if nothing was lost, 1 if something was found, 2 for wrong
// arguments, 3 where a server could not be started.

#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/os/signal_fd.h"
#include "common/testing/guard.h"
#include "tests/soak/lab_stations.h"
#include "tests/soak/ledger.h"
#include "tests/soak/progress.h"
#include "tests/soak/soak.h"
#include "tests/soak/strangers.h"

ABSL_FLAG(double, minutes, 1, "how long it lasts");
ABSL_FLAG(std::optional<uint64_t>, seed, std::nullopt,
          "what is chosen by chance; the same seed chooses the same");

namespace soak {
namespace {

uint64_t SeedOfNow() { return absl::ToUnixSeconds(absl::Now()) % 1'000'000; }

int Run(int stop_fd) {
  const absl::Duration duration = absl::Minutes(absl::GetFlag(FLAGS_minutes));
  const uint64_t seed = absl::GetFlag(FLAGS_seed).value_or(SeedOfNow());
  const absl::StatusOr<std::unique_ptr<Strangers>> strangers =
      Strangers::Find();
  std::printf(
      "Soaking the labs' servers for %s; --seed %ju chooses the same.\n",
      absl::FormatDuration(duration).c_str(), static_cast<uintmax_t>(seed));
  std::fflush(stdout);
  Progress progress(STDOUT_FILENO, duration);
  absl::StatusOr<Ledger> ledger =
      Soak({.plans = LabStations(),
            .duration = duration,
            .seed = seed,
            .strangers = strangers.ok() ? strangers->get() : nullptr,
            .stop_fd = stop_fd,
            .on_progress = [&](const Ledger& now) { progress.Show(now); }});
  progress.Erase();
  if (!ledger.ok()) {
    std::fprintf(stderr, "soak: %s\n", ledger.status().ToString().c_str());
    return 3;
  }
  if (!strangers.ok()) {
    ledger->notes.push_back("no strangers came: " +
                            std::string(strangers.status().message()));
  }
  std::printf("%s", ToText(*ledger).c_str());
  return ledger->findings.empty() ? 0 : 1;
}

}  // namespace
}  // namespace soak

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("soaks the labs' servers; see ./lab help");
  absl::ParseCommandLine(argc, argv);
  if (!(absl::GetFlag(FLAGS_minutes) > 0)) {
    std::fprintf(stderr, "soak: --minutes is more than 0\n");
    return 2;
  }
  // Before there are threads.
  uds_testing::StartGuard();
  const absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGINT, SIGTERM});
  ::signal(SIGPIPE, SIG_IGN);
  return soak::Run(stop.ok() ? stop->fd() : -1);
}
