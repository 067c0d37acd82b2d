// The contract's own client, which can ask by halves.
//
//   Asker asker(std::move(socket));
//   asker.SendHalf();
//   ...
//   EXPECT_TRUE(asker.IsAuthorized());
#ifndef LABS_05_SYSTEMD_ACTIVATION_ASKER_H_
#define LABS_05_SYSTEMD_ACTIVATION_ASKER_H_

#include <utility>

#include "common/os/unique_fd.h"

namespace lab {

// One GET of "/" over one connection.
class Asker {
 public:
  // `socket` is connected and non-blocking. Nothing is sent yet.
  explicit Asker(uds::UniqueFd socket) : socket_(std::move(socket)) {}

  // The beginning of the request, which is none without the rest.
  void SendHalf();

  // Sends what is missing, and reads to the end: whether that was the answer,
  // whole. False also where the server does nothing for 5 s.
  bool IsAuthorized();

  // Sends it too, where that still can be, and reads: whether the connection
  // was closed without a byte. False also where nothing happens for 5 s.
  bool IsRefused();

 private:
  uds::UniqueFd socket_;
  bool half_sent_ = false;
};

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_ASKER_H_
