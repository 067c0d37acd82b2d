// What the client's command line asks for, as a request.
//
//   MakeRequest({.location = "/notes", .data = "buy milk"});  // a POST
//
// Its parts are those of curl(1). Not for the flags about the answer.
#ifndef LABS_02_HTTP_COMMAND_H_
#define LABS_02_HTTP_COMMAND_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/http/fetch_request.h"

namespace lab {

struct Command {
  std::string location;     // see location.h
  std::string method = {};  // empty: GET, or POST where there is a body
  std::string data = {};    // the body; "@-" is stdin; empty: none
  std::string header = {};  // "Name: value"; empty: none
};

// INVALID_ARGUMENT where the location or the header is none, and for the "@" of
// a file, which would have to be opened. SerializeHead looks at the rest.
absl::StatusOr<uds::http::FetchRequest> MakeRequest(const Command& command);

}  // namespace lab

#endif  // LABS_02_HTTP_COMMAND_H_
