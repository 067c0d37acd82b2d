#include "common/testing/guard.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

#include "absl/time/time.h"
#include "common/testing/tracees.h"

namespace uds_testing {
namespace {

// Our end of the pipe; -1 without a guard. Set before there are threads.
int pipe_to_guard = -1;

// One write of fewer than PIPE_BUF bytes is one piece (pipe(7)), whichever
// threads write.
void Tell(char what, const std::string& name) {
  if (pipe_to_guard < 0) return;
  const std::string line = what + name + "\n";
  if (::write(pipe_to_guard, line.data(), line.size()) < 0) {
    std::perror("write(pipe to the guard)");
  }
}

// What the guard knows of.
struct Charges {
  std::set<std::string> directories;
  std::set<pid_t> processes;
};

void Take(const std::string& line, Charges& charges) {
  const std::string name = line.substr(1);
  switch (line[0]) {
    case 'd':
      charges.directories.insert(name);
      break;
    case 'D':
      charges.directories.erase(name);
      break;
    case 'p':
      charges.processes.insert(std::atoi(name.c_str()));
      break;
    case 'P':
      charges.processes.erase(std::atoi(name.c_str()));
      break;
  }
}

// Blocks until the other process has ended.
Charges Listen(int pipe) {
  Charges charges;
  std::string text;
  std::array<char, 4096> buffer;
  for (ssize_t size; (size = ::read(pipe, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), size);
    for (size_t end; (end = text.find('\n')) != text.npos;
         text.erase(0, end + 1)) {
      Take(text.substr(0, end), charges);
    }
  }
  return charges;
}

[[noreturn]] void BeTheGuard(int pipe) {
  // What ends a whole group or session is not meant for us: Ctrl-C, a closed
  // terminal, a runner that kills the group.
  ::setsid();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
    std::signal(signal, SIG_IGN);
  }
  ::prctl(PR_SET_NAME, "contract guard");
  const Charges charges = Listen(pipe);
  for (const pid_t pid : charges.processes) {
    // Its group, whose number is not given away while somebody is in it; the
    // leader may have been reaped by now, and its number be another's.
    ::kill(-pid, SIGKILL);
  }
  for (const std::string& directory : charges.directories) {
    KillTracees(directory + "/" + kTraceName, absl::Seconds(5));
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
  }
  ::_exit(0);
}

}  // namespace

void StartGuard() {
  std::array<int, 2> pipe;
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    std::perror("pipe2");
    std::abort();
  }
  const pid_t pid = ::fork();
  if (pid < 0) {
    std::perror("fork");
    std::abort();
  }
  if (pid == 0) {
    ::close(pipe[1]);
    BeTheGuard(pipe[0]);
  }
  ::close(pipe[0]);
  pipe_to_guard = pipe[1];
}

void GuardDirectory(const std::string& path) { Tell('d', path); }
void ForgetDirectory(const std::string& path) { Tell('D', path); }
void GuardProcess(pid_t pid) { Tell('p', std::to_string(pid)); }
void ForgetProcess(pid_t pid) { Tell('P', std::to_string(pid)); }

}  // namespace uds_testing
