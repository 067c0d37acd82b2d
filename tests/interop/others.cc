#include "tests/interop/others.h"

#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"

namespace interop {
namespace {

using ::uds_testing::ChildOptions;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

// The options in its usage: "[-46CDdFhklNnrStUuvZz]", in this order. Others
// have no -U, or mean something else by -N.
bool HasOpenBsdOptions(std::string_view usage) {
  const size_t begin = usage.find("[-46");
  if (begin == std::string_view::npos) return false;
  const std::string_view options =
      usage.substr(begin, usage.find(']', begin) - begin);
  return options.find('N') < options.find('U') &&
         options.find('U') != std::string_view::npos;
}

Finished RunFor(absl::Duration patience, const std::vector<std::string>& argv,
                ChildOptions options) {
  const absl::StatusOr<std::unique_ptr<ChildProcess>> child =
      ChildProcess::Start(argv, std::move(options));
  if (!child.ok()) {
    return {ExitStatus::Exited(-1), "", child.status().ToString()};
  }
  const absl::StatusOr<ExitStatus> status = (*child)->Wait(patience);
  if (!status.ok()) {
    return {ExitStatus::Exited(-1), "", status.status().ToString()};
  }
  return {*status, (*child)->output(), (*child)->errors()};
}

}  // namespace

uds_testing::Subject Lab01() {
  return {.server = {"labs/01_echo/server"}, .client = {"labs/01_echo/client"}};
}

std::string InPath(std::string_view program) {
  const char* const path = std::getenv("PATH");
  const std::vector<std::string> directories =
      absl::StrSplit(path != nullptr ? path : "", ':', absl::SkipEmpty());
  for (const std::string& directory : directories) {
    std::string file = absl::StrFormat("%s/%s", directory, program);
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  return "";
}

std::string WhyMissing(std::string_view program, std::string_view package) {
  if (!InPath(program).empty()) return "";
  return absl::StrFormat("%s is not installed: apt-get install %s", program,
                         package);
}

std::string WhyNetcatIsMissing() {
  std::string why = WhyMissing("nc", "netcat-openbsd");
  if (!why.empty()) return why;
  const Finished usage = RunToEnd({InPath("nc"), "-h"});
  if (HasOpenBsdOptions(usage.output + usage.errors)) return "";
  return "nc is not OpenBSD's, which alone has -U and -N: apt-get install "
         "netcat-openbsd";
}

Finished RunToEnd(const std::vector<std::string>& argv, ChildOptions options) {
  return RunFor(absl::Minutes(1), argv, std::move(options));
}

Finished RunToEnd(const std::vector<std::string>& argv, std::string input) {
  return RunToEnd(argv, ChildOptions{.input = std::move(input)});
}

std::string BuildGo(const std::string& source, const std::string& directory) {
  ChildOptions options;
  options.environment.insert(
      options.environment.end(),
      {"HOME=" + directory, "GOCACHE=" + directory + "/cache",
       "GO111MODULE=off", "GOPROXY=off", "GOTOOLCHAIN=local", "CGO_ENABLED=0"});
  const std::string program =
      directory + "/" + std::filesystem::path(source).stem().string();
  // Half a minute, where three others compile too: it begins with the library.
  const Finished go =
      RunFor(absl::Minutes(4), {"go", "build", "-o", program, source},
             std::move(options));
  return go.status.success() ? "" : "go build: " + go.errors;
}

std::string Megabyte() {
  std::string bytes(1 << 20, '\0');
  // The second term moves the pattern from block to block, so that no block of
  // a power of two may stand for another.
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(i + i / 251);
  }
  return bytes;
}

}  // namespace interop
