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
    kLoad,    // connections that stay, see load.h
    kH2load,  // the same, by another client
    kCycle,   // a connection for each request
    kIdle,    // connections that do nothing
    kRefusal  // one client that may come in, beside many that may not
  };

  std::string name;   // "http-32"
  std::string title;  // "HTTP GET, keep-alive, 32 connections"
  std::string group;  // "http"
  Kind kind = kLoad;
  size_t connections = 1;
  size_t echo_bytes = 64;
};

// In the order of tables.
std::vector<Work> AllWorks();

}  // namespace tools

#endif  // TOOLS_BENCH_WORKS_H_
