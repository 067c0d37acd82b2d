// What an idle connection costs the server: memory of its own, and none of the
// kernel's.
//
//   absl::StatusOr<Figures> figures = MeasureIdle(server, 18'000);
//   // *figures->bytes_per_connection
//
// Each connection has had one answer, and then does nothing: what a server
// keeps for it is then seen too. Not for servers that were under load before,
// whose heap is already as large as they ever needed.
#ifndef TOOLS_BENCH_IDLE_H_
#define TOOLS_BENCH_IDLE_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "tools/bench/load.h"
#include "tools/bench/results.h"
#include "tools/bench/running_server.h"

namespace tools {

// How many connections this process may have, at most `wanted`; raises its soft
// limit, which servers that it starts then have too. getrlimit(2)
size_t MakeRoomForConnections(size_t wanted);

// Opens so many connections, each of which gets one answer. They live as long
// as the result.
absl::StatusOr<std::unique_ptr<Load>> OpenAndAsk(const RunningServer& server,
                                                 size_t connections);

// Opens `connections` and looks at the server's memory before and after. Memory
// before is that of a server that has had a few clients.
absl::StatusOr<Figures> MeasureIdle(const RunningServer& server,
                                    size_t connections);

}  // namespace tools

#endif  // TOOLS_BENCH_IDLE_H_
