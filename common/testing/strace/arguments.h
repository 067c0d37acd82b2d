// Reads the text of a system call's arguments.
//
//   FieldOf(bind.args[1], "sun_path")         // "\"echo.sock\""
//   ParseQuoted("\"ping\\n\"")->bytes         // ping, newline
//   ParseUcred("{pid=12, uid=1000, gid=100}")->uid  // 1000
//
// Not for strace's -y, whose unquoted paths (3</a,b>) may hold any bracket or
// comma. Not for symbolic constants: "O_RDWR|O_CLOEXEC" stays text.
#ifndef COMMON_TESTING_STRACE_ARGUMENTS_H_
#define COMMON_TESTING_STRACE_ARGUMENTS_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/strace/quoted.h"  // IWYU pragma: export

namespace uds_testing {

// The first `wanted` in `text` at or after `from` that is outside of "strings",
// {structs}, [arrays], (parentheses) and /* comments */; npos if there is none.
size_t FindAtTopLevel(std::string_view text, char wanted, size_t from = 0);

// The parts of `text` between top-level commas, without the spaces around
// them. Empty parts at the end are none: a call that never returned is cut
// after a comma ("3, ").
std::vector<std::string> SplitArguments(std::string_view text);

using Field = std::pair<std::string, std::string>;

// The names and values of a struct, in order: "{pid=1, uid=0}" has two. A part
// without a name ("...") has an empty one. In "{a=1} => {a=2}", which strace
// writes for a struct that the kernel changed, the first. Anything else has no
// fields.
std::vector<Field> ParseFields(std::string_view argument);

// The value of one field; none if there is no such field.
std::optional<std::string> FieldOf(std::string_view argument,
                                   std::string_view name);

// A whole decimal, 0x hexadecimal or 0 octal number, as strace writes them. An
// unsigned one above INT64_MAX (a high address) keeps its 64 bits, and so is
// negative. INVALID_ARGUMENT for other text.
absl::StatusOr<int64_t> ParseInt(std::string_view text);

// What SO_PEERCRED tells, see unix(7).
struct Ucred {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;

  friend bool operator==(const Ucred&, const Ucred&) = default;
};

// INVALID_ARGUMENT unless `argument` is a struct with those three fields.
absl::StatusOr<Ucred> ParseUcred(std::string_view argument);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_ARGUMENTS_H_
