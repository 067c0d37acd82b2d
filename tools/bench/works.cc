#include "tools/bench/works.h"

#include <string_view>

#include "absl/strings/str_format.h"

namespace tools {
namespace {

Work Echo(std::string_view size, size_t bytes, size_t connections) {
  return {.name = absl::StrFormat("echo-%s-%d", std::string(size), connections),
          .title = absl::StrFormat(
              "Echo of %s, connections: %d",
              bytes < 1024 ? absl::StrFormat("%d bytes", bytes)
                           : absl::StrFormat("%d KiB", bytes / 1024),
              connections),
          .group = "echo",
          .connections = connections,
          .echo_bytes = bytes};
}

Work Http(size_t connections) {
  return {.name = absl::StrFormat("http-%d", connections),
          .title = absl::StrFormat("HTTP GET, kept alive, connections: %d",
                                   connections),
          .group = "http",
          .connections = connections};
}

Work H2load(size_t connections) {
  Work work = Http(connections);
  work.name += "-h2load";
  work.title += ", by h2load";
  work.kind = Work::kH2load;
  return work;
}

}  // namespace

std::vector<Work> AllWorks() {
  return {
      Echo("64", 64, 1),
      Echo("64", 64, 32),
      Echo("64k", 64 * 1024, 1),
      Echo("64k", 64 * 1024, 32),
      Http(1),
      Http(32),
      Http(256),
      H2load(1),
      H2load(32),
      H2load(256),
      {.name = "cycle",
       .title = "Connect, credentials, one request, close; 32 at a time",
       .group = "cycle",
       .kind = Work::kCycle,
       .connections = 32},
      {.name = "idle",
       .title = "Connections that do nothing, after one request each",
       .group = "idle",
       .kind = Work::kIdle},
      {.name = "refusal",
       .title = "An allowed client, beside refused ones",
       .group = "refusal",
       .kind = Work::kRefusal},
      {.name = "trace-echo",
       .title = "Traced: echo of 64 bytes, connections: 32",
       .group = "trace-echo",
       .connections = 32},
      {.name = "trace-http",
       .title = "Traced: HTTP GET, kept alive, connections: 32",
       .group = "trace-http",
       .connections = 32},
  };
}

}  // namespace tools
