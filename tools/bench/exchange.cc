#include "tools/bench/exchange.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/http/response_reader.h"
#include "tools/bench/talk.h"

namespace tools {
namespace {

constexpr std::string_view kGreeting = "Echo: ";
constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

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
