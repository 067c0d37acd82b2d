#include "common/testing/clean_environment.h"

#include <cstdlib>

#include "absl/strings/str_format.h"

namespace uds_testing {

std::vector<std::string> CleanEnvironment() {
  const char* const path = std::getenv("PATH");
  std::vector<std::string> environment = {absl::StrFormat(
      "PATH=%s", path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin")};
  for (const char* const name : {"TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr) {
      environment.push_back(absl::StrFormat("%s=%s", name, value));
    }
  }
  // LeakSanitizer cannot work in a program that is being traced, and would fail
  // it at its exit.
  const char* const asan = std::getenv("ASAN_OPTIONS");
  environment.push_back(absl::StrFormat("ASAN_OPTIONS=%s:detect_leaks=0",
                                        asan != nullptr ? asan : ""));
  return environment;
}

}  // namespace uds_testing
