#include "tests/soak/strangers.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "common/testing/exit_status.h"

namespace soak {
namespace {

using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

// Lab 04's, which tells what came of it.
constexpr char kKnock[] = "labs/04_auth_listener/knock";

constexpr absl::Duration kPatience = absl::Seconds(60);

}  // namespace

absl::StatusOr<std::unique_ptr<Strangers>> Strangers::Find() {
  const absl::StatusOr<uds_testing::SecondUser> user =
      uds_testing::FindSecondUser();
  if (!user.ok()) return user.status();
  std::unique_ptr<Strangers> strangers(new Strangers(*user));
  uds_testing::OpenToOthers(strangers->directory_);
  strangers->knock_ = uds_testing::CopyProgram(kKnock, strangers->directory_);
  return strangers;
}

absl::Status Strangers::Come(const std::string& path) {
  absl::StatusOr<std::unique_ptr<ChildProcess>> process =
      ChildProcess::Start(user_.Command({knock_, path}),
                          {.keep_input_open = true, .own_group = true});
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  return process_->WaitForOutput("knocking", kPatience);
}

absl::StatusOr<size_t> Strangers::Leave(absl::Duration patience) {
  const std::unique_ptr<ChildProcess> process = std::move(process_);
  process->CloseInput();
  const absl::StatusOr<ExitStatus> ended = process->Wait(patience);
  if (!ended.ok()) {
    return absl::UnknownError(
        absl::StrCat("one of another user was let in, and was not sent away "
                     "within ",
                     absl::FormatDuration(patience)));
  }
  int let_in = 0;
  if (std::sscanf(process->output().c_str(), "knocking\nlet in %d", &let_in) !=
      1) {
    return absl::UnknownError(absl::StrCat("the program knock ended with ",
                                           ended->ToString(), ": ",
                                           process->errors()));
  }
  return let_in;
}

}  // namespace soak
