#include "labs/02_http/wire.h"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/os/log_text.h"
#include "common/socket/stream_socket.h"
#include "common/testing/contract/contract.h"
#include "gtest/gtest.h"

namespace lab {

using ::uds::Receive;
using ::uds::Send;
using ::uds::Transfer;
using ::uds::http::Answers;
using ::uds::http::ResponseHead;
using ::uds::http::ResponseReader;

std::string RequestHead(std::string_view line, std::string_view fields) {
  return absl::StrFormat("%s\r\nHost: localhost\r\n%s\r\n", line, fields);
}

std::string RequestFor(std::string_view method, std::string_view target) {
  return RequestHead(absl::StrFormat("%s %s HTTP/1.1", method, target), "");
}

std::string PostOf(std::string_view target, std::string_view body) {
  return RequestHead(absl::StrFormat("POST %s HTTP/1.1", target),
                     absl::StrFormat("Content-Length: %d\r\n", body.size())) +
         std::string(body);
}

namespace {

std::string Silence() {
  return absl::StrFormat("nothing came in %d s, and the connection stayed open",
                         kWirePatienceMs / 1000);
}

// Empty where the end of the stream is that of the answer.
std::string Cut(const absl::Status& end) {
  if (end.ok()) return "";
  return "the connection ended: " +
         std::string(absl::StripPrefix(end.message(),
                                       "the response is not complete: "));
}

std::string Seen(const Answer& answer) {
  if (answer.head.status == 0) return "no answer: " + answer.trouble;
  std::string seen = absl::StrCat("status ", answer.head.status);
  if (!answer.trouble.empty()) seen += ", and then: " + answer.trouble;
  return seen;
}

}  // namespace

bool ExpectStatus(const Answer& answer, int status, std::string_view about) {
  const std::string seen = Seen(answer);
  const std::string expected = absl::StrCat("status ", status);
  EXPECT_EQ(seen, expected) << about;
  return seen == expected;
}

Wire::Wire(uds::UniqueFd socket) : socket_(std::move(socket)) {}

absl::StatusOr<Wire> Wire::To(const uds_testing::TracedServer& server) {
  absl::StatusOr<uds::UniqueFd> socket = server.Connect();
  if (!socket.ok()) return socket.status();
  return Wire(*std::move(socket));
}

void Wire::Say(std::string_view bytes) {
  while (!bytes.empty()) {
    pollfd ready{socket_.get(), POLLOUT, 0};
    if (!ended_) ready.events |= POLLIN;
    if (::poll(&ready, 1, kWirePatienceMs) != 1) return;
    if (!ended_ && (ready.revents & POLLIN) != 0) HearMore();
    if ((ready.revents & ~POLLIN) == 0) continue;
    const absl::StatusOr<Transfer> sent = Send(socket_.get(), bytes);
    if (!sent.ok() || sent->outcome == Transfer::kPeerGone) return;
    bytes.remove_prefix(sent->bytes);
  }
}

void Wire::SayAndBeRead(std::string_view bytes) {
  Say(bytes);
  const absl::Time until = absl::Now() + absl::Milliseconds(kWirePatienceMs);
  int unread = 0;
  while (::ioctl(socket_.get(), SIOCOUTQ, &unread) == 0 && unread > 0 &&
         absl::Now() < until) {
    std::this_thread::yield();  // there is no event to wait for
  }
  EXPECT_EQ(unread, 0) << "bytes that the server does not read";
}

void Wire::Flood(std::string_view request) {
  // While the server reads, there is room again.
  pollfd ready{socket_.get(), POLLOUT, 0};
  for (size_t sent = 0; sent < kMostFlood; ++sent) {
    if (::poll(&ready, 1, kFloodPauseMs) != 1) return;
    const absl::StatusOr<Transfer> taken = Send(socket_.get(), request);
    if (!taken.ok() || taken->outcome != Transfer::kDone) return;
  }
}

void Wire::HalfClose() { ::shutdown(socket_.get(), SHUT_WR); }

bool Wire::Audible(int milliseconds) const {
  pollfd ready{socket_.get(), POLLIN, 0};
  return ::poll(&ready, 1, milliseconds) == 1;
}

bool Wire::HearMore() {
  if (ended_ || !Audible(kWirePatienceMs)) return false;
  std::array<char, 5000> buffer;
  const absl::StatusOr<Transfer> received =
      Receive(socket_.get(), absl::MakeSpan(buffer));
  if (!received.ok() || received->outcome != Transfer::kDone) {
    ended_ = !received.ok() || received->outcome != Transfer::kWouldBlock;
    return false;
  }
  heard_.append(buffer.data(), received->bytes);
  return true;
}

Answer Wire::Hear(Answers answers) {
  Answer answer;
  ResponseReader reader({.on_head =
                             [&answer](const ResponseHead& head) {
                               answer.head = head;
                               return absl::OkStatus();
                             },
                         .on_body =
                             [&answer](std::string_view piece) {
                               answer.body.append(piece);
                               return absl::OkStatus();
                             }},
                        answers);
  while (!reader.complete()) {
    if (heard_.empty() && !HearMore()) {
      answer.trouble = ended_ ? Cut(reader.OnEndOfStream()) : Silence();
      return answer;
    }
    const absl::StatusOr<size_t> used = reader.OnBytes(heard_);
    if (!used.ok()) {
      answer.trouble = std::string(used.status().message());
      return answer;
    }
    heard_.erase(0, *used);
  }
  return answer;
}

std::string Wire::HearHead() {
  constexpr std::string_view kEmptyLine = "\r\n\r\n";
  while (heard_.find(kEmptyLine) == heard_.npos && HearMore()) continue;
  const size_t end = heard_.find(kEmptyLine);
  if (end == heard_.npos) return "";
  std::string head = heard_.substr(0, end + kEmptyLine.size());
  heard_.erase(0, head.size());
  return head;
}

std::string Wire::Next() {
  while (heard_.empty() && HearMore()) continue;
  if (heard_.empty()) return ended_ ? std::string(kEnd) : Silence();
  return "more bytes: " + uds::QuotedForLog(std::string_view(heard_).substr(
                              0, heard_.find_first_of("\r\n")));
}

Answer AnswerTo(const uds_testing::TracedServer& server,
                std::string_view request) {
  absl::StatusOr<Wire> wire = Wire::To(server);
  if (!uds_testing::Judgeable(wire.status())) return {};
  wire->Say(request);
  return wire->Hear();
}

}  // namespace lab
