// The server's loop, which is given: it waits for events, calls the functions
// of socket_calls.h for them, and keeps what a client does not take yet.
//
//   lab::Loop loop(listener.get(), stop.fd());
//   absl::Status status = loop.Serve();    // until somebody asks to stop
//   if (status.ok()) status = loop.Drain();
//
// Not to be edited, and not for more than an exercise: it limits neither the
// number of clients nor their silence. See common/server/server.h.
#ifndef LABS_01_ECHO_EXERCISE_LOOP_H_
#define LABS_01_ECHO_EXERCISE_LOOP_H_

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"

namespace lab {

class Loop {
 public:
  // Both are borrowed, and non-blocking.
  Loop(int listener, int stop_fd) : listener_(listener), stop_fd_(stop_fd) {}

  // Serves until `stop_fd` is readable. An error is one of Accept, Receive or
  // Send: what should not be.
  absl::Status Serve();

  // Serves those who have sent something, also those who still stand in the
  // queue, to the end of their message, but for 5 seconds at most.
  absl::Status Drain();

 private:
  using Clock = std::chrono::steady_clock;

  struct Client {
    uds::UniqueFd socket;
    std::string unsent = {};
    bool begun = false;  // it has sent a byte
    bool ended = false;  // and will not send any more
    bool gone = false;   // nobody is left to serve
  };

  absl::Status Turn();
  absl::Status AcceptOne();
  absl::Status Attend(Client& client, short events);
  absl::Status Hear(Client& client);
  absl::Status Answer(Client& client);

  static bool Hears(const Client& client);
  bool Paused() const { return Clock::now() < paused_until_; }
  int TimeoutMs() const;

  const int listener_;
  const int stop_fd_;
  std::vector<Client> clients_;
  Clock::time_point paused_until_ = {};  // while no descriptor is left
  bool stopping_ = false;
  std::array<char, 64 * 1024> buffer_;
};

}  // namespace lab

#endif  // LABS_01_ECHO_EXERCISE_LOOP_H_
