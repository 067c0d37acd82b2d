// A second user for tests: a real UID of its own, where the machine has one to
// give.
//
//   const absl::StatusOr<SecondUser> other = FindSecondUser();
//   if (!other.ok()) GTEST_SKIP() << other.status().message();
//   const TempDirectory directory;
//   OpenToOthers(directory);
//   ChildProcess::Start(
//       other->Command({CopyProgram("labs/01_echo/client", directory)}));
//
// Only root can become somebody else. The test therefore has
//   tags = ["local"]                           Bazel's sandbox knows one UID
//   deps = [".../testing:second_user_main"]    in place of gtest_main: without
//                                              root, RerunWithSecondUser below
// and skips where neither helps. Not for a test that only needs a server to
// see another UID: strace can forge that anywhere (strace/injection.h).
#ifndef COMMON_TESTING_SECOND_USER_H_
#define COMMON_TESTING_SECOND_USER_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/temp_directory.h"

namespace uds_testing {

// A value. No account goes with it, and no file or process of the machine.
struct SecondUser {
  uid_t uid;
  gid_t gid;

  // The command that runs `argv` as this user, with `groups` as its
  // supplementary groups and without a capability. The process that is started
  // becomes that of argv[0], with the same pid; it ends with status 127 if
  // setpriv(1) fails. That keeps our capabilities up to its exec: argv[0] is
  // found wherever it is, and what it then opens or runs, only where the user
  // may.
  std::vector<std::string> Command(const std::vector<std::string>& argv,
                                   const std::vector<gid_t>& groups = {}) const;
};

// Tries it by running true(1) as that user, without a thread, so that tests may
// fork after it. FAILED_PRECONDITION if it cannot be
// had here: says what the machine lacks, and how to get it.
absl::StatusOr<SecondUser> FindSecondUser();

// To be called first in main, before there are threads. Without root it runs
// the program again, with the same arguments and pid, in a user namespace in
// which it is root and other UIDs exist: those that /etc/subuid gives to the
// user, unshare(1). Returns where that is not needed or not possible; then
// FindSecondUser tells.
void RerunWithSecondUser(char** argv);

// Lets all users reach, but not list, what lies in `directory`, which
// TempDirectory made for its owner alone: without this a second user is refused
// whatever the mode of a socket in it is. Aborts the program if that fails.
void OpenToOthers(const TempDirectory& directory);

// Copies the executable file `program` into `directory`, so that all users can
// run it, also from a shell or under strace: the tree in which it was built may
// be closed to them, as /root is. Returns the path of the copy. Aborts the
// program if that fails. For programs that bring their libraries: a cc_binary,
// not a cc_test.
std::string CopyProgram(const std::string& program,
                        const TempDirectory& directory);

}  // namespace uds_testing

#endif  // COMMON_TESTING_SECOND_USER_H_
