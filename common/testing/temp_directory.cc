#include "common/testing/temp_directory.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "common/testing/guard.h"

namespace uds_testing {
namespace {

std::string Parent() {
  const char* const scratch = std::getenv("UDS_LABS_SCRATCH");
  return scratch == nullptr || *scratch == '\0' ? "/tmp" : scratch;
}

}  // namespace

TempDirectory::TempDirectory() : path_(Parent() + "/uds-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) {
    std::perror(("mkdtemp " + path_).c_str());
    std::abort();
  }
  GuardDirectory(path_);
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;  // a leftover in /tmp fails no test
  std::filesystem::remove_all(path_, ignored);
  ForgetDirectory(path_);
}

std::string TempDirectory::Path(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

}  // namespace uds_testing
