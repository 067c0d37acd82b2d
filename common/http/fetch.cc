#include "common/http/fetch.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"

namespace uds::http {
namespace {

using Clock = std::chrono::steady_clock;

class Exchange {
 public:
  Exchange(UniqueFd socket, FetchRequest request, ResponseSink sink,
           std::chrono::milliseconds max_time)
      : socket_(std::move(socket)),
        input_(request.body.has_value() ? -1 : request.input),
        sink_(std::move(sink)),
        reader_({.on_head =
                     [this](const ResponseHead& head) {
                       status_ = head.status;
                       return sink_.on_head(head);
                     },
                 .on_body = sink_.on_body},
                request.method == "HEAD" ? Answers::kHead : Answers::kOther),
        max_time_(max_time),
        deadline_(Clock::now() + max_time) {}

  // `first` is sent before what the input holds.
  absl::Status Run(std::string first);

 private:
  bool all_sent() const { return sent_ == outgoing_.size(); }

  absl::StatusOr<int> PollTimeout() const;
  absl::Status Step();
  absl::Status ReadInput();
  absl::Status SendSome();
  absl::Status ReceiveSome();
  absl::Status CheckAllWasSent() const;

  UniqueFd socket_;
  int input_;  // -1 once it has ended
  ResponseSink sink_;
  ResponseReader reader_;
  int status_ = 0;  // of the response, once its head has come
  std::chrono::milliseconds max_time_;  // zero for ever
  Clock::time_point deadline_;
  std::string outgoing_;  // of which the first `sent_` bytes have left
  size_t sent_ = 0;
  bool refused_ = false;  // the server reads no more
  std::array<char, 64 * 1024> buffer_;
};

absl::Status Exchange::Run(std::string first) {
  outgoing_ = std::move(first);
  absl::Status status;
  while (status.ok() && !reader_.complete()) status = Step();
  return status.ok() ? CheckAllWasSent() : status;
}

absl::StatusOr<int> Exchange::PollTimeout() const {
  if (max_time_ == max_time_.zero()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
  if (left <= left.zero()) {
    return absl::DeadlineExceededError(absl::StrFormat(
        "the response is not complete after %d ms", max_time_.count()));
  }
  return static_cast<int>(
      std::min<int64_t>(left.count(), std::numeric_limits<int>::max()));
}

absl::Status Exchange::Step() {
  // More is read only when all is sent, so that the memory is bounded; poll(2)
  // ignores a descriptor of -1.
  std::array<pollfd, 2> fds = {pollfd{all_sent() ? input_ : -1, POLLIN, 0},
                               pollfd{socket_.get(), POLLIN, 0}};
  if (!all_sent()) fds[1].events |= POLLOUT;
  const absl::StatusOr<int> timeout = PollTimeout();
  if (!timeout.ok()) return timeout.status();
  if (::poll(fds.data(), fds.size(), *timeout) < 0) {
    return errno == EINTR ? absl::OkStatus() : PosixError("poll", "");
  }
  absl::Status status;
  if (fds[0].revents != 0) status.Update(ReadInput());
  if ((fds[1].revents & POLLOUT) != 0) status.Update(SendSome());
  if ((fds[1].revents & ~POLLOUT) != 0) status.Update(ReceiveSome());
  return status;
}

// One piece of input is one chunk, and its end an empty one. RFC 9112, 7.1. The
// sending direction then stays open: a server may take its end for that of the
// client, and give up, as Go's does.
absl::Status Exchange::ReadInput() {
  const ssize_t size = ::read(input_, buffer_.data(), buffer_.size());
  if (size < 0) return PosixError("read", "input");
  if (size == 0) input_ = -1;
  sent_ = 0;
  outgoing_ = absl::StrFormat("%x\r\n", size);
  outgoing_.append(buffer_.data(), size);
  outgoing_ += "\r\n";
  return absl::OkStatus();
}

absl::Status Exchange::SendSome() {
  const absl::StatusOr<Transfer> sent =
      Send(socket_.get(), std::string_view(outgoing_).substr(sent_));
  if (!sent.ok()) return sent.status();
  sent_ += sent->bytes;
  if (sent->outcome != Transfer::kPeerGone) return absl::OkStatus();
  // It may have answered before it went, so what is there is still read.
  refused_ = true;
  input_ = -1;
  sent_ = outgoing_.size();
  return absl::OkStatus();
}

absl::Status Exchange::ReceiveSome() {
  const absl::StatusOr<Transfer> received =
      Receive(socket_.get(), absl::MakeSpan(buffer_));
  if (!received.ok()) return received.status();
  switch (received->outcome) {
    case Transfer::kWouldBlock:
      return absl::OkStatus();
    case Transfer::kDone:
      return reader_.OnBytes({buffer_.data(), received->bytes}).status();
    default:
      // Also where the server closed with our bytes unread (ECONNRESET): what
      // it sent before has all come by then. unix(7)
      return reader_.OnEndOfStream();
  }
}

absl::Status Exchange::CheckAllWasSent() const {
  const bool all_was_sent = !refused_ && input_ < 0 && all_sent();
  if (all_was_sent || status_ / 100 != 2) return absl::OkStatus();
  return absl::DataLossError(absl::StrFormat(
      "the server answered %d before it had read the whole request", status_));
}

}  // namespace

absl::Status Fetch(UniqueFd socket, FetchRequest request, ResponseSink sink,
                   std::chrono::milliseconds max_time) {
  absl::StatusOr<std::string> head = SerializeHead(request);
  if (!head.ok()) return head.status();
  std::string first = *std::move(head) + request.body.value_or("");
  return Exchange(std::move(socket), std::move(request), std::move(sink),
                  max_time)
      .Run(std::move(first));
}

}  // namespace uds::http
