// The end of a trace, for a person who wants to know what a program was doing.
//
//   message += "the last lines of its trace:\n" + LastLines(lines, "SIGSEGV");
//
// Not for evidence on one call: see Trace::Excerpt, which has the same form.
#ifndef COMMON_TESTING_STRACE_LAST_LINES_H_
#define COMMON_TESTING_STRACE_LAST_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace uds_testing {

inline constexpr size_t kMostLastLines = 12;
inline constexpr size_t kMostLastLineBytes = 160;

// At most kMostLastLines of the lines of `lines` from `first` on, each ending
// in a newline; of long ones kMostLastLineBytes, without their middle. Marked
// with
// "> " is the last one, or the one before it where that says only that the
// program was killed (SIGKILL) or, where `signal` was delivered, as "SIGSEGV",
// its last delivery.
std::string LastLines(const std::vector<std::string>& lines, size_t first,
                      std::string_view signal);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_LAST_LINES_H_
