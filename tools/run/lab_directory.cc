#include "tools/run/lab_directory.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"

namespace tools {
namespace {

constexpr char kDemonstration[] = "demonstration.json";

// "01_echo" is meant by "01_echo", "01" and "1".
bool IsMeant(const std::string& name, const std::string& word) {
  const std::string number = name.substr(0, name.find('_'));
  const size_t digit = number.find_first_not_of('0');
  return word == name || word == number ||
         (digit != std::string::npos && word == number.substr(digit));
}

std::vector<std::string> FolderNames(const std::string& built) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(built, error)) {
    if (std::filesystem::exists(entry.path() / kDemonstration)) {
      names.push_back(entry.path().filename());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Title(const std::string& name) {
  std::ifstream readme("labs/" + name + "/README.md");
  std::string heading;
  std::getline(readme, heading);
  return heading.substr(
      std::min(heading.find_first_not_of("# "), heading.size()));
}

absl::StatusOr<LabDirectory> Read(const std::string& built,
                                  const std::string& name) {
  const std::string folder = built + "/" + name + "/";
  std::ifstream file(folder + kDemonstration);
  const nlohmann::json json =
      nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  LabDirectory lab = {
      .name = name,
      .title = Title(name),
      .server = folder + "server",
      .client = folder + "client",
      .contract_test = folder + "contract_test",
      .activated =
          json.is_object() && json.value("activated", nlohmann::json()) == true,
      .client_args = {},
      .server_calls = {},
      .client_calls = {}};
  for (const auto& [key, list] :
       {std::pair("client_args", &lab.client_args),
        std::pair("server_calls", &lab.server_calls),
        std::pair("client_calls", &lab.client_calls)}) {
    if (!json.is_object() || !json.contains(key) || !json[key].is_array()) {
      return absl::DataLossError(absl::StrFormat("%s%s has no list \"%s\"",
                                                 folder, kDemonstration, key));
    }
    for (const nlohmann::json& item : json[key]) {
      list->push_back(item.is_string() ? item.get<std::string>() : item.dump());
    }
  }
  return lab;
}

}  // namespace

absl::StatusOr<std::vector<LabDirectory>> FindLabs(
    const std::string& built, const std::vector<std::string>& wanted) {
  const std::vector<std::string> names = FolderNames(built);
  for (const std::string& word : wanted) {
    const bool known = std::any_of(
        names.begin(), names.end(),
        [&](const std::string& name) { return IsMeant(name, word); });
    if (known) continue;
    return absl::NotFoundError(
        absl::StrFormat("there is no lab \"%s\"; there are: %s", word,
                        absl::StrJoin(names, ", ")));
  }
  std::vector<LabDirectory> labs;
  for (const std::string& name : names) {
    const bool is_wanted =
        wanted.empty() ||
        std::any_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
          return IsMeant(name, word);
        });
    if (!is_wanted) continue;
    absl::StatusOr<LabDirectory> lab = Read(built, name);
    if (!lab.ok()) return lab.status();
    labs.push_back(*std::move(lab));
  }
  if (labs.empty()) {
    return absl::NotFoundError(absl::StrFormat(
        "no lab is built under %s: ./lab run builds them", built));
  }
  return labs;
}

}  // namespace tools
