// Counts the calls that strace(1) has let fail, in a trace of any length, and
// keeps nothing of it.
//
//   auto injected = InjectedCalls::Create(directory.Path(kTraceName));
//   ... strace -o PATH ...
//   injected->Count();  // now and then
//
// Not for what a trace says: see common/testing/strace.
#ifndef TESTS_SOAK_INJECTED_CALLS_H_
#define TESTS_SOAK_INJECTED_CALLS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"

namespace soak {

class InjectedCalls {
 public:
  // Makes the FIFO `path`, which one strace after the other writes to.
  static absl::StatusOr<InjectedCalls> Create(std::string path);

  const std::string& path() const { return path_; }

  // Reads what has come, without blocking. Returns how many there were in all.
  uint64_t Count();

 private:
  InjectedCalls(std::string path, uds::UniqueFd fifo)
      : path_(std::move(path)), fifo_(std::move(fifo)) {}

  std::string path_;
  uds::UniqueFd fifo_;
  std::string unread_;  // of a line
  uint64_t count_ = 0;
};

}  // namespace soak

#endif  // TESTS_SOAK_INJECTED_CALLS_H_
