#include "tools/bench/server_program.h"

#include <filesystem>

#include "absl/strings/str_cat.h"

namespace tools {

std::string Built(const Places& places, const std::string& path) {
  return std::filesystem::absolute(places.bin + "/" + path);
}

std::string File(const Places& places, const std::string& path) {
  return std::filesystem::absolute(places.files + "/" + path);
}

std::vector<std::string> Logging(const std::vector<std::string>& command) {
  std::vector<std::string> shell = {"/bin/sh", "-c", "exec \"$@\" 2>log", "sh"};
  shell.insert(shell.end(), command.begin(), command.end());
  return shell;
}

std::string SocketFlag() { return absl::StrCat("--socket=", kSocketName); }

}  // namespace tools
