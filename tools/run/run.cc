// ./lab run: shows each lab at work, and what its contract says of it.
//
//   run --labs=bazel-bin/labs [01 ...]
//
// Exit status 0 only if everything could be shown and every clause holds, 1 if
// not, 2 for a lab that there is not.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/run/demonstration.h"
#include "tools/run/lab_directory.h"
#include "tools/verdicts/explain.h"
#include "tools/verdicts/verdicts.h"

ABSL_FLAG(std::string, labs, "bazel-bin/labs", "where the labs lie built");
ABSL_FLAG(bool, whole_life, true,
          "judge the programs from their exec; see contract_test --help");

namespace tools {
namespace {

// Terminal colours, where stdout is a terminal. https://no-color.org
enum class Colour { kBold = 1, kDim = 2, kRed = 31, kGreen = 32, kYellow = 33 };

std::string Paint(Colour colour, std::string_view text) {
  static const char* const no_color = std::getenv("NO_COLOR");
  static const bool wanted = ::isatty(STDOUT_FILENO) != 0 &&
                             (no_color == nullptr || *no_color == '\0');
  if (!wanted) return std::string(text);
  return absl::StrFormat("\033[%dm%s\033[0m", static_cast<int>(colour), text);
}

void PrintIndented(std::string_view text, std::string_view indent) {
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(text), '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    std::printf("%s%s\n", std::string(indent).c_str(), line.c_str());
  }
}

// What a program printed, behind its calls, which are those of its whole life.
void PrintOutput(std::string_view output) {
  if (!output.empty()) std::printf("\n");
  PrintIndented(output, "    ");
}

void PrintCommand(std::string_view command) {
  std::printf("\n  %s\n",
              Paint(Colour::kBold, absl::StrFormat("$ %s", command)).c_str());
}

std::string Mark(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::kHolds:
      return Paint(Colour::kGreen, "✔");
    case Verdict::kBroken:
    case Verdict::kNotStarted:
      return Paint(Colour::kRed, "✘");
    case Verdict::kUnknown:
      return Paint(Colour::kRed, "?");
    case Verdict::kNotJudged:
    case Verdict::kSkipped:
      return Paint(Colour::kYellow, "-");
  }
  return "?";
}

void PrintVerdict(const Verdict& verdict) {
  std::string note = verdict.figure;
  if (verdict.kind == Verdict::kNotJudged) note = "not judged";
  if (verdict.kind == Verdict::kSkipped) note = "skipped";
  std::printf("  %s %-32s %s\n", Mark(verdict.kind).c_str(),
              verdict.clause.c_str(), Paint(Colour::kDim, note).c_str());
  if (verdict.failures.empty()) return;
  for (const std::string& line : Explain(verdict)) {
    std::printf("      %s\n", line.c_str());
  }
}

// Returns whether all clauses hold.
bool PrintVerdicts(const std::vector<Verdict>& verdicts) {
  std::printf("\n  %s\n", Paint(Colour::kBold, "Verdicts").c_str());
  size_t held = 0;
  for (const Verdict& verdict : verdicts) {
    PrintVerdict(verdict);
    held += verdict.kind == Verdict::kHolds ? 1 : 0;
  }
  std::printf("  %d of %d clauses hold\n", static_cast<int>(held),
              static_cast<int>(verdicts.size()));
  return held == verdicts.size();
}

// Returns whether all that was shown held.
bool Show(const LabDirectory& lab) {
  std::printf("%s\n", Paint(Colour::kBold, lab.title).c_str());
  std::fflush(stdout);
  const absl::StatusOr<Demonstration> shown =
      Demonstrate(lab, absl::GetFlag(FLAGS_whole_life));
  if (!shown.ok()) {
    std::fprintf(stderr, "run: %s: %s\n", lab.name.c_str(),
                 std::string(shown.status().message()).c_str());
    return false;
  }
  const std::string socket = "--socket=" + shown->socket_path;
  PrintCommand(
      lab.activated
          ? "LISTEN_FDS=1 strace -f server   # descriptor 3 listens on " +
                shown->socket_path
          : "strace -f server " + socket);
  PrintIndented(absl::StrJoin(shown->server_lines, "\n"), "    ");
  PrintOutput(shown->server_output);
  PrintCommand(shown->stat_command);
  PrintIndented(shown->stat_output, "    ");
  PrintCommand("ss -xl");
  PrintIndented(shown->ss_line, "    ");
  std::vector<std::string> client = {"strace -f client", socket};
  client.insert(client.end(), lab.client_args.begin(), lab.client_args.end());
  PrintCommand(absl::StrJoin(client, " "));
  PrintIndented(absl::StrJoin(shown->client_lines, "\n"), "    ");
  PrintOutput(shown->client_output);
  return PrintVerdicts(shown->verdicts);
}

}  // namespace
}  // namespace tools

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("shows the labs at work; see ./lab help");
  const std::vector<char*> arguments = absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<std::vector<tools::LabDirectory>> labs = tools::FindLabs(
      absl::GetFlag(FLAGS_labs), {arguments.begin() + 1, arguments.end()});
  if (!labs.ok()) {
    std::fprintf(stderr, "run: %s\n",
                 std::string(labs.status().message()).c_str());
    return 2;
  }
  bool all_held = true;
  for (const tools::LabDirectory& lab : *labs) {
    if (&lab != &labs->front()) std::printf("\n");
    all_held &= tools::Show(lab);
  }
  return all_held ? 0 : 1;
}
