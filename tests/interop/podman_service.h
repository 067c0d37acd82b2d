// A real Podman whose API listens on a Unix socket, as Docker's does, and which
// keeps all that it makes to itself.
//
//   const PodmanService service;
//   if (!service.why_missing().empty()) GTEST_SKIP() << service.why_missing();
//   RunToEnd({"curl", "--unix-socket", service.socket(), "http://d/version"});
//
// Not for containers that run: there is nothing in them.
#ifndef TESTS_INTEROP_PODMAN_SERVICE_H_
#define TESTS_INTEROP_PODMAN_SERVICE_H_

#include <memory>
#include <string>
#include <string_view>

#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"

namespace interop {

// Runs as long as its object, and leaves no process, file or mount behind: its
// images, locks and logs lie in a directory that goes with it.
class PodmanService {
 public:
  // Blocks until it listens, at most a minute.
  PodmanService();
  PodmanService(const PodmanService&) = delete;
  PodmanService& operator=(const PodmanService&) = delete;
  ~PodmanService();

  // Why it does not run here, or nothing.
  const std::string& why_missing() const { return why_missing_; }

  std::string socket() const { return Path("podman.sock"); }

  // Of `name` in its directory.
  std::string Path(std::string_view name) const;

  // In which podman's own command line finds nothing but this directory.
  uds_testing::ChildOptions Environment() const;

 private:
  bool Listens() const;
  void AwaitListening();

  const uds_testing::TempDirectory directory_;
  std::unique_ptr<uds_testing::ChildProcess> service_;
  std::string why_missing_;
};

}  // namespace interop

#endif  // TESTS_INTEROP_PODMAN_SERVICE_H_
