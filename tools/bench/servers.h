// The servers that are compared.
//
//   for (const ServerProgram& program : AllServers(places)) {
//     if (!program.missing.empty()) std::puts(program.missing.c_str());
//   }
#ifndef TOOLS_BENCH_SERVERS_H_
#define TOOLS_BENCH_SERVERS_H_

#include <vector>

#include "tools/bench/server_program.h"  // IWYU pragma: export

namespace tools {

// In the order of tables: the floor, ours, and the others; at last ours as they
// are traced.
std::vector<ServerProgram> AllServers(const Places& places);

}  // namespace tools

#endif  // TOOLS_BENCH_SERVERS_H_
