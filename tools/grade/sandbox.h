// Runs a command over a submission where it can harm nobody else: see
// sandbox.sh, which does the work.
//
//   Sandbox sandbox({.script = ".../sandbox.sh", .shown = {"/bazel-bin"}});
//   if (absl::Status status = sandbox.Probe(); !status.ok()) ...
//   const SandboxedRun run = sandbox.Run(/*slot=*/0, "/staged/anna",
//                                        {"/submission/server"},
//                                        absl::Seconds(60));
//
// It protects the machine and the other submissions. Within one sandbox, who is
// judged and who judges are the same user: the one can kill the other, or speak
// for it. Not for what has to write files that stay.
#ifndef TOOLS_GRADE_SANDBOX_H_
#define TOOLS_GRADE_SANDBOX_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/testing/exit_status.h"
#include "common/testing/temp_directory.h"

namespace tools {

struct SandboxOptions {
  std::string script;                   // the path of sandbox.sh
  std::vector<std::string> shown = {};  // directories that it may read
  std::string directory = {};           // that it is started in, as /judge
  std::vector<std::string> hidden =
      {};  // files and directories in those, or none
};

struct SandboxedRun {
  absl::Status status = {};  // DEADLINE_EXCEEDED: it was ended
  uds_testing::ExitStatus exit_status = uds_testing::ExitStatus::Exited(0);
  std::string output = {};  // the beginning, 16 MiB at most
  std::string errors = {};
  absl::Duration time = {};
};

// Run is thread-safe.
class Sandbox {
 public:
  explicit Sandbox(SandboxOptions options);

  // Whether a sandbox can be made here, and strace works in it; finds out in
  // which way; and whether what is `needed` can be read there. If not:
  // FAILED_PRECONDITION with what was missing, and the ways out. Not to be
  // called while something runs.
  absl::Status Probe(const std::vector<std::string>& needed = {});

  // Blocks until `command` has ended, or `limit` has passed; then nothing of it
  // is left. `submission` is a directory, seen as /submission, or empty. Of two
  // runs at the same time, `slot` must differ: it is made a UID.
  SandboxedRun Run(int slot, const std::string& submission,
                   const std::vector<std::string>& command,
                   absl::Duration limit) const;

 private:
  std::vector<std::string> Command(int slot,
                                   const std::string& submission) const;
  absl::Status CanRead(const std::vector<std::string>& paths) const;

  SandboxOptions options_;
  uds_testing::TempDirectory mountpoint_;
  uid_t first_uid_;  // 0: none, in user namespaces
};

}  // namespace tools

#endif  // TOOLS_GRADE_SANDBOX_H_
