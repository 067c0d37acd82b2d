// Whether stdin, stdout and stderr are open, before anything else is opened.
//
//   if (absl::Status s = uds::CheckStandardStreams(); !s.ok()) return s;
//
// The kernel gives out the lowest free number. Where one of the three is closed
// (`server >&-`), the next socket becomes it, and what a program prints goes to
// whoever is at the other end of that socket.
#ifndef COMMON_OS_STANDARD_STREAMS_H_
#define COMMON_OS_STANDARD_STREAMS_H_

#include "absl/status/status.h"

namespace uds {

// FAILED_PRECONDITION names the first that is closed. Opens nothing itself.
absl::Status CheckStandardStreams();

}  // namespace uds

#endif  // COMMON_OS_STANDARD_STREAMS_H_
