// One run of a lab's real programs, with what it shows.
//
//   absl::StatusOr<Demonstration> shown = Demonstrate(lab);
//   // shown->server_lines: "bind(4, {sa_family=AF_UNIX, ...}, 24) = 0", ...
#ifndef TOOLS_RUN_DEMONSTRATION_H_
#define TOOLS_RUN_DEMONSTRATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/run/lab_directory.h"
#include "tools/verdicts/verdicts.h"

namespace tools {

struct Demonstration {
  std::string socket_path;
  std::vector<std::string> server_lines;  // of the trace, as strace has them
  std::string server_output;              // stdout, then stderr
  std::vector<std::string> client_lines;
  std::string client_output;
  std::string stat_command;
  std::string stat_output;
  std::string ss_line;  // of ss -xl
  std::vector<Verdict> verdicts;
};

// Starts the server under strace, looks at its socket, runs the client, ends
// the server, and lets the contract judge both. Takes a few seconds. An error
// where something that has to be shown could not be; a broken clause is none.
// `whole_life`: see Subject.
absl::StatusOr<Demonstration> Demonstrate(const LabDirectory& lab,
                                          bool whole_life);

}  // namespace tools

#endif  // TOOLS_RUN_DEMONSTRATION_H_
