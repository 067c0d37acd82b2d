#include "common/testing/strace/parser.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/testing/strace/call_text.h"
#include "common/testing/strace/stamp.h"
#include "common/testing/strace/take.h"

namespace uds_testing {
namespace {

absl::Status Malformed(std::string_view why) {
  return absl::InvalidArgumentError(std::string(why));
}

absl::Status WithLine(const absl::Status& status, std::string_view line,
                      size_t index) {
  constexpr size_t kShown = 100;
  return absl::InvalidArgumentError(
      absl::StrCat("line ", index + 1, ": ", status.message(), ": \"",
                   absl::CHexEscape(std::string(line.substr(0, kShown))),
                   line.size() > kShown ? "\"..." : "\""));
}

// strace stopped printing the call here: another thread came first, or it was
// told to let go of the thread.
bool TakeCut(std::string_view& text) {
  return TakeSuffix(text, " <unfinished ...>") ||
         TakeSuffix(text, " <detached ...>");
}

}  // namespace

absl::Status TraceParser::AddLine(std::string_view line) {
  const size_t index = trace_.lines_.size();
  trace_.lines_.emplace_back(line);
  const absl::Status status = AddEvent(line, index);
  return status.ok() ? status : WithLine(status, line, index);
}

absl::Status TraceParser::AddEvent(std::string_view line, size_t index) {
  const absl::StatusOr<Stamp> stamp = TakeStamp(line);
  if (!stamp.ok()) return stamp.status();
  const Place place = {stamp->thread, stamp->time, index};
  if (TakePrefix(line, "<... ")) return AddResumption(place, line);
  if (TakePrefix(line, "--- ")) return AddSignal(place, line);
  if (!TakePrefix(line, "+++ ")) return AddEntry(place, line);
  if (!TakeSuffix(line, " +++")) return Malformed("no end of +++");
  if (TakePrefix(line, "superseded by execve in pid ")) {
    return AddSupersession(place, line);
  }
  return AddExit(place, line);
}

absl::Status TraceParser::AddEntry(const Place& place, std::string_view text) {
  if (pending_.contains(place.thread)) {
    return Malformed("a call of a thread that is in another one");
  }
  return Advance({place, std::string(text)}, place);
}

absl::Status TraceParser::AddResumption(const Place& place,
                                        std::string_view text) {
  auto entry = pending_.extract(place.thread);
  if (entry.empty()) return Malformed("resumes a call that was not entered");
  Pending& call = entry.mapped();
  const std::string name = call.text.substr(0, call.text.find('('));
  if (!TakePrefix(text, name) || !TakePrefix(text, " resumed>")) {
    const std::string why = "resumes another call than " + name;
    pending_.insert(std::move(entry));
    return Malformed(why);
  }
  call.text.append(text);
  return Advance(std::move(call), place);
}

absl::Status TraceParser::Advance(Pending call, const Place& place) {
  std::string_view text = call.text;
  const bool cut = TakeCut(text);
  absl::StatusOr<SystemCall> parsed =
      cut ? ParseCutCallText(text) : ParseCallText(text);
  if (!parsed.ok()) return parsed.status();
  if (cut) {
    call.text.resize(text.size());
    pending_.emplace(place.thread, std::move(call));
  } else {
    AppendCall(*std::move(parsed), call.entry, place.line);
  }
  return absl::OkStatus();
}

void TraceParser::AppendCall(SystemCall call, const Place& entry,
                             size_t last_line) {
  call.thread = entry.thread;
  call.time = entry.time;
  call.first_line = entry.line;
  call.last_line = last_line;
  trace_.calls_.push_back(std::move(call));
}

void TraceParser::AppendUnreturned(const Pending& call, size_t last_line) {
  // Advance has parsed this text before it kept it.
  AppendCall(ParseCutCallText(call.text).value(), call.entry, last_line);
}

void TraceParser::EndCallOf(pid_t thread, size_t last_line) {
  const auto entry = pending_.extract(thread);
  if (!entry.empty()) AppendUnreturned(entry.mapped(), last_line);
}

absl::Status TraceParser::AddSignal(const Place& place, std::string_view text) {
  if (!TakeSuffix(text, " ---")) return Malformed("no end of ---");
  if (text.starts_with("stopped by SIG")) return absl::OkStatus();
  const size_t space = std::min(text.find(' '), text.size());
  const std::string_view name = text.substr(0, space);
  std::string_view details = text.substr(space);
  if (!name.starts_with("SIG")) return Malformed("no name of a signal");
  if (!TakePrefix(details, " ") || !details.starts_with('{') ||
      !details.ends_with('}')) {
    return Malformed("no details of the signal");
  }
  trace_.signals_.push_back({place.thread, place.time, std::string(name),
                             std::string(details), place.line});
  return absl::OkStatus();
}

absl::Status TraceParser::AddExit(const Place& place, std::string_view text) {
  ThreadExit exit;
  exit.thread = place.thread;
  exit.time = place.time;
  exit.line = place.line;
  if (TakePrefix(text, "exited with ")) {
    exit.status = TakeNumber<int>(text);
    if (!exit.status || !text.empty()) return Malformed("no exit status");
  } else if (TakePrefix(text, "killed by ")) {
    exit.core_dumped = TakeSuffix(text, " (core dumped)");
    exit.signal = text;
    if (!text.starts_with("SIG")) return Malformed("no name of a signal");
  } else {
    return Malformed("neither an exit nor a kill");
  }
  EndCallOf(place.thread, place.line);
  trace_.exits_.push_back(std::move(exit));
  return absl::OkStatus();
}

// execve by a thread that does not lead its process ends all the others, and
// the thread goes on under the leader's id (execve(2)): so does its call.
absl::Status TraceParser::AddSupersession(const Place& place,
                                          std::string_view text) {
  const std::optional<pid_t> caller = TakeNumber<pid_t>(text);
  if (!caller || !text.empty()) return Malformed("no thread id after execve");
  EndCallOf(place.thread, place.line);
  auto execve = pending_.extract(*caller);
  if (execve.empty()) return absl::OkStatus();  // execve is not traced
  execve.key() = place.thread;
  pending_.insert(std::move(execve));
  return absl::OkStatus();
}

void TraceParser::Finish() {
  std::vector<Pending> open;
  for (auto& entry : pending_) open.push_back(std::move(entry.second));
  pending_.clear();
  std::sort(open.begin(), open.end(), [](const Pending& a, const Pending& b) {
    return a.entry.line < b.entry.line;
  });
  for (const Pending& call : open) AppendUnreturned(call, call.entry.line);
}

}  // namespace uds_testing
