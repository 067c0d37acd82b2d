#include "common/testing/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "common/os/posix_error.h"

namespace uds_testing {
namespace {

struct Pipe {
  uds::UniqueFd read_end;
  uds::UniqueFd write_end;
};

absl::StatusOr<Pipe> NewPipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return uds::PosixError("pipe2", "");
  return Pipe{uds::UniqueFd(fds[0]), uds::UniqueFd(fds[1])};
}

// Copies of `fds` with numbers above all that the child is to find them under,
// so that putting one in its place cannot overwrite another.
absl::StatusOr<std::vector<uds::UniqueFd>> Aside(const std::vector<int>& fds) {
  const int above = 3 + static_cast<int>(fds.size());
  std::vector<uds::UniqueFd> copies;
  for (const int fd : fds) {
    copies.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, above));
    if (!copies.back().valid()) return uds::PosixError("fcntl F_DUPFD", fd);
  }
  return copies;
}

// The array of C strings that exec(3) takes; valid as long as `strings`.
std::vector<char*> CStrings(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& string : strings) {
    pointers.push_back(const_cast<char*>(string.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

absl::StatusOr<Spawned> Spawn(const std::vector<std::string>& argv,
                              const std::vector<std::string>& environment,
                              const std::string& directory,
                              const std::vector<int>& descriptors,
                              bool own_group) {
  absl::StatusOr<Pipe> input = NewPipe();
  absl::StatusOr<Pipe> output = NewPipe();
  absl::StatusOr<Pipe> errors = NewPipe();
  for (const auto* const pipe : {&input, &output, &errors}) {
    if (!pipe->ok()) return pipe->status();
  }
  const absl::StatusOr<std::vector<uds::UniqueFd>> passed = Aside(descriptors);
  if (!passed.ok()) return passed.status();
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  const absl::Cleanup destroy = [&] {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  };
  ::posix_spawn_file_actions_adddup2(&actions, input->read_end.get(), 0);
  ::posix_spawn_file_actions_adddup2(&actions, output->write_end.get(), 1);
  ::posix_spawn_file_actions_adddup2(&actions, errors->write_end.get(), 2);
  int next = 3;
  for (const uds::UniqueFd& fd : *passed) {
    ::posix_spawn_file_actions_adddup2(&actions, fd.get(), next++);
  }
  // It starts with these and no other, whatever its starter has open.
  ::posix_spawn_file_actions_addclosefrom_np(&actions, next);
  if (!directory.empty()) {
    ::posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  }
  // A blocked or ignored signal is inherited over exec; the child must not
  // depend on what its starter happens to ignore. signal(7)
  sigset_t signals;
  ::sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes, &signals);
  ::sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  const int group = own_group ? POSIX_SPAWN_SETPGROUP : 0;
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group);
  pid_t pid;
  const int error =
      ::posix_spawnp(&pid, argv[0].c_str(), &actions, &attributes,
                     CStrings(argv).data(), CStrings(environment).data());
  if (error != 0) return uds::PosixError("posix_spawnp", argv[0], error);
  ::fcntl(input->write_end.get(), F_SETFL, O_WRONLY | O_NONBLOCK);
  return Spawned{pid, std::move(input->write_end), std::move(output->read_end),
                 std::move(errors->read_end)};
}

}  // namespace uds_testing
