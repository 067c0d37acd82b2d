// A second user who connects to a server that must refuse it, over and over.
//
//   absl::StatusOr<std::unique_ptr<Strangers>> strangers = Strangers::Find();
//   (*strangers)->Come(path);
//   absl::StatusOr<size_t> refused = (*strangers)->Leave();
//
// Only root can become somebody else: see common/testing/second_user.h.
#ifndef TESTS_SOAK_STRANGERS_H_
#define TESTS_SOAK_STRANGERS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/second_user.h"
#include "common/testing/temp_directory.h"

namespace soak {

class Strangers {
 public:
  // FAILED_PRECONDITION says what the machine lacks, and how to get it.
  static absl::StatusOr<std::unique_ptr<Strangers>> Find();

  // To the server at `path`, until they leave.
  absl::Status Come(const std::string& path);
  bool there() const { return process_ != nullptr; }

  // How often they were let in by the file and then sent away by the server.
  // An error where one was not sent away within `patience`, which is to say let
  // in: it has to be far less than the time after which a server sends away
  // whoever says nothing, a minute. Blocks until then only in that case.
  absl::StatusOr<size_t> Leave(absl::Duration patience = absl::Seconds(5));

 private:
  explicit Strangers(uds_testing::SecondUser user) : user_(user) {}

  const uds_testing::SecondUser user_;
  const uds_testing::TempDirectory directory_;  // of a program for all
  std::string knock_;
  std::unique_ptr<uds_testing::ChildProcess> process_;
};

}  // namespace soak

#endif  // TESTS_SOAK_STRANGERS_H_
