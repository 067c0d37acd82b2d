#include "tools/grade/grading.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <thread>

#include "absl/strings/str_format.h"

namespace tools {
namespace {

// A contract looks at times too: with a CPU for the judged and one for its
// judge, they are as on a quiet machine.
int Jobs(int wanted) {
  if (wanted > 0) return wanted;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2);
}

}  // namespace

Grading::Grading(const Options& options, const std::vector<Lab>& labs)
    : options_(options),
      labs_(labs),
      judging_({.script = options.root + "/tools/grade/sandbox.sh",
                .bin = options.bin,
                .lessons = staged_.Path("lessons"),
                .time_limit = options.time_limit}),
      sandbox_(SandboxFor(judging_, labs)),
      build_(options.root, options.time_limit) {
  table_.labs = labs;
}

void Grading::RemoveFiles() {
  std::error_code ignored;
  std::filesystem::remove_all(staged_.path(), ignored);
  build_.RemoveFiles();
}

absl::Status Grading::Compile(const std::vector<Submission>& submissions) {
  for (const Submission& submission : submissions) {
    Row row = {.name = submission.name, .path = submission.path, .results = {}};
    for (size_t lab = 0; lab < labs_.size(); ++lab) {
      const Piece& piece = submission.pieces[lab];
      row.results.push_back(
          Unjudged(labs_[lab], LabResult::kNotSubmitted, piece.note));
      row.results.back().file = piece.path;
      if (piece.kind != Piece::kSource) continue;
      const absl::Status added = build_.Add(table_.rows.size(), labs_[lab].name,
                                            labs_[lab].edit, piece.path);
      if (!added.ok()) return added;
    }
    table_.rows.push_back(std::move(row));
  }
  if (build_.size() == 0) return absl::OkStatus();
  std::fprintf(stderr, "Compiling what was handed in: %d files...\n",
               static_cast<int>(build_.size()));
  return build_.Run(options_.bazel, options_.bin);
}

// Each program lies in a directory of its own, which is all that it sees of
// what was handed in.
void Grading::Stage(const Submission& submission, size_t row, size_t lab) {
  const Piece& piece = submission.pieces[lab];
  LabResult& result = table_.rows[row].results[lab];
  std::string server = piece.path;
  if (piece.kind == Piece::kNothing) return;
  if (piece.kind == Piece::kSource) {
    const Built& built = build_.Result(row, labs_[lab].name);
    server = built.server;
    if (server.empty()) {
      result.state = LabResult::kDoesNotCompile;
      result.errors = built.errors;
      return;
    }
  }
  const std::string directory =
      staged_.Path(absl::StrFormat("%d-%s", row, labs_[lab].name));
  const absl::Status copied = piece.kind == Piece::kServer
                                  ? CopyServer(server, directory)
                                  : CopyProgram(server, directory);
  if (!copied.ok()) {
    result.state = LabResult::kNotJudged;
    result.note = std::string(copied.message());
    return;
  }
  jobs_.push_back({.row = row, .lab = lab, .directory = directory});
}

void Grading::Judge(size_t number, int slot) {
  const Job& job = jobs_[number];
  LabResult result =
      JudgeServer(judging_, sandbox_, slot, labs_[job.lab], job.directory);
  const std::lock_guard<std::mutex> lock(mutex_);
  result.file = Result(job).file;
  Result(job) = std::move(result);
  std::fprintf(stderr, "[%d/%d] %s %s: %s (%.1f s)\n",
               static_cast<int>(++done_), static_cast<int>(jobs_.size()),
               OneLine(table_.rows[job.row].name, 40).c_str(),
               labs_[job.lab].name.c_str(), StateText(Result(job)).c_str(),
               absl::ToDoubleSeconds(Result(job).time));
}

absl::Status Grading::Probe() {
  const absl::Status copied =
      CopyLessons(options_.root, labs_, judging_.lessons);
  return copied.ok() ? sandbox_.Probe(NeededBy(judging_, labs_)) : copied;
}

absl::StatusOr<Table> Grading::Run(const std::vector<Submission>& submissions) {
  const absl::Status compiled = Compile(submissions);
  if (!compiled.ok()) return compiled;
  for (size_t row = 0; row < submissions.size(); ++row) {
    for (size_t lab = 0; lab < labs_.size(); ++lab) {
      Stage(submissions[row], row, lab);
    }
  }
  std::atomic<size_t> next = 0;
  std::vector<std::thread> threads;
  for (int slot = 0; slot < Jobs(options_.jobs); ++slot) {
    threads.emplace_back([this, slot, &next] {
      for (size_t job; (job = next++) < jobs_.size();) Judge(job, slot);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return table_;
}

bool HasUnjudged(const Table& table) {
  return std::any_of(table.rows.begin(), table.rows.end(), [](const Row& row) {
    return std::any_of(row.results.begin(), row.results.end(), IsUnjudged);
  });
}

}  // namespace tools
