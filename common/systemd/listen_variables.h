// What a service manager says about the sockets that it passes, in three
// variables of the environment. sd_listen_fds(3), systemd.socket(5)
//
//   const absl::StatusOr<PassedSockets> passed = ParseListenVariables(
//       {.pid = "77", .fds = "2", .names = "web:admin"}, /*self=*/77);
//   // two sockets: descriptor 3 is "web", descriptor 4 is "admin"
//
// Texts alone, without the environment and without a descriptor: for those see
// activation.h.
#ifndef COMMON_SYSTEMD_LISTEN_VARIABLES_H_
#define COMMON_SYSTEMD_LISTEN_VARIABLES_H_

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace uds::systemd {

// The first descriptor that is passed; the others follow without a gap.
inline constexpr int kFirstDescriptor = 3;

// What a socket is called where LISTEN_FDNAMES does not say, as for libsystemd.
inline constexpr char kUnknownName[] = "unknown";

// The variables as they stand in the environment; none where one is not set.
struct ListenVariables {
  std::optional<std::string> pid = {};    // LISTEN_PID: for whom they are
  std::optional<std::string> fds = {};    // LISTEN_FDS: how many sockets
  std::optional<std::string> names = {};  // LISTEN_FDNAMES: "a:b"
};

struct PassedSockets {
  // At least 1. LISTEN_FDS is a number of descriptors and not one of them: "3"
  // stands for descriptors 3, 4 and 5.
  int count;

  // As many; none where LISTEN_FDNAMES is not set. A name may be empty.
  std::optional<std::vector<std::string>> names;

  // Of the socket with `index`, from 0 on.
  std::string NameOf(int index) const;
};

// What `variables` say to the process with the pid `self`. An error names the
// variable and its value:
//   FAILED_PRECONDITION  LISTEN_PID or LISTEN_FDS is not set, or LISTEN_PID is
//                        the pid of somebody else
//   INVALID_ARGUMENT     a value that no manager sets: no number, a count below
//                        1, names of another number than LISTEN_FDS
absl::StatusOr<PassedSockets> ParseListenVariables(
    const ListenVariables& variables, pid_t self);

}  // namespace uds::systemd

#endif  // COMMON_SYSTEMD_LISTEN_VARIABLES_H_
