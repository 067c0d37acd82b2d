#include "tools/grade/submission.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "absl/strings/str_format.h"

namespace tools {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kMostSourceBytes = 1024 * 1024;

// Not what a symbolic link leads to: that is not the learner's to hand in.
fs::file_status Look(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error);
}

bool IsExecutable(const fs::path& path) {
  const fs::file_status status = Look(path);
  return fs::is_regular_file(status) &&
         (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
}

// Empty if `path` can be compiled.
std::string WhyNoSource(const fs::path& path) {
  if (!fs::is_regular_file(Look(path))) return "is no regular file";
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  if (error) return error.message();
  return size > kMostSourceBytes ? "is larger than 1 MiB" : "";
}

Piece FindPiece(const fs::path& path, const Lab& lab) {
  const std::string number = lab.name.substr(0, lab.name.find('_'));
  for (const std::string& folder : {lab.name, number}) {
    const fs::path server = path / folder / "server";
    if (IsExecutable(server)) return {Piece::kServer, server, ""};
  }
  for (const fs::path& folder : {path / "labs" / lab.name / "exercise",
                                 path / lab.name, path / number, path}) {
    const fs::path source = folder / lab.edit;
    if (!fs::exists(Look(source))) continue;
    const std::string why = WhyNoSource(source);
    if (why.empty()) return {Piece::kSource, source, ""};
    return {Piece::kNothing, source, source.string() + " " + why};
  }
  return {};
}

bool HoldsAnything(const Submission& submission) {
  return std::any_of(submission.pieces.begin(), submission.pieces.end(),
                     [](const Piece& it) {
                       return it.kind != Piece::kNothing || !it.note.empty();
                     });
}

// Whoever means DIR/* and says DIR would get one row of nothing.
bool HoldsSubmissions(const std::string& path, const std::vector<Lab>& labs) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (fs::is_directory(Look(entry.path())) &&
        HoldsAnything(FindSubmission(entry.path(), labs))) {
      return true;
    }
  }
  return false;
}

}  // namespace

Submission FindSubmission(const std::string& path,
                          const std::vector<Lab>& labs) {
  fs::path directory = fs::path(path).lexically_normal();
  if (!directory.has_filename()) directory = directory.parent_path();
  Submission submission = {
      .name = directory.filename(), .path = path, .pieces = {}};
  for (const Lab& lab : labs) {
    submission.pieces.push_back(FindPiece(path, lab));
  }
  return submission;
}

absl::StatusOr<std::vector<Submission>> FindSubmissions(
    const std::vector<std::string>& paths, const std::vector<Lab>& labs) {
  std::vector<Submission> submissions;
  std::map<std::string, int> names;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      return absl::NotFoundError(
          absl::StrFormat("%s is no directory that can be read", path));
    }
    Submission submission = FindSubmission(fs::absolute(path), labs);
    if (!HoldsAnything(submission) && HoldsSubmissions(path, labs)) {
      return absl::NotFoundError(absl::StrFormat(
          "%s holds submissions, and is none itself: name %s/*", path, path));
    }
    ++names[submission.name];
    submissions.push_back(std::move(submission));
  }
  for (Submission& submission : submissions) {
    if (names[submission.name] > 1 || submission.name.empty()) {
      submission.name = submission.path;
    }
  }
  return submissions;
}

}  // namespace tools
