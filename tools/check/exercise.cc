#include "tools/check/exercise.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "nlohmann/json.hpp"

namespace tools {
namespace {

using nlohmann::json;

// An object of the file, and where it stands in it: "steps[1]."
struct Place {
  const json& object;
  std::string path;
  std::string prefix;

  absl::Status Error(const char* key, const std::string& problem) const {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: %s%s: %s", path, prefix, key, problem));
  }
};

absl::StatusOr<std::string> Text(const Place& place, const char* key) {
  const auto found = place.object.find(key);
  if (found == place.object.end() || !found->is_string() ||
      found->get<std::string>().empty()) {
    return place.Error(key, "expected a text");
  }
  return found->get<std::string>();
}

absl::StatusOr<std::vector<std::string>> Texts(const Place& place,
                                               const char* key) {
  const auto found = place.object.find(key);
  if (found == place.object.end() || !found->is_array() || found->empty()) {
    return place.Error(key, "expected a list of texts, at least one");
  }
  std::vector<std::string> texts;
  for (const json& item : *found) {
    if (!item.is_string()) return place.Error(key, "expected only texts in it");
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

absl::StatusOr<Step> ReadStep(const Place& place) {
  if (!place.object.is_object()) return place.Error("", "expected an object");
  const absl::StatusOr<std::string> title = Text(place, "title");
  if (!title.ok()) return title.status();
  Step step = {.title = *title, .pages = {}, .clauses = {}, .hints = {}};
  for (const auto& [key, list] :
       {std::pair("pages", &step.pages), std::pair("clauses", &step.clauses),
        std::pair("hints", &step.hints)}) {
    absl::StatusOr<std::vector<std::string>> texts = Texts(place, key);
    if (!texts.ok()) return texts.status();
    *list = *std::move(texts);
  }
  return step;
}

absl::StatusOr<std::vector<Step>> ReadSteps(const Place& place) {
  const auto list = place.object.find("steps");
  if (list == place.object.end() || !list->is_array() || list->empty()) {
    return place.Error("steps", "expected a list of steps, at least one");
  }
  std::vector<Step> steps;
  std::set<std::string> known;
  for (const json& object : *list) {
    const Place here = {object, place.path,
                        absl::StrFormat("steps[%d].", steps.size())};
    absl::StatusOr<Step> step = ReadStep(here);
    if (!step.ok()) return step.status();
    for (const std::string& clause : step->clauses) {
      if (known.insert(clause).second) continue;
      return here.Error("clauses", clause + " stands there a second time");
    }
    steps.push_back(*std::move(step));
  }
  return steps;
}

}  // namespace

absl::StatusOr<Exercise> ReadExercise(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return absl::NotFoundError(absl::StrFormat("%s cannot be read", path));
  }
  return ParseExercise(std::string(std::istreambuf_iterator<char>(file), {}),
                       path);
}

absl::StatusOr<Exercise> ParseExercise(std::string_view text,
                                       const std::string& path) {
  const json whole = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!whole.is_object()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected an object in JSON", path));
  }
  const Place place = {whole, path, ""};
  const absl::StatusOr<std::string> edit = Text(place, "edit");
  if (!edit.ok()) return edit.status();
  absl::StatusOr<std::vector<Step>> steps = ReadSteps(place);
  if (!steps.ok()) return steps.status();
  return Exercise{.edit = *edit, .steps = *std::move(steps)};
}

std::string StepsPath(const std::string& lab) {
  return "labs/" + lab + "/exercise/steps.json";
}

std::string NextExercise(const std::string& lab) {
  std::string next;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("labs", error)) {
    const std::string name = entry.path().filename();
    if (name > lab && (next.empty() || name < next) &&
        std::filesystem::exists(StepsPath(name))) {
      next = name;
    }
  }
  return next;
}

}  // namespace tools
