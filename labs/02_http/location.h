// What a client is to ask for, as one says it on a command line.
//
//   ParseLocation("/containers/json");
//   ParseLocation("http://localhost/containers/json");   // the same
//
// Not for URLs in general: the socket is not part of it, and "https:" has no
// meaning here.
#ifndef LABS_02_HTTP_LOCATION_H_
#define LABS_02_HTTP_LOCATION_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace lab {

struct Location {
  std::string host;    // "localhost" where none is named
  std::string target;  // "/containers/json?all=1"
};

// A path with its query, or an "http:" URL, whose host is said to the server
// and leads nowhere; "#..." stays here. INVALID_ARGUMENT for anything else.
absl::StatusOr<Location> ParseLocation(std::string_view text);

}  // namespace lab

#endif  // LABS_02_HTTP_LOCATION_H_
