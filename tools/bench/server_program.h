// A server that can be measured: what it is, how it is started, and what a
// right answer of it is.
//
//   const ServerProgram floor = {
//       .server = "floor",
//       .protocol = Protocol::kEcho,
//       .groups = {"echo"},
//       .command = {Built(places, "tests/bench/floor"), "echo", kSocketName}};
//
// Not a list of them: see servers.h. Not started yet: see running_server.h.
#ifndef TOOLS_BENCH_SERVER_PROGRAM_H_
#define TOOLS_BENCH_SERVER_PROGRAM_H_

#include <string>
#include <vector>

namespace tools {

// The socket's file in the directory in which a server is started.
inline constexpr char kSocketName[] = "server.sock";

// What lab 04, and the article's server like it, answer whom they let in.
inline constexpr char kAuthorized[] = "You are authorized!\n";

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

// The absolute path of a program or of a file: a server finds nothing relative,
// as it is started elsewhere.
std::string Built(const Places& places, const std::string& path);
std::string File(const Places& places, const std::string& path);

// The command that runs `command` with its stderr in the file `log`, beside its
// socket.
std::vector<std::string> Logging(const std::vector<std::string>& command);

// "--socket=server.sock", as all labs have it.
std::string SocketFlag();

}  // namespace tools

#endif  // TOOLS_BENCH_SERVER_PROGRAM_H_
