// The rows of requests.txt, which says what they are.
//
//   absl::StatusOr<std::vector<RequestRow>> rows = ParseRequestTable(
//       "plain GET | 2.1 | accept 0 | GET / HTTP/1.1\\r\\nHost:
//       x\\r\\n\\r\\n");
//   rows->at(0).bytes;  // with a CR and an LF at the end of each line
#ifndef TESTS_DIFFERENTIAL_REQUEST_TABLE_H_
#define TESTS_DIFFERENTIAL_REQUEST_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace differential {

enum class Demand { kAccept, kRefuse, kEither };

struct RequestRow {
  std::string name;
  std::string section;  // of RFC 9112, or "9110:10.1.1"
  Demand demand = Demand::kEither;

  // If kAccept: the lengths of the bodies, and whether a refusal follows.
  std::vector<size_t> bodies;
  bool then_refused = false;

  std::string bytes;
  std::string why;  // ours is right where others do otherwise; may be empty
};

// INVALID_ARGUMENT names the line that is none: see requests.txt. Names are
// unique.
absl::StatusOr<std::vector<RequestRow>> ParseRequestTable(
    std::string_view text);

}  // namespace differential

#endif  // TESTS_DIFFERENTIAL_REQUEST_TABLE_H_
