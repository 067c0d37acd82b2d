// What a TracedProcess has to say of its program.

#include <csignal>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/testing/for_people.h"
#include "common/testing/strace/traced_process.h"

namespace uds_testing {
namespace {

constexpr char kPtraceRefused[] =
    "strace saw nothing of the program. ptrace(2) is probably refused here: in "
    "a "
    "container, add --cap-add=SYS_PTRACE; with Yama, kernel.yama.ptrace_scope "
    "must be below 3; what is itself being traced can trace no other. ./lab "
    "doctor tries it.";

// Of so many calls the number is worth a word where something is wrong.
constexpr size_t kManyCalls = 20'000;

}  // namespace

absl::Status TracedProcess::WhyBlind() const {
  if (const absl::Status status = Overflow(); !status.ok()) return status;
  if (trace_->empty()) {
    return absl::UnavailableError(absl::StrFormat(
        "%s strace said: %s", kPtraceRefused, ForPeople(child_->errors())));
  }
  return absl::FailedPreconditionError(absl::StrFormat(
      "%s was not executed: %s", options_.name, ForPeople(child_->errors())));
}

std::string TracedProcess::LastLines() const {
  std::string signal;
  if (child_->WaitForEnd(absl::ZeroDuration())) {
    const absl::StatusOr<ExitStatus> ended = child_->Wait(absl::ZeroDuration());
    if (ended.ok() && ended->signal != 0) signal = ended->SignalName();
  }
  const std::string lines = trace_->LastLines(signal);
  if (lines.empty()) return "";
  return absl::StrCat("the last lines of ", options_.name, "'s trace:\n",
                      lines);
}

std::string TracedProcess::Story() const {
  const std::string busy = Busy();
  return absl::StrCat(busy, busy.empty() ? "" : "\n",
                      PrintedForPeople(child_->output(), child_->errors()),
                      "\n", LastLines());
}

std::string TracedProcess::Busy() const {
  const size_t calls = trace_->call_count();
  if (calls < kManyCalls) return "";
  return absl::StrFormat("%s made %d system calls in this run: does it spin?",
                         options_.name, calls);
}

std::string TracedProcess::HowItEnded(bool ends_by_itself) const {
  const absl::StatusOr<ExitStatus> ended = child_->Wait(absl::ZeroDuration());
  if (!ended.ok()) return "";
  if (ended->signal != 0 && !child_->WasSent(ended->signal)) {
    return absl::StrCat(options_.name, " was ", ended->ToString());
  }
  if (ended->signal == 0 && !ends_by_itself && !child_->WasSent(SIGTERM) &&
      !child_->WasSent(SIGINT)) {
    return absl::StrCat(options_.name, " ended by itself: ", ended->ToString());
  }
  return "";
}

std::string TracedProcess::UnexpectedEnd(bool ends_by_itself) const {
  const std::string overflow = trace_->overflow();
  if (!overflow.empty()) return absl::StrCat(options_.name, " ", overflow);
  const std::string how = HowItEnded(ends_by_itself);
  if (how.empty()) return Busy();
  if (child_->errors().empty()) return how;
  return absl::StrCat(how,
                      "; on stderr it said: ", ForPeople(child_->errors()));
}

absl::Status TracedProcess::Overflow() const {
  const std::string overflow = trace_->overflow();
  if (overflow.empty()) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat(options_.name, " ", overflow, "\n", LastLines()));
}

}  // namespace uds_testing
