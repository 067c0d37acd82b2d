// Traces the command that its arguments are, waits for it to listen, and prints
// how that went: what traced_process_test.cc runs where tracing is refused.

#include <cstdio>

#include "common/testing/strace/traced_process.h"

int main(int argc, char** argv) {
  const auto traced = uds_testing::TracedProcess::Start(
      {argv + 1, argv + argc}, {.patience_for_sight = absl::Seconds(1)});
  const absl::Status status =
      traced.ok() ? (*traced)->WaitFor(uds_testing::Call("listen")).status()
                  : traced.status();
  std::printf("%s\n", status.ToString().c_str());
  return 0;
}
