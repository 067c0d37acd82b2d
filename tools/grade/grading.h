// One run of ./lab grade, from submissions to the table.
//
//   Grading grading(options, labs);
//   if (absl::Status can = grading.Probe(); !can.ok()) ...
//   const absl::StatusOr<Table> table = grading.Run(submissions);
//
// Not for a second run: an object grades once.
#ifndef TOOLS_GRADE_GRADING_H_
#define TOOLS_GRADE_GRADING_H_

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/testing/temp_directory.h"
#include "tools/grade/build.h"
#include "tools/grade/judge.h"
#include "tools/grade/options.h"
#include "tools/grade/sandbox.h"
#include "tools/grade/submission.h"
#include "tools/grade/table.h"

namespace tools {

class Grading {
 public:
  Grading(const Options& options, const std::vector<Lab>& labs);

  // Prepares the sandboxes, and tries one: see Sandbox::Probe. Once, first.
  absl::Status Probe();

  // Compiles, then judges, options.jobs at a time; says on stderr how far it
  // is. Blocks for minutes. Once. An error where Bazel cannot build anything.
  absl::StatusOr<Table> Run(const std::vector<Submission>& submissions);

  // What this run has written beside the tables; as the destructor does, for
  // who is about to end the process.
  void RemoveFiles();

 private:
  // One lab of one submission.
  struct Job {
    size_t row;
    size_t lab;
    std::string directory;  // where its server is; empty: it has a result
  };

  absl::Status Compile(const std::vector<Submission>& submissions);
  void Stage(const Submission& submission, size_t row, size_t lab);
  void Judge(size_t job, int slot);
  LabResult& Result(const Job& job) {
    return table_.rows[job.row].results[job.lab];
  }

  const Options options_;
  const std::vector<Lab> labs_;
  const uds_testing::TempDirectory staged_;
  const JudgingOptions judging_;
  Sandbox sandbox_;
  Build build_;
  Table table_;
  std::vector<Job> jobs_;
  std::mutex mutex_;  // of what is printed, and of `done_`
  size_t done_ = 0;
};

// Whether something could not be judged.
bool HasUnjudged(const Table& table);

}  // namespace tools

#endif  // TOOLS_GRADE_GRADING_H_
