// Descriptors that a manager may pass by mistake: accept(2) gives no connection
// over a Unix domain socket from them.
//
//   for (const WrongDescriptor& wrong : WrongOnes(directory)) ...wrong.fd.get()
#ifndef LABS_05_SYSTEMD_ACTIVATION_WRONG_DESCRIPTORS_H_
#define LABS_05_SYSTEMD_ACTIVATION_WRONG_DESCRIPTORS_H_

#include <string>
#include <vector>

#include "common/os/unique_fd.h"
#include "common/testing/temp_directory.h"

namespace lab {

struct WrongDescriptor {
  std::string what;  // "a TCP socket"
  uds::UniqueFd fd;
};

// One of each kind; what has to be bound is so in `directory`.
std::vector<WrongDescriptor> WrongOnes(
    const uds_testing::TempDirectory& directory);

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_WRONG_DESCRIPTORS_H_
