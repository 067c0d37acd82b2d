#include "tools/bench/exchange.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/http/response_reader.h"
#include "common/os/posix_error.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"

namespace tools {
namespace {

using Clock = std::chrono::steady_clock;

// For one answer, on a machine under load.
constexpr std::chrono::seconds kPatience(20);

constexpr std::string_view kGreeting = "Echo: ";
constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

// A connection on which one waits for each answer.
class Talk {
 public:
  static absl::StatusOr<Talk> Connect(const uds::UnixAddress& address) {
    absl::StatusOr<uds::UniqueFd> socket = uds::Connect(address, kPatience);
    if (!socket.ok()) return socket.status();
    return Talk(*std::move(socket));
  }

  // Sends `unsent` and hands what comes to `take`, until that says that it is
  // complete.
  template <typename Take>
  absl::Status Ask(std::string_view unsent, Take take) {
    const Clock::time_point end = Clock::now() + kPatience;
    while (true) {
      absl::Status sent = SendSome(unsent);
      if (!sent.ok()) return sent;
      const absl::StatusOr<uds::Transfer> got =
          uds::Receive(socket_.get(), absl::MakeSpan(buffer_));
      if (!got.ok()) return got.status();
      if (got->outcome == uds::Transfer::kDone) {
        absl::StatusOr<bool> complete =
            take(std::string_view(buffer_.data(), got->bytes));
        if (!complete.ok()) return complete.status();
        if (*complete) return absl::OkStatus();
      } else if (got->outcome != uds::Transfer::kWouldBlock) {
        return absl::DataLossError("the server closed instead of an answer");
      } else if (Clock::now() > end) {
        return absl::DeadlineExceededError("no complete answer");
      } else {
        Wait(!unsent.empty());
      }
    }
  }

 private:
  explicit Talk(uds::UniqueFd socket) : socket_(std::move(socket)) {}

  absl::Status SendSome(std::string_view& unsent) {
    if (unsent.empty()) return absl::OkStatus();
    const absl::StatusOr<uds::Transfer> sent = uds::Send(socket_.get(), unsent);
    if (!sent.ok()) return sent.status();
    if (sent->outcome == uds::Transfer::kPeerGone) {
      return absl::DataLossError("the server closed before the request");
    }
    if (sent->outcome == uds::Transfer::kDone) {
      unsent.remove_prefix(sent->bytes);
    }
    return absl::OkStatus();
  }

  void Wait(bool to_send) {
    const short events = static_cast<short>(POLLIN | (to_send ? POLLOUT : 0));
    pollfd ready = {.fd = socket_.get(), .events = events, .revents = 0};
    ::poll(&ready, 1, 1000);
  }

  uds::UniqueFd socket_;
  std::array<char, 16 * 1024> buffer_;
};

// Bytes that say where they stand, so that an answer cannot be right by
// accident; the first is none of the greeting's.
std::string Payload(size_t bytes) {
  std::string payload(bytes, '\0');
  for (size_t i = 0; i < bytes; ++i) {
    payload[i] = static_cast<char>('a' + (i + i / 25) % 26);
  }
  return payload;
}

absl::StatusOr<std::string> AskEcho(Talk& talk, const std::string& payload) {
  std::string answer;
  const absl::Status asked = talk.Ask(payload, [&](std::string_view piece) {
    answer.append(piece);
    const bool greeted = answer.front() == kGreeting.front();
    return absl::StatusOr<bool>(
        answer.size() >= payload.size() + (greeted ? kGreeting.size() : 0));
  });
  if (!asked.ok()) return asked;
  return answer;
}

// The length of one answer, of which all that comes has to be a part.
absl::StatusOr<size_t> AskHttp(Talk& talk, std::string_view expected) {
  size_t bytes = 0;
  int status = 0;
  std::string body;
  uds::http::ResponseReader reader(
      {.on_head =
           [&](const uds::http::ResponseHead& head) {
             status = head.status;
             return absl::OkStatus();
           },
       .on_body =
           [&](std::string_view piece) {
             body.append(piece);
             return absl::OkStatus();
           }});
  const absl::Status asked =
      talk.Ask(kGet, [&](std::string_view piece) -> absl::StatusOr<bool> {
        const absl::StatusOr<size_t> taken = reader.OnBytes(piece);
        if (!taken.ok()) return taken.status();
        bytes += piece.size();
        if (*taken != piece.size()) {
          return absl::DataLossError("more than one answer");
        }
        return reader.complete();
      });
  if (!asked.ok()) return asked;
  if (status == 200 && body == expected) return bytes;
  return absl::DataLossError(
      absl::StrFormat("answered %d and \"%s\", not 200 and \"%s\"", status,
                      body, std::string(expected)));
}

}  // namespace

bool Exchange::Fits(size_t offset, std::string_view piece) const {
  if (offset + piece.size() > answer_bytes) return false;
  if (offset < begins.size()) {
    const size_t common = std::min(piece.size(), begins.size() - offset);
    if (piece.substr(0, common) != begins.substr(offset, common)) return false;
  }
  const size_t tail = answer_bytes - ends.size();
  if (offset + piece.size() <= tail) return true;
  const size_t skipped = offset < tail ? tail - offset : 0;
  const std::string_view end = piece.substr(skipped);
  return std::string_view(ends).substr(offset + skipped - tail, end.size()) ==
         end;
}

absl::StatusOr<Exchange> LearnEcho(const uds::UnixAddress& address,
                                   size_t bytes) {
  absl::StatusOr<Talk> talk = Talk::Connect(address);
  if (!talk.ok()) return talk.status();
  const std::string payload = Payload(bytes);
  const absl::StatusOr<std::string> first = AskEcho(*talk, payload);
  if (!first.ok()) return first.status();
  const absl::StatusOr<std::string> second = AskEcho(*talk, payload);
  if (!second.ok()) return second.status();
  const bool greeted = *first != payload;
  if ((greeted && *first != std::string(kGreeting) + payload) ||
      *second != payload) {
    return absl::DataLossError("no echo: other bytes came back");
  }
  const size_t compared = std::min<size_t>(bytes, 16);
  return Exchange{.request = payload,
                  .greeting = greeted ? std::string(kGreeting) : "",
                  .begins = payload.substr(0, compared),
                  .ends = payload.substr(bytes - compared),
                  .answer_bytes = bytes};
}

absl::StatusOr<Exchange> LearnHttp(const uds::UnixAddress& address,
                                   std::string_view body, int asks) {
  absl::StatusOr<Talk> talk = Talk::Connect(address);
  if (!talk.ok()) return talk.status();
  size_t bytes = 0;
  for (int i = 0; i < asks; ++i) {
    const absl::StatusOr<size_t> answer = AskHttp(*talk, body);
    if (!answer.ok()) return answer.status();
    if (i > 0 && *answer != bytes) {
      return absl::DataLossError("its answers are not of one length");
    }
    bytes = *answer;
  }
  return Exchange{.request = std::string(kGet),
                  .begins = "HTTP/1.1 200",
                  .ends = std::string(body),
                  .answer_bytes = bytes};
}

}  // namespace tools
