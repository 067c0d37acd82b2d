// ./lab bench: our servers beside others, under the same client, in one run.
//
//   bench --bin=bazel-bin [--quick] [--rounds=N] [--only=NAME,...]
//         [--json=FILE] [--svg=FILE] [--markdown=FILE]
//
// Exit status: 0 if all could be measured, whatever came out; 1 if not all; 2
// on wrong arguments. It is no test: a target that is missed changes nothing.

#include <cstdio>
#include <fstream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/testing/guard.h"
#include "tools/bench/json.h"
#include "tools/bench/markdown.h"
#include "tools/bench/options.h"
#include "tools/bench/plan.h"
#include "tools/bench/results.h"
#include "tools/bench/run.h"
#include "tools/bench/servers.h"
#include "tools/bench/svg.h"
#include "tools/bench/table.h"

namespace tools {
namespace {

constexpr int kNotAllMeasured = 1;
constexpr int kWrongArguments = 2;

int Complain(const absl::Status& status, int exit_status) {
  std::fprintf(stderr, "bench: %s\n", std::string(status.message()).c_str());
  return exit_status;
}

struct Report {
  std::string path;  // empty: not wanted
  std::string (*make)(const Results&);
};

// Now, and not after minutes of measuring; what stands there stays.
absl::Status CheckWritable(const Report& report) {
  if (report.path.empty() || std::ofstream(report.path, std::ios::app)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(report.path + " cannot be written");
}

absl::Status Write(const Report& report, const Results& results) {
  if (report.path.empty()) return absl::OkStatus();
  std::ofstream file(report.path);
  file << report.make(results);
  file.close();
  if (!file.fail()) return absl::OkStatus();
  return absl::DataLossError(report.path + " cannot be written");
}

int Bench(const BenchOptions& options) {
  const absl::StatusOr<Plan> plan =
      MakePlan(options.plan, AllServers(options.places));
  if (!plan.ok()) {
    return Complain(plan.status(), absl::IsInvalidArgument(plan.status())
                                       ? kWrongArguments
                                       : kNotAllMeasured);
  }
  const Report reports[] = {
      {options.json, Json}, {options.svg, Svg}, {options.markdown, Markdown}};
  for (const Report& report : reports) {
    const absl::Status writable = CheckWritable(report);
    if (!writable.ok()) return Complain(writable, kWrongArguments);
  }
  const Results results =
      Run(*plan, {.hammer = options.places.bin + "/tools/bench/hammer"});
  std::fputs(Table(results).c_str(), stdout);
  for (const Report& report : reports) {
    const absl::Status written = Write(report, results);
    if (!written.ok()) return Complain(written, kNotAllMeasured);
  }
  return results.failures.empty() ? 0 : kNotAllMeasured;
}

}  // namespace
}  // namespace tools

int main(int argc, char** argv) {
  const absl::StatusOr<tools::BenchOptions> options =
      tools::ParseOptions({argv + 1, argv + argc});
  if (!options.ok()) {
    return tools::Complain(options.status(), tools::kWrongArguments);
  }
  // What is started ends with us, also after Ctrl-C.
  uds_testing::StartGuard();
  return tools::Bench(*options);
}
