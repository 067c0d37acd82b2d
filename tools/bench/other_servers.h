// The servers of others, as far as they are installed. See servers.h.
#ifndef TOOLS_BENCH_OTHER_SERVERS_H_
#define TOOLS_BENCH_OTHER_SERVERS_H_

#include <vector>

#include "tools/bench/server_program.h"

namespace tools {

std::vector<ServerProgram> OtherServers(const Places& places);

// The articles' servers, where they are built.
std::vector<ServerProgram> GoServers(const Places& places);

}  // namespace tools

#endif  // TOOLS_BENCH_OTHER_SERVERS_H_
