#include "tools/bench/our_servers.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/strace/strace_command.h"
#include "tests/interop/others.h"

namespace tools {
namespace {

using Words = std::vector<std::string>;

Words Join(const Words& first, const Words& second) {
  Words all = first;
  all.insert(all.end(), second.begin(), second.end());
  return all;
}

// Lab 01 and lab 02 behind `prefix`.
std::vector<ServerProgram> Traced(const Places& places, std::string server,
                                  std::string about, const Words& prefix) {
  const std::string missing =
      prefix.empty() ? "" : interop::WhyMissing("strace", "strace");
  return {{.server = server,
           .about = about,
           .protocol = Protocol::kEcho,
           .groups = {"trace-echo"},
           .command = Join(
               prefix, {Built(places, "labs/01_echo/server"), SocketFlag()}),
           .missing = missing},
          {.server = server,
           .about = about,
           .groups = {"trace-http"},
           .command = Join(prefix, {Built(places, "labs/02_http/server"),
                                    SocketFlag(), "--nolog"}),
           .missing = missing}};
}

}  // namespace

std::vector<ServerProgram> FloorServers(const Places& places) {
  const std::string floor = Built(places, "tests/bench/floor");
  const std::string about = "a bare loop of system calls that parses nothing";
  return {
      {.server = "floor",
       .about = about,
       .protocol = Protocol::kEcho,
       .groups = {"echo"},
       .command = {floor, "echo", kSocketName}},
      {.server = "floor",
       .about = about,
       .groups = {"http"},
       .command = {floor, "http", kSocketName}},
      {.server = "floor",
       .about = "a bare loop that takes one client at a time, without epoll",
       .groups = {"cycle"},
       .command = {floor, "cycle", kSocketName},
       .closes = true},
      {.server = "floor-epoll",
       .about = "the same for many clients at a time",
       .groups = {"cycle"},
       .command = {floor, "cycle-epoll", kSocketName}}};
}

std::vector<ServerProgram> OurServers(const Places& places) {
  const Words http = {Built(places, "labs/02_http/server"), SocketFlag()};
  const Words auth = {Built(places, "labs/04_auth_listener/server"),
                      SocketFlag(), "--mode=0666"};
  return {{.server = "ours",
           .about = "lab 01",
           .protocol = Protocol::kEcho,
           .groups = {"echo", "idle"},
           .command = {Built(places, "labs/01_echo/server"), SocketFlag()}},
          {.server = "ours",
           .about = "lab 02, without its log",
           .groups = {"http", "cycle"},
           .command = Join(http, {"--nolog"})},
          {.server = "ours-log",
           .about = "lab 02, with its log in a file",
           .groups = {"http"},
           .command = Logging(http)},
          {.server = "ours-auth",
           .about = "lab 04, without its log",
           .groups = {"cycle", "idle", "refusal"},
           .command = Join(auth, {"--nolog"}),
           .body = kAuthorized},
          {.server = "ours-log",
           .about = "lab 04, with its log in a file",
           .groups = {"cycle", "refusal"},
           .command = Logging(auth),
           .body = kAuthorized}};
}

// What contracts trace: see common/testing/strace/strace_command.h.
std::vector<ServerProgram> TracedServers(const Places& places) {
  const std::string filter = absl::StrCat("trace=", uds_testing::kTracedCalls);
  const Words strace = {"strace", "-o", "/dev/null", "-f"};
  std::vector<ServerProgram> all;
  for (const std::vector<ServerProgram>& two :
       {Traced(places, "untraced", "not traced", {}),
        Traced(places, "strace", "under strace -f", strace),
        Traced(places, "filtered",
               "strace -f, only the calls that contracts look at",
               Join(strace, {"-e", filter})),
        Traced(places, "seccomp",
               "the same, with --seccomp-bpf: as contracts do",
               Join(strace, {"--seccomp-bpf", "-e", filter}))}) {
    all.insert(all.end(), two.begin(), two.end());
  }
  return all;
}

}  // namespace tools
