// One connection to a server, on which one waits for each answer.
//
//   absl::StatusOr<Talk> talk = Talk::Connect(address);
//   talk->Ask("ping", [&](std::string_view piece) {
//     answer.append(piece);
//     return absl::StatusOr<bool>(answer.size() >= 4);  // whether it is
//     complete
//   });
//
// Not for load: see load.h.
#ifndef TOOLS_BENCH_TALK_H_
#define TOOLS_BENCH_TALK_H_

#include <array>
#include <chrono>
#include <functional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/unix_address.h"

namespace tools {

class Talk {
 public:
  // For one answer, on a machine under load.
  static constexpr std::chrono::seconds kPatience{20};

  // Takes the next piece of an answer; says whether that makes it complete.
  using Take = std::function<absl::StatusOr<bool>(std::string_view piece)>;

  // Fails as uds::Connect does.
  static absl::StatusOr<Talk> Connect(const uds::UnixAddress& address);

  // Sends `request` and hands what comes to `take` until that has enough.
  // Blocks. DATA_LOSS where the server closes instead, DEADLINE_EXCEEDED after
  // kPatience, or the error of `take`.
  absl::Status Ask(std::string_view request, const Take& take);

 private:
  explicit Talk(uds::UniqueFd socket) : socket_(std::move(socket)) {}

  absl::Status SendSome(std::string_view& unsent);
  void Wait(bool to_send);

  uds::UniqueFd socket_;
  std::array<char, 16 * 1024> buffer_;
};

}  // namespace tools

#endif  // TOOLS_BENCH_TALK_H_
