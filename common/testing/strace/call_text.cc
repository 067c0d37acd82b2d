#include "common/testing/strace/call_text.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "common/testing/strace/arguments.h"
#include "common/testing/strace/take.h"

namespace uds_testing {
namespace {

constexpr auto kNpos = std::string_view::npos;

bool IsNameChar(char c) {
  // "???" is strace's name for a call that it could not read.
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '?';
}

// Sets the name; the index of the parenthesis after it.
absl::StatusOr<size_t> ReadName(std::string_view text, SystemCall* call) {
  const size_t open = text.find('(');
  if (open == kNpos || open == 0 ||
      !std::all_of(text.begin(), text.begin() + open, IsNameChar)) {
    return absl::InvalidArgumentError("no name of a system call");
  }
  call->name = text.substr(0, open);
  return open;
}

// The word at the front of `text`: ENOENT of " ENOENT (No such file)".
std::string_view FirstWord(std::string_view text) {
  const size_t begin = text.find_first_not_of(' ');
  if (begin == kNpos) return {};
  return text.substr(begin, text.find(' ', begin) - begin);
}

// The name of the error in what follows "-1" or "?".
std::string ErrorIn(std::string_view rest) {
  const std::string_view word = FirstWord(rest);
  if (word.starts_with('E')) return std::string(word);
  // An errno without a name: "-1 (errno 599)".
  if (word != "(errno") return "";
  const size_t begin = rest.find("errno");
  return std::string(rest.substr(begin, rest.find(')') - begin));
}

// "(INJECTED)", or "(INJECTED: args)" where the memory behind an argument was
// overwritten, stands at the end; "(DELAYED)" may follow.
bool IsInjected(std::string_view result) {
  TakeSuffix(result, " (DELAYED)");
  const size_t mark = result.rfind(" (INJECTED");
  return mark != kNpos && result.find(')', mark) == result.size() - 1;
}

absl::Status ReadNumber(std::string_view result, SystemCall* call) {
  // What follows is " (flags ...)", " ENOENT ...", or with -y a path: "3</a>".
  const size_t end = std::min(result.find_first_of(" <"), result.size());
  const absl::StatusOr<int64_t> value = ParseInt(result.substr(0, end));
  if (!value.ok()) return absl::InvalidArgumentError("no result");
  call->value = *value;
  if (*value < 0) call->error = ErrorIn(result.substr(end));
  return absl::OkStatus();
}

absl::Status ReadResult(std::string_view result, SystemCall* call) {
  call->result = result;
  call->injected = IsInjected(result);
  if (!result.starts_with('?')) return ReadNumber(result, call);
  // "? ERESTARTSYS (...)": a signal got in between, and the kernel may enter
  // the call once more (signal(7)). A bare "?": the thread died in the call.
  call->error = ErrorIn(result.substr(1));
  call->returned = !call->error.empty();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SystemCall> ParseCallText(std::string_view text) {
  SystemCall call;
  const absl::StatusOr<size_t> open = ReadName(text, &call);
  if (!open.ok()) return open.status();
  const size_t close = FindAtTopLevel(text, ')', *open + 1);
  if (close == kNpos) return absl::InvalidArgumentError("no end of arguments");
  std::string_view args = text.substr(*open + 1, close - *open - 1);
  // The thread died in the call: "read(3,  <unfinished ...>) = ?".
  TakeSuffix(args, " <unfinished ...>");
  call.args = SplitArguments(args);
  // A second mark, or one with a space behind, is none of strace's: printed, it
  // would read as the first kind.
  if (!call.args.empty() && call.args.back().ends_with("<unfinished ...>")) {
    return absl::InvalidArgumentError("\"<unfinished ...>\" is no argument");
  }

  const size_t equals = text.find_first_not_of(' ', close + 1);
  if (equals == kNpos || text.substr(equals, 2) != "= ") {
    return absl::InvalidArgumentError("no \"= \" after the arguments");
  }
  const absl::Status status = ReadResult(text.substr(equals + 2), &call);
  if (!status.ok()) return status;
  return call;
}

absl::StatusOr<SystemCall> ParseCutCallText(std::string_view text) {
  SystemCall call;
  const absl::StatusOr<size_t> open = ReadName(text, &call);
  if (!open.ok()) return open.status();
  call.args = SplitArguments(text.substr(*open + 1));
  call.returned = false;
  return call;
}

}  // namespace uds_testing
