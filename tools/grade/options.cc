#include "tools/grade/options.h"

#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace tools {
namespace {

constexpr int kLongest = 24 * 60 * 60;  // seconds
constexpr int kMostJobs = 64;

// A whole number from 1 to `most`.
absl::StatusOr<int> Number(const std::string& word, const std::string& text,
                           int most) {
  int number = 0;
  if (absl::SimpleAtoi(text, &number) && number >= 1 && number <= most) {
    return number;
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: a whole number from 1 to %d is needed", word, most));
}

absl::Status ReadOption(const std::string& word, Options& options) {
  const size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const std::string value =
      equals == word.npos ? std::string() : word.substr(equals + 1);
  if (value.empty()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("'%s' is no option, or lacks its =VALUE", word));
  }
  if (name == "--out") {
    options.out = value;
  } else if (name == "--root") {
    options.root = value;
  } else if (name == "--bin") {
    options.bin = value;
  } else if (name == "--bazel") {
    options.bazel = value;
  } else if (name == "--time-limit") {
    const absl::StatusOr<int> seconds = Number(word, value, kLongest);
    if (!seconds.ok()) return seconds.status();
    options.time_limit = absl::Seconds(*seconds);
  } else if (name == "--jobs") {
    const absl::StatusOr<int> jobs = Number(word, value, kMostJobs);
    if (!jobs.ok()) return jobs.status();
    options.jobs = *jobs;
  } else {
    return absl::InvalidArgumentError(
        absl::StrFormat("'%s' is no option of grade", word));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Options> ParseOptions(const std::vector<std::string>& words) {
  Options options;
  bool only_directories = false;
  for (const std::string& word : words) {
    if (!only_directories && word == "--") {
      only_directories = true;
    } else if (!only_directories && absl::StartsWith(word, "-")) {
      const absl::Status status = ReadOption(word, options);
      if (!status.ok()) return status;
    } else {
      options.submissions.push_back(word);
    }
  }
  if (options.submissions.empty()) {
    return absl::InvalidArgumentError(
        "no submission is named: ./lab grade [--out=DIR] "
        "[--time-limit=SECONDS] [--jobs=N] DIR...");
  }
  return options;
}

}  // namespace tools
