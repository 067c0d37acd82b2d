// ./lab grade: judges what learners have handed in, each in a sandbox, and
// writes a table.
//
//   grade --root=/repository --bin=/repository/bazel-bin --bazel=bazel
//         [--out=DIR] [--time-limit=SECONDS] [--jobs=N] DIR...
//
// Exit status 0 if all could be judged, whatever their marks; 1 if something
// could not, 2 on wrong arguments.

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/testing/guard.h"
#include "tools/grade/grading.h"
#include "tools/grade/options.h"
#include "tools/grade/sandbox.h"
#include "tools/grade/submission.h"
#include "tools/grade/table.h"

namespace tools {
namespace {

constexpr int kUnjudged = 1;
constexpr int kUsage = 2;

int Complain(const absl::Status& status, int exit_status) {
  std::fprintf(stderr, "grade: %s\n", std::string(status.message()).c_str());
  return exit_status;
}

// Now, and not after an hour of judging.
absl::Status PrepareOutput(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error && ::access(directory.c_str(), W_OK) == 0) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(directory + " cannot be written to");
}

// Under another name first: a table is there whole, or not.
bool Write(const std::string& path, const std::string& text) {
  const std::string draft = path + ".new";
  std::ofstream file(draft, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path, error);
  if (file && !error) return true;
  std::fprintf(stderr, "grade: %s cannot be written\n", path.c_str());
  return false;
}

bool WriteTables(const Table& table, const std::string& out) {
  const bool csv = Write(out + "/grades.csv", ToCsv(table));
  const bool json = Write(out + "/grades.json", ToJson(table));
  std::fputs(ToText(table).c_str(), stdout);
  if (csv && json) {
    std::printf("\nWritten: %s/grades.csv, %s/grades.json\n", out.c_str(),
                out.c_str());
  }
  return csv && json;
}

// What is under way ends with us, since each sandbox has our end of a pipe;
// what lies about is removed here, and behind us by the guard.
void CleanUpOnSignals(Grading& grading) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    sigaddset(&signals, signal);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([&grading, signals] {
    int signal = 0;
    sigwait(&signals, &signal);
    grading.RemoveFiles();
    std::_Exit(128 + signal);
  }).detach();
}

int Main(const std::vector<std::string>& words) {
  const absl::StatusOr<Options> options = ParseOptions(words);
  if (!options.ok()) return Complain(options.status(), kUsage);
  const absl::StatusOr<std::vector<Lab>> labs =
      ReadLabs(options->root + "/labs");
  if (!labs.ok()) return Complain(labs.status(), kUnjudged);
  const absl::StatusOr<std::vector<Submission>> submissions =
      FindSubmissions(options->submissions, *labs);
  if (!submissions.ok()) return Complain(submissions.status(), kUsage);
  if (absl::Status out = PrepareOutput(options->out); !out.ok()) {
    return Complain(out, kUsage);
  }
  // The sandbox's user is to enter what is made for it; the tables are ours.
  const mode_t own_umask = ::umask(022);
  Grading grading(*options, *labs);
  CleanUpOnSignals(grading);
  if (absl::Status can = grading.Probe(); !can.ok()) {
    return Complain(can, kUnjudged);
  }
  const absl::StatusOr<Table> table = grading.Run(*submissions);
  if (!table.ok()) return Complain(table.status(), kUnjudged);
  ::umask(own_umask);
  const bool written = WriteTables(*table, options->out);
  return written && !HasUnjudged(*table) ? 0 : kUnjudged;
}

}  // namespace
}  // namespace tools

int main(int argc, char** argv) {
  uds_testing::StartGuard();
  return tools::Main({argv + 1, argv + argc});
}
