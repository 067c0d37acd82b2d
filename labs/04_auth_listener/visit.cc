#include "labs/04_auth_listener/visit.h"

#include <poll.h>

#include <array>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/http/fetch.h"
#include "common/http/response_reader.h"
#include "common/socket/stream_socket.h"

namespace lab {

const char* NameOf(Visit::Outcome outcome) {
  constexpr const char* kNames[] = {"served", "refused", "unclear"};
  return kNames[outcome];
}

std::ostream& operator<<(std::ostream& out, Visit::Outcome outcome) {
  return out << NameOf(outcome);
}

std::ostream& operator<<(std::ostream& out, const Visit& visit) {
  return out << visit.outcome << ": " << visit.said;
}

Visit Ask(uds::UniqueFd socket, std::chrono::milliseconds patience) {
  int answered = 0;
  std::string body;
  const absl::Status status =
      uds::http::Fetch(std::move(socket), {.target = "/"},
                       {.on_head =
                            [&answered](const uds::http::ResponseHead& head) {
                              answered = head.status;
                              return absl::OkStatus();
                            },
                        .on_body =
                            [&body](std::string_view piece) {
                              body += piece;
                              return absl::OkStatus();
                            }},
                       patience);
  if (status.ok() && answered == 200) {
    return {Visit::kServed,
            std::string(absl::StripTrailingAsciiWhitespace(body))};
  }
  // What Fetch says where the stream ends or breaks off before an answer.
  if (absl::IsDataLoss(status) && answered == 0) return {Visit::kRefused, ""};
  if (status.ok()) {
    return {Visit::kUnclear, absl::StrFormat("HTTP status %d", answered)};
  }
  return {Visit::kUnclear, std::string(status.message())};
}

Visit Wait(const uds::UniqueFd& socket, std::chrono::milliseconds patience) {
  pollfd ready{socket.get(), POLLIN, 0};
  if (::poll(&ready, 1, patience.count()) != 1) {
    return {Visit::kUnclear, "the server does nothing"};
  }
  std::array<char, 64> buffer;
  const absl::StatusOr<uds::Transfer> received =
      uds::Receive(socket.get(), absl::MakeSpan(buffer));
  if (!received.ok()) return {Visit::kUnclear, received.status().ToString()};
  if (received->outcome == uds::Transfer::kEndOfStream ||
      received->outcome == uds::Transfer::kPeerGone) {
    return {Visit::kRefused, ""};
  }
  return {Visit::kUnclear, std::string(buffer.data(), received->bytes)};
}

Visit VisitServer(const uds_testing::TracedServer& server) {
  absl::StatusOr<uds::UniqueFd> socket = server.Connect();
  if (!socket.ok()) return {Visit::kUnclear, socket.status().ToString()};
  return Ask(*std::move(socket));
}

}  // namespace lab
