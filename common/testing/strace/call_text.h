// Reads the text of one system call, as it stands on a line of a trace after
// the thread and the time.
//
//   ParseCallText("listen(3, 128)          = 0")->value  // 0
//   ParseCutCallText("read(3, ")->args                   // {"3"}
//
// Part of the parser (parser.h), which adds thread, time and lines. Not for
// signals, exits, or a call in two pieces: join them first.
#ifndef COMMON_TESTING_STRACE_CALL_TEXT_H_
#define COMMON_TESTING_STRACE_CALL_TEXT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "common/testing/strace/event.h"

namespace uds_testing {

// A whole call, with its result. INVALID_ARGUMENT says what is wrong with it.
absl::StatusOr<SystemCall> ParseCallText(std::string_view text);

// A call that was entered and has no result: name and arguments so far, with
// `returned` false. INVALID_ARGUMENT if there is no name and parenthesis.
absl::StatusOr<SystemCall> ParseCutCallText(std::string_view text);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_CALL_TEXT_H_
