// What a program printed, made fit to be read by a person in a message.
//
//   message += "on stderr it said: " + ForPeople(child->errors());
//
// A judged program may print gigabytes, or escape sequences that drive the
// terminal of whoever reads them. Not for one line of a log: see QuotedForLog
// in common/os/log_text.h.
#ifndef COMMON_TESTING_FOR_PEOPLE_H_
#define COMMON_TESTING_FOR_PEOPLE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace uds_testing {

// So much of a text is shown.
inline constexpr size_t kMostShown = 2048;

// The first kMostShown bytes of `text`: printable ASCII and newlines stay as
// they are, all else is \t, \r or \xHH. What is left out is counted behind it:
// "... (70000 bytes more)". Newlines at the end are left out.
std::string ForPeople(std::string_view text);

// What a program printed on stdout and stderr, as one or two lines: `on stderr
// it said: ...`, or that it printed nothing.
std::string PrintedForPeople(std::string_view output, std::string_view errors);

}  // namespace uds_testing

#endif  // COMMON_TESTING_FOR_PEOPLE_H_
