#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "tools/grade/submission.h"

namespace tools {
namespace {

namespace fs = std::filesystem;

absl::Status CopyEntry(const fs::directory_entry& entry, const fs::path& to) {
  std::error_code error;
  const fs::file_status status = entry.symlink_status(error);
  if (fs::is_directory(status)) {
    fs::create_directories(to, error);
  } else if (fs::is_symlink(status)) {
    fs::copy_symlink(entry.path(), to, error);
  } else if (fs::is_regular_file(status)) {
    fs::copy_file(entry.path(), to, error);
    const bool runs =
        (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
    if (!error) fs::permissions(to, fs::perms(runs ? 0555 : 0444), error);
  }
  if (!error) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrFormat(
      "%s cannot be copied: %s", entry.path().string(), error.message()));
}

}  // namespace

absl::Status CopyServer(const std::string& server, const std::string& to) {
  constexpr size_t kMostEntries = 2000;
  constexpr uintmax_t kMostBytes = 64 * 1024 * 1024;
  const fs::path from = fs::path(server).parent_path();
  std::error_code error;
  fs::create_directories(to, error);
  size_t entries = 0;
  uintmax_t bytes = 0;
  for (fs::recursive_directory_iterator it(from, error), end;
       !error && it != end; it.increment(error)) {
    if (fs::is_regular_file(it->symlink_status(error)))
      bytes += it->file_size(error);
    if (++entries > kMostEntries || bytes > kMostBytes) {
      return absl::ResourceExhaustedError(
          absl::StrFormat("%s holds more than %d entries or %d bytes",
                          from.string(), kMostEntries, kMostBytes));
    }
    const absl::Status copied =
        CopyEntry(*it, fs::path(to) / it->path().lexically_relative(from));
    if (!copied.ok()) return copied;
  }
  if (!error) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("%s: %s", from.string(), error.message()));
}

absl::Status CopyProgram(const std::string& program, const std::string& to) {
  std::error_code error;
  fs::create_directories(to, error);
  return CopyEntry(fs::directory_entry(program, error),
                   fs::path(to) / "server");
}

}  // namespace tools
