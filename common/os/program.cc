#include "common/os/program.h"

#include <csignal>
#include <cstdio>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "common/os/standard_streams.h"

namespace uds {

int RunProgram(int argc, char** argv, const Program& program) {
  absl::SetProgramUsageMessage(program.usage);
  const std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  const std::vector<std::string> words(rest.begin() + 1, rest.end());
  if (!words.empty() && !program.takes_words) {
    std::fprintf(stderr, "%s: unexpected argument \"%s\"; see --help\n",
                 program.name.c_str(), words[0].c_str());
    return 2;
  }
  // Whoever reads our output may go away; that must not kill us.
  std::signal(SIGPIPE, SIG_IGN);
  absl::Status status = CheckStandardStreams();
  if (status.ok()) status = program.run(words);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s: %s\n", program.name.c_str(),
               std::string(status.message()).c_str());
  return 1;
}

}  // namespace uds
