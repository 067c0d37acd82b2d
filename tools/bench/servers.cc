#include "tools/bench/servers.h"

#include <unistd.h>

#include <filesystem>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/testing/strace/strace_command.h"
#include "tests/interop/others.h"

namespace tools {
namespace {

using Words = std::vector<std::string>;

constexpr char kAuthorized[] = "You are authorized!\n";

// Servers of the system lie where the PATH of most users does not lead.
std::string Find(const std::string& name) {
  std::string found = interop::InPath(name);
  const std::string system = "/usr/sbin/" + name;
  if (found.empty() && ::access(system.c_str(), X_OK) == 0) found = system;
  return found;
}

// The first line that `program` says of its version.
std::string Version(const std::string& program, const std::string& option) {
  const interop::Finished said = interop::RunToEnd({program, option});
  const std::string text = said.output + said.errors;
  return text.substr(0, text.find('\n'));
}

class Catalogue {
 public:
  explicit Catalogue(const Places& places) : places_(places) {}

  void AddFloor() {
    const std::string floor = Built("tests/bench/floor");
    const std::string about = "a bare loop of system calls that parses nothing";
    Add({.server = "floor",
         .about = about,
         .protocol = Protocol::kEcho,
         .groups = {"echo"},
         .command = {floor, "echo", kSocketName}});
    Add({.server = "floor",
         .about = about,
         .groups = {"http"},
         .command = {floor, "http", kSocketName}});
    Add({.server = "floor",
         .about = "a bare loop that takes one client at a time, without epoll",
         .groups = {"cycle"},
         .command = {floor, "cycle", kSocketName},
         .closes = true});
    Add({.server = "floor-epoll",
         .about = "the same for many clients at a time",
         .groups = {"cycle"},
         .command = {floor, "cycle-epoll", kSocketName}});
  }

  void AddOurs() {
    const std::string socket = absl::StrFormat("--socket=%s", kSocketName);
    const Words echo = {Built("labs/01_echo/server"), socket};
    const Words http = {Built("labs/02_http/server"), socket, "--nolog"};
    Add({.server = "ours",
         .about = "lab 01",
         .protocol = Protocol::kEcho,
         .groups = {"echo", "idle"},
         .command = echo});
    Add({.server = "ours",
         .about = "lab 02, without its log",
         .groups = {"http", "cycle"},
         .command = http});
    Add({.server = "ours-log",
         .about = "lab 02, with its log in a file",
         .groups = {"http"},
         .command = Logging({Built("labs/02_http/server"), socket})});
    Words auth = {Built("labs/04_auth_listener/server"), socket, "--mode=0666"};
    Add({.server = "ours-log",
         .about = "lab 04, with its log in a file",
         .groups = {"cycle", "refusal"},
         .command = Logging(auth),
         .body = kAuthorized});
    auth.push_back("--nolog");
    Add({.server = "ours-auth",
         .about = "lab 04, without its log",
         .groups = {"cycle", "idle", "refusal"},
         .command = auth,
         .body = kAuthorized});
  }

  // Both of ours as learners run them: see common/testing/strace.
  void AddTraced() {
    const std::string filter =
        absl::StrFormat("trace=%s", uds_testing::kTracedCalls);
    AddTraced("untraced", "not traced", {});
    AddTraced("strace", "under strace -f", {"-f"});
    AddTraced("filtered", "strace -f, only the calls that contracts look at",
              {"-f", "-e", filter});
    AddTraced("seccomp", "the same, with --seccomp-bpf: as contracts do",
              {"-f", "--seccomp-bpf", "-e", filter});
  }

  void AddGo() {
    AddGoProgram("http_server", {"http", "idle"}, {});
    AddGoProgram("echo_server", {"echo"}, {.protocol = Protocol::kEcho});
    AddGoProgram("auth_server", {"cycle", "refusal"}, {.body = kAuthorized});
  }

