// Where connections come from. One that wraps another can filter them, one can
// be adopted from a service manager; the Server sees no difference.
//
//   class CountingListener : public uds::Listener {
//     absl::StatusOr<uds::AcceptResult> Accept() override {
//       ++calls_;
//       return inner_->Accept();
//     }
//     ...
//   };
//
// Not thread-safe: one loop at a time calls it.
#ifndef COMMON_SERVER_LISTENER_H_
#define COMMON_SERVER_LISTENER_H_

#include "absl/status/statusor.h"
#include "common/socket/stream_socket.h"

namespace uds {

class Listener {
 public:
  virtual ~Listener() = default;

  // Takes at most one connection from the queue, without blocking. A listener
  // that refuses it closes it and returns kSkipped, at once: a refused peer
  // must not make anybody wait. An error means that no connection will ever
  // come again.
  virtual absl::StatusOr<AcceptResult> Accept() = 0;

  // Readable while connections wait. Borrowed; valid as long as this object.
  virtual int fd() const = 0;

  // Whose clients those are that wait in the queue when the server stops.
  enum class Queue {
    kOurs,    // nobody but us will ever accept them, and nobody new can come
    kShared,  // somebody else holds the socket too, and will accept them
  };

  // Makes that no further client can find the socket, where that is ours to
  // decide, while those in the queue can still be accepted. Called once, when
  // the server begins to drain.
  virtual Queue Withdraw() = 0;
};

}  // namespace uds

#endif  // COMMON_SERVER_LISTENER_H_
