#include "common/testing/second_user.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/os/posix_error.h"
#include "common/testing/clean_environment.h"
#include "common/testing/spawn.h"

namespace uds_testing {
namespace {

// Above the accounts of people and below those that systemd makes up; also
// within the 65,536 that a line in /etc/subuid gives.
constexpr SecondUser kSecondUser = {.uid = 47110, .gid = 47110};

constexpr char kTwoWays[] =
    "run the test as root, or apt-get install uidmap and give yourself a range "
    "in /etc/subuid and /etc/subgid (usermod --add-subuids 100000-165535 "
    "--add-subgids 100000-165535 YOU)";

std::vector<std::string> Unshare(const std::vector<std::string>& argv) {
  std::vector<std::string> command = {"unshare", "--map-auto",
                                      "--map-root-user", "--"};
  command.insert(command.end(), argv.begin(), argv.end());
  return command;
}

// OK if `argv` ends with success; else why not, in its own words. Without a
// thread, as ChildProcess has one: main calls it, and tests that fork.
absl::Status Try(const std::vector<std::string>& argv) {
  const absl::StatusOr<Spawned> child =
      Spawn(argv, CleanEnvironment(), /*directory=*/"");
  if (absl::IsNotFound(child.status())) {
    return absl::NotFoundError(absl::StrFormat(
        "%s is not installed: apt-get install util-linux", argv[0]));
  }
  if (!child.ok()) return child.status();
  std::string errors;
  std::array<char, 256> buffer;
  ssize_t size;
  while ((size = ::read(child->errors.get(), buffer.data(), buffer.size())) >
         0) {
    errors.append(buffer.data(), size);
  }
  int status;
  if (::waitpid(child->pid, &status, 0) != child->pid) {
    return uds::PosixError("waitpid", argv[0]);
  }
  if (status == 0) return absl::OkStatus();
  return absl::UnknownError(absl::StripSuffix(errors, "\n"));
}

// How many UIDs exist in this user namespace. user_namespaces(7)
int64_t CountUsers() {
  std::ifstream map("/proc/self/uid_map");
  int64_t users = 0;
  int64_t inside;
  int64_t outside;
  int64_t count;
  while (map >> inside >> outside >> count) users += count;
  return users;
}

// Why this process, which is not root, has not become so.
std::string WhyNotRoot() {
  const absl::Status status = Try(Unshare({"true"}));
  if (absl::IsNotFound(status)) return std::string(status.message());
  if (!status.ok()) {
    return absl::StrFormat(
        "%s; %s (unshare's --map-auto is of util-linux 2.38)",
        std::string(status.message()), kTwoWays);
  }
  return "this program can have root in a user namespace, but did not begin "
         "with RerunWithSecondUser: link second_user_main";
}

}  // namespace

std::vector<std::string> SecondUser::Command(
    const std::vector<std::string>& argv,
    const std::vector<gid_t>& groups) const {
  std::vector<std::string> command = {
      "setpriv", absl::StrFormat("--reuid=%d", uid),
      absl::StrFormat("--regid=%d", gid),
      groups.empty() ? "--clear-groups"
                     : "--groups=" + absl::StrJoin(groups, ","),
      "--"};
  command.insert(command.end(), argv.begin(), argv.end());
  return command;
}

absl::StatusOr<SecondUser> FindSecondUser() {
  if (CountUsers() == 1) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "no second user: this user namespace has one UID, as Bazel's sandbox "
        "has; tag the test \"local\", and %s",
        kTwoWays));
  }
  if (::geteuid() != 0) {
    return absl::FailedPreconditionError("no second user: " + WhyNotRoot());
  }
  const absl::Status status = Try(kSecondUser.Command({"true"}));
  if (!status.ok()) {
    return absl::FailedPreconditionError("no second user: " +
                                         std::string(status.message()));
  }
  return kSecondUser;
}

void RerunWithSecondUser(char** argv) {
  if (::geteuid() == 0 || !Try(Unshare({"true"})).ok()) return;
  std::vector<std::string> command = Unshare({});
  std::vector<char*> pointers;
  for (std::string& word : command) pointers.push_back(word.data());
  for (; *argv != nullptr; ++argv) pointers.push_back(*argv);
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
  std::perror("execvp(unshare)");
}

void OpenToOthers(const TempDirectory& directory) {
  if (::chmod(directory.path().c_str(), 0711) != 0) {
    std::perror("chmod(TempDirectory)");
    std::abort();
  }
}

std::string CopyProgram(const std::string& program,
                        const TempDirectory& directory) {
  const std::string copy =
      directory.Path(std::filesystem::path(program).filename().string());
  std::error_code error;
  std::filesystem::copy_file(program, copy, error);
  if (error || ::chmod(copy.c_str(), 0755) != 0) {
    std::fprintf(stderr, "cannot copy %s to %s\n", program.c_str(),
                 copy.c_str());
    std::abort();
  }
  return copy;
}

}  // namespace uds_testing
