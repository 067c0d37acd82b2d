#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "absl/strings/str_format.h"
#include "nlohmann/json.hpp"
#include "tools/grade/submission.h"

namespace tools {
namespace {

std::optional<Lab> ReadLab(const std::string& name, const std::string& file) {
  std::ifstream stream(file);
  const nlohmann::json json =
      nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("edit") || !json.contains("steps") ||
      !json["edit"].is_string() || !json["steps"].is_array()) {
    return std::nullopt;
  }
  Lab lab = {.name = name, .edit = json["edit"].get<std::string>()};
  for (const nlohmann::json& step : json["steps"]) {
    if (!step.is_object() || !step.contains("clauses")) return std::nullopt;
    ++lab.steps;
    lab.clauses += static_cast<int>(step["clauses"].size());
  }
  return lab;
}

}  // namespace

absl::StatusOr<std::vector<Lab>> ReadLabs(const std::string& labs) {
  std::vector<Lab> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(labs, error)) {
    const std::string file = entry.path() / "exercise/steps.json";
    if (!std::filesystem::exists(file)) continue;
    const std::optional<Lab> lab = ReadLab(entry.path().filename(), file);
    if (!lab.has_value()) {
      return absl::DataLossError(file + " does not say its file and steps");
    }
    found.push_back(*lab);
  }
  if (found.empty()) {
    return absl::NotFoundError(
        absl::StrFormat("there is no lab with an exercise under %s", labs));
  }
  std::sort(found.begin(), found.end(),
            [](const Lab& a, const Lab& b) { return a.name < b.name; });
  return found;
}

}  // namespace tools
