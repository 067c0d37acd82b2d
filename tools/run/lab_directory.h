// A lab as it lies built: its programs, and what is to be shown of it.
//
//   absl::StatusOr<std::vector<LabDirectory>> labs =
//       FindLabs("bazel-bin/labs", {"01"});
#ifndef TOOLS_RUN_LAB_DIRECTORY_H_
#define TOOLS_RUN_LAB_DIRECTORY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace tools {

struct LabDirectory {
  std::string name;   // of the folder: "01_echo"
  std::string title;  // the first heading of its README.md
  std::string server;
  std::string client;
  std::string contract_test;

  // From demonstration.json: whether the server is activated by a socket,
  // arguments of the client, and the system calls that
  // carry the lesson. See labs/lab.bzl.
  bool activated = false;
  std::vector<std::string> client_args;
  std::vector<std::string> server_calls;
  std::vector<std::string> client_calls;
};

// The labs under `built` ("bazel-bin/labs"), sorted: those that `wanted` names,
// as "01", "1" or "01_echo", or all if it is empty. Their READMEs are under
// "labs", where we are. NOT_FOUND names the labs that there are.
absl::StatusOr<std::vector<LabDirectory>> FindLabs(
    const std::string& built, const std::vector<std::string>& wanted);

}  // namespace tools

#endif  // TOOLS_RUN_LAB_DIRECTORY_H_
