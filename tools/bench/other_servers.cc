#include "tools/bench/other_servers.h"

#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/interop/others.h"

namespace tools {
namespace {

using Words = std::vector<std::string>;

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

// How to run the program `name` of `package` with `arguments`, and its version,
// which it tells to `version_option`; or why it is missing.
struct Installed {
  std::string name;
  std::string package;
  std::string version_option;
};
ServerProgram Run(const Installed& installed, const Words& arguments) {
  ServerProgram program = {.server = installed.name};
  const std::string found = Find(installed.name);
  if (found.empty()) {
    program.missing = interop::WhyMissing(installed.name, installed.package);
    return program;
  }
  program.about = Version(found, installed.version_option);
  program.command = {found};
  program.command.insert(program.command.end(), arguments.begin(),
                         arguments.end());
  return program;
}

ServerProgram Nginx(const Places& places) {
  ServerProgram nginx = Run({"nginx", "nginx-light", "-v"},
                            {"-p", ".", "-e", "error.log", "-c",
                             File(places, "tests/bench/nginx.conf")});
  nginx.groups = {"http", "cycle", "idle"};
  return nginx;
}

ServerProgram Haproxy(const Places& places) {
  ServerProgram haproxy =
      Run({"haproxy", "haproxy", "-v"},
          {"-q", "-f", File(places, "tests/bench/haproxy.cfg")});
  haproxy.groups = {"http"};
  return haproxy;
}

ServerProgram Node(const Places& places) {
  ServerProgram node =
      Run({"node", "nodejs", "--version"},
          {File(places, "tests/bench/node_http.js"), kSocketName});
  node.groups = {"http", "idle"};
  node.compiles_late = true;
  return node;
}

ServerProgram Asyncio(const Places& places, Protocol protocol) {
  const bool echo = protocol == Protocol::kEcho;
  const std::string script =
      echo ? "tests/bench/asyncio_echo.py" : "tests/bench/asyncio_http.py";
  ServerProgram asyncio = Run({"python3", "python3", "--version"},
                              {File(places, script), kSocketName});
  asyncio.server = "asyncio";
  asyncio.protocol = protocol;
  asyncio.groups = echo ? Words{"echo"} : Words{"http", "idle"};
  return asyncio;
}

ServerProgram Socat() {
  ServerProgram socat =
      Run({"socat", "socat", "-V"},
          {absl::StrCat("UNIX-LISTEN:", kSocketName, ",fork,backlog=4096"),
           "PIPE"});
  socat.about = "socat, a process for each connection";
  socat.protocol = Protocol::kEcho;
  socat.groups = {"echo"};
  return socat;
}

ServerProgram Go(const Places& places, const std::string& name) {
  ServerProgram go = {.server = "go",
                      .missing = interop::WhyMissing("go", "golang-go")};
  if (go.missing.empty() && places.go_programs.empty()) {
    go.missing = "the servers in Go are not built: ./lab bench builds them";
  }
  if (!go.missing.empty()) return go;
  go.about = absl::StrCat(Version(Find("go"), "version"), ", ", name, ".go");
  go.command =
      Logging({std::filesystem::absolute(places.go_programs + "/" + name),
               kSocketName});
  return go;
}

}  // namespace

std::vector<ServerProgram> OtherServers(const Places& places) {
  return {Nginx(places),
          Haproxy(places),
          Node(places),
          Asyncio(places, Protocol::kHttp),
          Asyncio(places, Protocol::kEcho),
          Socat()};
}

std::vector<ServerProgram> GoServers(const Places& places) {
  ServerProgram http = Go(places, "http_server");
  http.groups = {"http", "idle"};
  ServerProgram echo = Go(places, "echo_server");
  echo.protocol = Protocol::kEcho;
  echo.groups = {"echo"};
  ServerProgram auth = Go(places, "auth_server");
  auth.groups = {"cycle", "refusal"};
  auth.body = kAuthorized;
  auth.command.push_back(std::to_string(::geteuid()));
  return {http, echo, auth};
}

}  // namespace tools
