// What every program does around its own work: flags, standard streams, and how
// it ends.
//
//   int main(int argc, char** argv) {
//     return uds::RunProgram(
//         argc, argv,
//         {.name = "server",
//          .usage = "echoes what clients send over a Unix domain socket",
//          .run = [](const std::vector<std::string>&) { return Serve(); }});
//   }
//
// Not for programs with exit statuses of their own.
#ifndef COMMON_OS_PROGRAM_H_
#define COMMON_OS_PROGRAM_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace uds {

struct Program {
  std::string name;   // stands before what it says on stderr
  std::string usage;  // for --help

  // Gets the words that are no flags.
  std::function<absl::Status(const std::vector<std::string>& words)> run;

  // Where false, such a word is an error.
  bool takes_words = false;
};

// Reads the flags, checks the standard streams, ignores SIGPIPE, and runs it.
// Returns main's exit status: 0, or 1 with the error on stderr, or 2 for a word
// that is not taken. A bad flag ends the process, with 1.
int RunProgram(int argc, char** argv, const Program& program);

}  // namespace uds

#endif  // COMMON_OS_PROGRAM_H_
