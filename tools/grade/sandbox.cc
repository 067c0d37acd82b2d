#include "tools/grade/sandbox.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/testing/child_process.h"

namespace tools {
namespace {

using uds_testing::ChildProcess;
using uds_testing::ExitStatus;

constexpr int kSlots = 64;
constexpr char kWaysOut[] =
    "Nothing is graded outside of a sandbox. The ways out: run it as root; or "
    "let users make user namespaces (sysctl user.max_user_namespaces above 0, "
    "and where these exist kernel.unprivileged_userns_clone=1, "
    "kernel.apparmor_restrict_unprivileged_userns=0); in a container, start it "
    "with --privileged. strace inside needs kernel.yama.ptrace_scope below 3.";

// That no account has, between those of people and those that systemd gives
// away; another ./lab grade that runs at the same time mostly has others, as
// its pid is another. The kernel counts a user's processes, so with a UID of
// its own each sandbox has its own bound. RLIMIT_NPROC does not bind root.
// getrlimit(2)
uid_t FreeUids() {
  for (uid_t offset = ::getpid() % 40; offset < 80; ++offset) {
    const uid_t first = 56000 + offset % 40 * kSlots;
    bool is_free = true;
    for (uid_t uid = first; uid < first + kSlots; ++uid) {
      is_free &= ::getpwuid(uid) == nullptr && ::getgrgid(uid) == nullptr;
    }
    if (is_free) return first;
  }
  return 0;
}

}  // namespace

Sandbox::Sandbox(SandboxOptions options)
    : options_(std::move(options)),
      first_uid_(::geteuid() == 0 ? FreeUids() : 0) {}

std::vector<std::string> Sandbox::Command(int slot,
                                          const std::string& submission) const {
  std::vector<std::string> command = {"bash", options_.script,
                                      "--mountpoint=" + mountpoint_.path()};
  if (first_uid_ != 0) {
    command.push_back(absl::StrFormat("--uid=%d", first_uid_ + slot));
  }
  for (const std::string& path : options_.shown) {
    command.push_back("--show=" + path);
  }
  for (const std::string& path : options_.hidden) {
    command.push_back("--hide=" + path);
  }
  if (!options_.directory.empty()) {
    command.push_back("--directory=" + options_.directory);
  }
  if (!submission.empty()) command.push_back("--submission=" + submission);
  command.push_back("--");
  return command;
}

SandboxedRun Sandbox::Run(int slot, const std::string& submission,
                          const std::vector<std::string>& command,
                          absl::Duration limit) const {
  std::vector<std::string> all = Command(slot, submission);
  all.insert(all.end(), command.begin(), command.end());
  SandboxedRun run;
  const absl::Time start = absl::Now();
  const absl::StatusOr<std::unique_ptr<ChildProcess>> child =
      ChildProcess::Start(all, {.keep_input_open = true});
  if (!child.ok()) {
    run.status = child.status();
    return run;
  }
  absl::StatusOr<ExitStatus> ended = (*child)->Wait(limit);
  run.status = ended.status();
  if (!ended.ok()) {
    // This way its init ends, and that only after all that is in it; killed, it
    // would go on for a moment behind our back.
    (*child)->CloseInput();
    ended = (*child)->Wait(absl::Seconds(20));
  }
  run.time = absl::Now() - start;
  if (ended.ok()) run.exit_status = *ended;
  run.output = (*child)->output();
  run.errors = (*child)->errors();
  return run;
}

absl::Status Sandbox::Probe(const std::vector<std::string>& needed) {
  const auto run = [this] {
    return Run(/*slot=*/0, /*submission=*/"",
               {"strace", "-f", "-o", "/tmp/trace", "true"}, absl::Seconds(30));
  };
  SandboxedRun tried = run();
  if (first_uid_ != 0 && !tried.exit_status.success()) {
    // Root of a container that has no more than one UID.
    first_uid_ = 0;
    tried = run();
  }
  if (tried.status.ok() && tried.exit_status.success()) {
    return CanRead(needed);
  }
  return absl::FailedPreconditionError(
      absl::StrFormat("no sandbox can be made here: %s%s %s\n%s", tried.errors,
                      tried.exit_status.ToString(),
                      std::string(tried.status.message()), kWaysOut));
}

// By itself, since without a UID it might be readable: that is no reason to
// judge without one.
absl::Status Sandbox::CanRead(const std::vector<std::string>& paths) const {
  std::vector<std::string> command = {
      "sh", "-c",
      "for path; do [ -r \"$path\" ] || { echo \"$path\"; exit 1; }; done",
      "sh"};
  command.insert(command.end(), paths.begin(), paths.end());
  const SandboxedRun run =
      Run(/*slot=*/0, /*submission=*/"", command, absl::Seconds(30));
  if (run.status.ok() && run.exit_status.success()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrFormat(
      "the sandbox's user, who is nobody, cannot read what judges need: %s%s"
      "Most likely it was built under a umask such as 077. The way out: "
      "chmod -R a+rX %s",
      run.output, run.errors, absl::StrJoin(options_.shown, " ")));
}

}  // namespace tools
