// The contract's own end of an HTTP connection, which says what no good client
// would, byte for byte.
//
//   Wire wire(std::move(socket));
//   wire.Say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
//   ExpectStatus(wire.Hear(), 200, "to GET /");
#ifndef LABS_02_HTTP_WIRE_H_
#define LABS_02_HTTP_WIRE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/http/response_reader.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/subject.h"

namespace lab {

// Where nothing happens for so long, in milliseconds, nothing will.
inline constexpr int kWirePatienceMs = 5'000;

// How long a server may take to read on before it counts as one that does not.
inline constexpr int kFloodPauseMs = 200;

// Behind so many requests it counts as one that keeps all its answers.
inline constexpr size_t kMostFlood = 50'000;

// A request line and fields, each with its line end, and Host.
std::string RequestHead(std::string_view line, std::string_view fields);

// A request without a body, on a connection that stays.
std::string RequestFor(std::string_view method, std::string_view target);

// The same with one.
std::string PostOf(std::string_view target, std::string_view body);

// What a connection ends with, see Wire::Next.
inline constexpr std::string_view kEnd = "the end of the stream";

// Of a response; `head.status` is 0 where there was none.
struct Answer {
  uds::http::ResponseHead head = {};
  std::string body = {};
  std::string trouble = {};  // why it is none, or not whole; empty if it is
};

// Fails the test unless `answer` is whole and has this status. `about` says to
// what it is the answer: "to GET /". Returns whether it is so.
bool ExpectStatus(const Answer& answer, int status, std::string_view about);

// Closes with its object.
class Wire {
 public:
  // `socket` is connected and non-blocking.
  explicit Wire(uds::UniqueFd socket);

  // A connection to `server`.
  static absl::StatusOr<Wire> To(const uds_testing::TracedServer& server);

  // Sends all of `bytes`, and hears what comes meanwhile; stops where the
  // server is gone or takes no more.
  void Say(std::string_view bytes);

  // The same, and waits until the server has read it all, so that what is said
  // next comes in another recv(2).
  void SayAndBeRead(std::string_view bytes);

  // Sends `request`, which is short, again and again until the socket takes no
  // more, at most kMostFlood times, and reads nothing.
  void Flood(std::string_view request);

  // Says no more, and still listens.
  void HalfClose();

  // The next response, behind any 1xx. What is missing or malformed stands in
  // its `trouble`.
  Answer Hear(uds::http::Answers answers = uds::http::Answers::kOther);

  // The next head as it comes, 1xx or not; "" if none does.
  std::string HearHead();

  // Whether something can be heard, at once or within `milliseconds`.
  bool Audible(int milliseconds) const;

  // What comes next, in words: kEnd, or what comes in its place.
  std::string Next();

 private:
  // Whether something came before the patience or the stream ended.
  bool HearMore();

  uds::UniqueFd socket_;
  std::string heard_;  // and not yet asked for
  bool ended_ = false;
};

// The answer to `request`, on a connection of its own.
Answer AnswerTo(const uds_testing::TracedServer& server,
                std::string_view request);

}  // namespace lab

#endif  // LABS_02_HTTP_WIRE_H_
