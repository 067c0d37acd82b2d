#include "tools/bench/works.h"

namespace tools {

std::vector<Work> AllWorks() {
  return {
      {.name = "echo-64-1",
       .title = "Echo of 64 bytes, 1 connection",
       .group = "echo"},
      {.name = "echo-64-32",
       .title = "Echo of 64 bytes, 32 connections",
       .group = "echo",
       .connections = 32},
      {.name = "echo-64k-1",
       .title = "Echo of 64 KiB, 1 connection",
       .group = "echo",
       .echo_bytes = 64 * 1024},
      {.name = "echo-64k-32",
       .title = "Echo of 64 KiB, 32 connections",
       .group = "echo",
       .connections = 32,
       .echo_bytes = 64 * 1024},
      {.name = "http-1",
       .title = "HTTP GET, keep-alive, 1 connection",
       .group = "http"},
      {.name = "http-32",
       .title = "HTTP GET, keep-alive, 32 connections",
       .group = "http",
       .connections = 32},
      {.name = "http-256",
       .title = "HTTP GET, keep-alive, 256 connections",
       .group = "http",
       .connections = 256},
      {.name = "cycle",
       .title = "Connect, credentials, one request, close",
       .group = "cycle",
       .kind = Work::kCycle,
       .connections = 32},
  };
}

}  // namespace tools
