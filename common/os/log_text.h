// Text that a stranger chose, made safe for a line of a log.
//
//   Log("target=" + uds::QuotedForLog("/a\n\"b"));  // target="/a\n\"b"
//
// Without it, a newline in a request forges a line of its own, a quote ends the
// field that it stands in, and an escape sequence drives the terminal of
// whoever reads the log. Not for secrets: those do not belong in a log at all.
#ifndef COMMON_OS_LOG_TEXT_H_
#define COMMON_OS_LOG_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace uds {

// Of a longer text only the beginning is shown.
inline constexpr size_t kMostBytesQuotedForLog = 256;

// `text` in double quotes, as printable ASCII without a newline: such bytes
// stay as they are, but for `"` and `\`, which get a backslash; the others
// become \n, \r, \t or \xHH. What was cut off shows as "..." behind the closing
// quote. The result has at most 4 * kMostBytesQuotedForLog + 5 bytes.
std::string QuotedForLog(std::string_view text);

}  // namespace uds

#endif  // COMMON_OS_LOG_TEXT_H_
