// The servers that are compared, and how each is started.
//
//   for (const ServerProgram& program : AllServers(places)) {
//     if (!program.missing.empty()) std::puts(program.missing.c_str());
//   }
//
// Not for starting them: see running_server.h.
#ifndef TOOLS_BENCH_SERVERS_H_
#define TOOLS_BENCH_SERVERS_H_

#include <string>
#include <vector>

namespace tools {

// The socket's file in the directory in which a server is started.
inline constexpr char kSocketName[] = "server.sock";

enum class Protocol { kEcho, kHttp };

struct ServerProgram {
  std::string server = {};  // as tables call it: "nginx"
  std::string about = {};   // what it is: "nginx/1.22.1, one worker"
  Protocol protocol = Protocol::kHttp;

  // The works in which it takes part; see works.h.
  std::vector<std::string> groups = {};

  // Started in a directory of its own, where it makes kSocketName.
  std::vector<std::string> command = {};
  std::string body = "Hello over UDS!";  // of its answer to GET /
  bool closes = false;                   // after its first answer

  // It compiles what it does often while it does it: without a longer warm-up
  // one would measure that.
  bool compiles_late = false;

  // Why it cannot be started here, with the fix; empty if it can.
  std::string missing = {};
};

struct Places {
  std::string bin = ".";         // with labs/01_echo/server and so on
  std::string files = ".";       // with tests/bench/nginx.conf and so on
  std::string go_programs = "";  // with http_server and so on; empty: none
};

// In the order of tables: the floor, ours, and the others.
std::vector<ServerProgram> AllServers(const Places& places);

}  // namespace tools

#endif  // TOOLS_BENCH_SERVERS_H_
