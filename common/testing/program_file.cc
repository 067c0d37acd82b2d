#include "common/testing/program_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace uds_testing {
namespace {

absl::Status Wrong(const std::string& what) {
  return absl::FailedPreconditionError(what);
}

// The first line, or as much of it as execve(2) reads.
std::string Beginning(const std::string& path) {
  std::string beginning(256, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  beginning.resize(static_cast<size_t>(file.gcount()));
  return beginning.substr(0, beginning.find('\n'));
}

absl::Status CheckFile(const std::string& path);

absl::Status CheckScript(const std::string& path, const std::string& line) {
  std::istringstream words(line.substr(2));
  std::string interpreter;
  words >> interpreter;
  const absl::Status runs = CheckFile(interpreter);
  if (runs.ok()) return runs;
  return Wrong(absl::StrFormat("the first line of %s names an interpreter: %s",
                               path, std::string(runs.message())));
}

absl::Status CheckFile(const std::string& path) {
  struct stat found;
  if (::stat(path.c_str(), &found) != 0) {
    return Wrong(absl::StrFormat("there is no program \"%s\": %s", path,
                                 std::strerror(errno)));
  }
  if (S_ISDIR(found.st_mode)) {
    return Wrong(absl::StrFormat("%s is a directory, not a program", path));
  }
  if (!S_ISREG(found.st_mode)) {
    return Wrong(absl::StrFormat("%s is not a regular file", path));
  }
  if (::access(path.c_str(), X_OK) != 0) {
    return Wrong(
        absl::StrFormat("%s may not be executed: its mode is %04o; chmod +x %s",
                        path, found.st_mode & 07777, path));
  }
  // What may be executed and not read is for the kernel to judge.
  if (::access(path.c_str(), R_OK) != 0) return absl::OkStatus();
  const std::string beginning = Beginning(path);
  if (beginning.starts_with("#!")) return CheckScript(path, beginning);
  if (beginning.starts_with("\x7f"
                            "ELF")) {
    return absl::OkStatus();
  }
  return Wrong(absl::StrFormat(
      "%s is not a program: it is neither ELF nor a script that begins with #!",
      path));
}

}  // namespace

absl::Status CheckProgram(const std::string& name) {
  if (name.find('/') != name.npos) return CheckFile(name);
  const char* const path = std::getenv("PATH");
  const std::vector<std::string> directories =
      absl::StrSplit(path != nullptr ? path : "", ':');
  for (const std::string& directory : directories) {
    const std::string candidate = directory + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0 && CheckFile(candidate).ok()) {
      return absl::OkStatus();
    }
  }
  return Wrong(absl::StrFormat(
      "there is no program \"%s\" in PATH; if it is a file here, say ./%s",
      name, name));
}

}  // namespace uds_testing
