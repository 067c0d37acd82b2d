#include "tools/bench/options.h"

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tools {
namespace {

constexpr int kMostRounds = 1000;

// Where the value of the option `name` goes, of those that are taken as they
// are; none for others.
std::string* PlaceOf(std::string_view name, BenchOptions& options) {
  const std::pair<std::string_view, std::string*> places[] = {
      {"--json", &options.json},
      {"--svg", &options.svg},
      {"--markdown", &options.markdown},
      {"--bin", &options.places.bin},
      {"--files", &options.places.files},
      {"--go_programs", &options.places.go_programs},
  };
  for (const auto& [known, place] : places) {
    if (known == name) return place;
  }
  return nullptr;
}

absl::Status ReadRounds(const std::string& value, int& rounds) {
  if (absl::SimpleAtoi(value, &rounds) && rounds >= 1 &&
      rounds <= kMostRounds) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("--rounds=", value,
                                                 ": a whole number from 1 to ",
                                                 kMostRounds, " is needed"));
}

absl::Status ReadOption(const std::string& word, BenchOptions& options) {
  if (word == "--quick") {
    options.plan.quick = true;
    return absl::OkStatus();
  }
  const size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const std::string value =
      equals == word.npos ? std::string() : word.substr(equals + 1);
  std::string* const place = PlaceOf(name, options);
  if (place == nullptr && name != "--rounds" && name != "--only") {
    return absl::InvalidArgumentError(
        absl::StrCat("'", word, "' is no option of bench"));
  }
  if (value.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", word, "' lacks its =VALUE"));
  }
  if (name == "--rounds") return ReadRounds(value, options.plan.rounds);
  if (name == "--only") {
    options.plan.only = absl::StrSplit(value, ',', absl::SkipEmpty());
  } else {
    *place = value;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BenchOptions> ParseOptions(
    const std::vector<std::string>& words) {
  BenchOptions options;
  for (const std::string& word : words) {
    const absl::Status status = ReadOption(word, options);
    if (!status.ok()) return status;
  }
  return options;
}

}  // namespace tools
