// The floor and ours, as they are measured. See servers.h.
#ifndef TOOLS_BENCH_OUR_SERVERS_H_
#define TOOLS_BENCH_OUR_SERVERS_H_

#include <vector>

#include "tools/bench/server_program.h"

namespace tools {

std::vector<ServerProgram> FloorServers(const Places& places);

// With the log off, and with it on beside, where a lab has one.
std::vector<ServerProgram> OurServers(const Places& places);

// Ours as learners run them: under strace(1) in several ways, and without.
std::vector<ServerProgram> TracedServers(const Places& places);

}  // namespace tools

#endif  // TOOLS_BENCH_OUR_SERVERS_H_