  void AddOthers() {
    AddOther("nginx", "nginx-light", "-v", {"http", "cycle", "idle"},
             {"-p", ".", "-e", "error.log", "-c", File("nginx.conf")});
    AddOther("haproxy", "haproxy", "-v", {"http"},
             {"-q", "-f", File("haproxy.cfg")});
    AddOther("node", "nodejs", "--version", {"http", "idle"},
             {File("node_http.js"), kSocketName});
    programs_.back().compiles_late = true;
    AddOther("python3", "python3", "--version", {"http", "idle"},
             {File("asyncio_http.py"), kSocketName});
    programs_.back().server = "asyncio";
    AddOther("python3", "python3", "--version", {"echo"},
             {File("asyncio_echo.py"), kSocketName}, Protocol::kEcho);
    programs_.back().server = "asyncio";
    AddOther("socat", "socat", "-V", {"echo"},
             {absl::StrFormat("UNIX-LISTEN:%s,fork,backlog=4096", kSocketName),
              "PIPE"},
             Protocol::kEcho);
    programs_.back().about = "socat, a process for each connection";
  }

  std::vector<ServerProgram> Take() { return std::move(programs_); }

 private:
  void Add(ServerProgram program) { programs_.push_back(std::move(program)); }

  // A server finds nothing relative: it is started in another directory.
  std::string Built(const std::string& path) const {
    return std::filesystem::absolute(places_.bin + "/" + path);
  }
  std::string File(const std::string& name) const {
    return std::filesystem::absolute(places_.files + "/tests/bench/" + name);
  }

  // Its stderr goes to a file beside its socket.
  static Words Logging(const Words& command) {
    Words shell = {"/bin/sh", "-c", "exec \"$@\" 2>log", "sh"};
    shell.insert(shell.end(), command.begin(), command.end());
    return shell;
  }

  void AddTraced(const std::string& server, const std::string& about,
                 const Words& options) {
    for (const bool echo : {true, false}) {
      ServerProgram program;
      program.server = server;
      program.about = about;
      if (!options.empty()) {
        program.missing = interop::WhyMissing("strace", "strace");
        program.command = {"strace", "-o", "/dev/null"};
        program.command.insert(program.command.end(), options.begin(),
                               options.end());
      }
      const std::string socket = absl::StrFormat("--socket=%s", kSocketName);
      if (echo) {
        program.protocol = Protocol::kEcho;
        program.groups = {"trace-echo"};
        program.command.insert(program.command.end(),
                               {Built("labs/01_echo/server"), socket});
      } else {
        program.groups = {"trace-http"};
        program.command.insert(
            program.command.end(),
            {Built("labs/02_http/server"), socket, "--nolog"});
      }
      Add(std::move(program));
    }
  }

  void AddGoProgram(const std::string& name, const Words& groups,
                    ServerProgram program) {
    program.server = "go";
    program.groups = groups;
    program.missing = interop::WhyMissing("go", "golang-go");
    if (program.missing.empty() && places_.go_programs.empty()) {
      program.missing = "go programs are not built: ./lab bench builds them";
    }
    if (program.missing.empty()) {
      program.about = Version(Find("go"), "version") + ", " + name + ".go";
      const std::string file =
          std::filesystem::absolute(places_.go_programs + "/" + name);
      program.command = Logging({file, kSocketName});
      if (name == "auth_server") {
        program.command.push_back(std::to_string(::geteuid()));
      }
    }
    Add(std::move(program));
  }

  void AddOther(const std::string& name, const std::string& package,
                const std::string& version_option, const Words& groups,
                const Words& arguments, Protocol protocol = Protocol::kHttp) {
    ServerProgram program;
    program.server = name;
    program.protocol = protocol;
    program.groups = groups;
    const std::string found = Find(name);
    if (found.empty()) {
      program.missing = interop::WhyMissing(name, package);
    } else {
      program.about = Version(found, version_option);
      program.command = {found};
      program.command.insert(program.command.end(), arguments.begin(),
                             arguments.end());
    }
    Add(std::move(program));
  }

  const Places places_;
  std::vector<ServerProgram> programs_;
};

}  // namespace

std::vector<ServerProgram> AllServers(const Places& places) {
  Catalogue catalogue(places);
  catalogue.AddFloor();
  catalogue.AddOurs();
  catalogue.AddOthers();
  catalogue.AddGo();
  catalogue.AddTraced();
  return catalogue.Take();
}

}  // namespace tools
