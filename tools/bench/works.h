// What the servers are made to do.
//
//   for (const Work& work : AllWorks()) std::puts(work.title.c_str());
//
// Which servers take part in a work is said by its group: see servers.h.
#ifndef TOOLS_BENCH_WORKS_H_
#define TOOLS_BENCH_WORKS_H_

#include <cstddef>
#include <string>
#include <vector>

namespace tools {

struct Work {
  enum Kind {
    kLoad,     // connections that stay: see load.h
    kH2load,   // the same, by another client: see h2load.h
    kCycle,    // a connection for each request
    kIdle,     // connections that do nothing: see idle.h
    kRefusal,  // one client that may come in beside others: see refusal.h
  };

  std::string name;   // "http-32"
  std::string title;  // "HTTP GET, kept alive, connections: 32"
  std::string group;  // "http"
  Kind kind = kLoad;
  size_t connections = 1;  // of kLoad, kH2load and kCycle
  size_t echo_bytes = 64;  // where the server echoes
};

// In the order of tables.
std::vector<Work> AllWorks();

}  // namespace tools

#endif  // TOOLS_BENCH_WORKS_H_
