// Traces the program that its argument names, and prints how that went: what
// traced_process_test.cc runs where tracing is refused.

#include <cstdio>

#include "common/testing/strace/traced_process.h"

int main(int, char** argv) {
  const auto traced = uds_testing::TracedProcess::Start({argv[1]});
  const absl::Status status =
      traced.ok() ? (*traced)->Finish().status() : traced.status();
  std::printf("%s\n", status.ToString().c_str());
  return 0;
}
