#include "common/testing/temp_directory.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace uds_testing {

TempDirectory::TempDirectory() : path_("/tmp/uds-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) {
    std::perror("mkdtemp(/tmp/uds-XXXXXX)");
    std::abort();
  }
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;  // a leftover in /tmp fails no test
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDirectory::Path(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

}  // namespace uds_testing
