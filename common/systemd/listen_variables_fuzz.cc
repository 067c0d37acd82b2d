// Properties of LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES, whatever they hold.
// libFuzzer calls the function below, and so does corpus_main.cc.
//
// An input is up to three lines, one for each; where one begins with '-' the
// variable is not set, else what follows its first byte is the value.
#include <algorithm>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/systemd/listen_variables.h"
#include "common/testing/fuzz/property.h"

namespace uds::systemd {
namespace {

using ::uds_testing::IsPrintable;
using ::uds_testing::Require;

constexpr pid_t kSelf = 77;

std::optional<std::string> TakeVariable(std::string_view& input) {
  const size_t end = std::min(input.find('\n'), input.size());
  const std::string_view line = input.substr(0, end);
  input.remove_prefix(std::min(end + 1, input.size()));
  if (line.empty() || line[0] == '-') return std::nullopt;
  return std::string(line.substr(1));
}

// -1 for what is no number in digits, or none of an int.
int64_t Number(const std::string& text) {
  int64_t value = text.empty() ? -1 : 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return -1;
    value = value * 10 + (digit - '0');
    if (value > INT_MAX) return -1;
  }
  return value;
}

bool IsName(const std::string& name) {
  return IsPrintable(name) && name.size() <= 255;
}

std::vector<std::string> Names(const std::string& text) {
  std::vector<std::string> names(1);
  for (const char c : text) {
    if (c == ':') {
      names.emplace_back();
    } else {
      names.back().push_back(c);
    }
  }
  return names;
}

// The variable that has to be blamed: "" where none is wrong.
std::string_view Wrong(const ListenVariables& variables) {
  if (!variables.pid.has_value() || !variables.fds.has_value()) {
    return "LISTEN_FDS or LISTEN_PID";
  }
  if (Number(*variables.pid) != kSelf) return "LISTEN_PID";
  const int64_t count = Number(*variables.fds);
  if (count < 1 || count > INT_MAX - kFirstDescriptor) return "LISTEN_FDS";
  if (!variables.names.has_value()) return "";
  const std::vector<std::string> names = Names(*variables.names);
  const bool good = std::all_of(names.begin(), names.end(), IsName) &&
                    names.size() == static_cast<size_t>(count);
  return good ? "" : "LISTEN_FDNAMES";
}

void CheckPassed(const PassedSockets& passed,
                 const ListenVariables& variables) {
  Require(passed.count == Number(*variables.fds), "as many as it says",
          *variables.fds);
  Require(passed.names.has_value() == variables.names.has_value(),
          "names where they are set", "");
  if (!passed.names.has_value()) {
    Require(passed.NameOf(passed.count - 1) == "unknown", "else unknown", "");
    return;
  }
  Require(*passed.names == Names(*variables.names), "the names in order",
          *variables.names);
}

void Check(std::string_view input) {
  const std::string_view whole = input;
  ListenVariables variables;
  variables.pid = TakeVariable(input);
  variables.fds = TakeVariable(input);
  variables.names = TakeVariable(input);
  const absl::StatusOr<PassedSockets> passed =
      ParseListenVariables(variables, kSelf);
  const std::string_view wrong = Wrong(variables);
  Require(passed.ok() == wrong.empty(), "accepts what a manager sets", whole);
  if (passed.ok()) return CheckPassed(*passed, variables);
  const std::string why(passed.status().message());
  Require(why.starts_with(wrong), "an error names the variable first", why);
  Require(IsPrintable(why) && why.size() < 2000, "a line for a log", why);
  const bool not_ours = !variables.pid.has_value() ||
                        !variables.fds.has_value() ||
                        (wrong == "LISTEN_PID" && Number(*variables.pid) > 0);
  Require(passed.status().code() == (not_ours
                                         ? absl::StatusCode::kFailedPrecondition
                                         : absl::StatusCode::kInvalidArgument),
          "what is not meant for us is told from what is wrong", whole);
}

}  // namespace
}  // namespace uds::systemd

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  uds::systemd::Check(uds_testing::AsText(data, size));
  return 0;
}
