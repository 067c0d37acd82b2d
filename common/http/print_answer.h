// One GET for a person at a terminal: the answer's body on stdout, or an error
// that says what to do.
//
//   absl::Status status = uds::http::PrintAnswer(*std::move(socket), "/");
//   // PERMISSION_DENIED: "refused by the server: it closed the connection
//   // without an answer, as it does with whom it does not allow (or ..."
//
// Not for programs that look at the answer: those call Fetch.
#ifndef COMMON_HTTP_PRINT_ANSWER_H_
#define COMMON_HTTP_PRINT_ANSWER_H_

#include <string>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"

namespace uds::http {

// `socket` is connected and non-blocking; it is closed at the end. Blocks until
// the answer is complete, and prints it as it comes. PERMISSION_DENIED if the
// server closes without a word (which one that ends may do as well), UNKNOWN
// for a status other than 200; else an error of Fetch, or of writing to stdout.
absl::Status PrintAnswer(UniqueFd socket, std::string target);

}  // namespace uds::http

#endif  // COMMON_HTTP_PRINT_ANSWER_H_
