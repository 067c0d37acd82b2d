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
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/testing/guard.h"
#include "tools/bench/json.h"
#include "tools/bench/markdown.h"
#include "tools/bench/plan.h"
#include "tools/bench/results.h"
#include "tools/bench/run.h"
#include "tools/bench/servers.h"
#include "tools/bench/svg.h"
#include "tools/bench/table.h"

ABSL_FLAG(std::string, bin, ".", "where the servers lie built");
ABSL_FLAG(std::string, files, ".", "the root of the repository");
ABSL_FLAG(std::string, go_programs, "", "where the Go programs lie built");
ABSL_FLAG(bool, quick, false, "under a minute in all, and less sure");
ABSL_FLAG(int, rounds, 0, "how often each server has its turn; 0: as fits");
ABSL_FLAG(std::vector<std::string>, only, {},
          "servers and works, as nginx,http-32; by default all");
ABSL_FLAG(std::string, json, "", "a file for the figures of each round");
ABSL_FLAG(std::string, svg, "", "a file for a chart of CPU per request");
ABSL_FLAG(std::string, markdown, "", "a file for the tables");

namespace tools {
namespace {

constexpr int kNotAllMeasured = 1;
constexpr int kWrongArguments = 2;

int Complain(const absl::Status& status, int exit_status) {
  std::fprintf(stderr, "bench: %s\n", std::string(status.message()).c_str());
  return exit_status;
}

// A file that is to be written once all is measured; opened at once, as minutes
// of work would be lost otherwise.
class Report {
 public:
  Report(std::string path, std::string (*make)(const Results&))
      : path_(std::move(path)), make_(make) {
    if (!path_.empty()) file_.open(path_);
  }

  absl::Status CheckOpen() const {
    if (path_.empty() || file_.is_open()) return absl::OkStatus();
    return absl::InvalidArgumentError("cannot write " + path_);
  }

  absl::Status Write(const Results& results) {
    if (path_.empty()) return absl::OkStatus();
    file_ << make_(results);
    file_.close();
    if (!file_.fail()) return absl::OkStatus();
    return absl::DataLossError("cannot write " + path_);
  }

 private:
  const std::string path_;
  std::string (*const make_)(const Results&);
  std::ofstream file_;
};

absl::Status CheckArguments(const std::vector<char*>& words) {
  if (words.size() > 1) {
    return absl::InvalidArgumentError(std::string("'") + words[1] +
                                      "' is no option");
  }
  if (absl::GetFlag(FLAGS_rounds) < 0 || absl::GetFlag(FLAGS_rounds) > 1000) {
    return absl::InvalidArgumentError("--rounds is from 1 to 1000");
  }
  return absl::OkStatus();
}

int Bench(const std::vector<char*>& words) {
  const absl::Status arguments = CheckArguments(words);
  if (!arguments.ok()) return Complain(arguments, kWrongArguments);
  const std::string bin = absl::GetFlag(FLAGS_bin);
  const absl::StatusOr<Plan> plan =
      MakePlan({.quick = absl::GetFlag(FLAGS_quick),
                .rounds = absl::GetFlag(FLAGS_rounds),
                .only = absl::GetFlag(FLAGS_only)},
               AllServers({.bin = bin,
                           .files = absl::GetFlag(FLAGS_files),
                           .go_programs = absl::GetFlag(FLAGS_go_programs)}));
  if (!plan.ok()) {
    return Complain(plan.status(), absl::IsInvalidArgument(plan.status())
                                       ? kWrongArguments
                                       : kNotAllMeasured);
  }
  Report reports[] = {{absl::GetFlag(FLAGS_json), Json},
                      {absl::GetFlag(FLAGS_svg), Svg},
                      {absl::GetFlag(FLAGS_markdown), Markdown}};
  for (const Report& report : reports) {
    const absl::Status open = report.CheckOpen();
    if (!open.ok()) return Complain(open, kWrongArguments);
  }

  const Results results = Run(*plan, {.hammer = bin + "/tools/bench/hammer"});
  std::fputs(Table(results).c_str(), stdout);
  for (Report& report : reports) {
    const absl::Status written = report.Write(results);
    if (!written.ok()) return Complain(written, kNotAllMeasured);
  }
  return results.failures.empty() ? 0 : kNotAllMeasured;
}

}  // namespace
}  // namespace tools

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("measures servers side by side; see ./lab help");
  const std::vector<char*> words = absl::ParseCommandLine(argc, argv);
  // What is started ends with us, also after Ctrl-C.
  uds_testing::StartGuard();
  return tools::Bench(words);
}
