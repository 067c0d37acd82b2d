// Properties that hold for any bytes that a client may send. libFuzzer calls
// the function below, and so does corpus_main.cc.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "common/http/http_session.h"
#include "common/http/session_talk.h"
#include "common/testing/fuzz/property.h"

namespace uds::http {
namespace {

using ::uds_testing::Pieces;
using ::uds_testing::Require;
using ::uds_testing::SingleBytes;

HttpOptions SmallLimits() {
  HttpOptions options;
  options.limits.max_request_line = 60;
  options.limits.max_header_bytes = 200;
  options.limits.max_header_fields = 6;
  options.limits.max_body_bytes = 50;
  options.limits.max_pipelined_output = 2000;
  options.calendar_time = [] { return 784111777; };
  return options;
}

// What the requests that the handler saw have together, at the least.
size_t bytes_seen = 0;

// Of each call of the handler, whether it was for HEAD.
std::vector<bool>& Heads() {
  static auto* const heads = new std::vector<bool>;
  return *heads;
}

// All that the request says, also where it must not break out of a header.
Response Echo(const Request& request) {
  const HttpLimits limits = SmallLimits().limits;
  Require(request.body.size() <= limits.max_body_bytes,
          "no body over the limit", request.body);
  Require(request.headers.size() <= limits.max_header_fields,
          "no more fields than the limit", request.target);
  Heads().push_back(request.method == "HEAD");
  bytes_seen += request.method.size() + request.target.size() +
                request.body.size() + sizeof("  HTTP/1.1\r\n\r\n") - 1;
  for (const HeaderView& header : request.headers) {
    bytes_seen +=
        header.name.size() + header.value.size() + sizeof(":\r\n") - 1;
  }
  std::string all(request.method);
  all.append(request.path).append(request.query).append(request.body);
  for (const HeaderView& header : request.headers) {
    all.append(header.name).append(header.value);
  }
  Response response = Text(200, all);
  response.headers.push_back({"X-Echo", std::string(request.body)});
  return response;
}

// What follows `name` in a header, up to the end of the line.
std::string_view Value(std::string_view head, std::string_view name) {
  const size_t begin = head.find(name);
  if (begin == head.npos) return "";
  const std::string_view rest = head.substr(begin + name.size());
  return rest.substr(0, rest.find("\r\n"));
}

// Takes a head off the front.
std::string_view TakeHead(std::string_view& answers) {
  const size_t end = answers.find("\r\n\r\n");
  Require(answers.starts_with("HTTP/1.1 ") && end != answers.npos,
          "each answer has a head", answers);
  const std::string_view head = answers.substr(0, end + 2);
  answers.remove_prefix(end + 4);
  return head;
}

// That `answers` are whole answers, in number and length as they should be.
void CheckAnswers(std::string_view answers) {
  size_t count = 0;
  while (!answers.empty()) {
    const std::string_view head = TakeHead(answers);
    if (head.starts_with("HTTP/1.1 100 ")) continue;
    size_t length = 0;
    Require(absl::SimpleAtoi(std::string(Value(head, "\r\nContent-Length: ")),
                             &length),
            "each answer has a length", head);
    // A refusal comes last; nothing shows there whether HEAD was refused.
    const bool refused = count == Heads().size();
    if (refused ? !answers.empty() : !Heads()[count]) {
      Require(answers.size() >= length, "each answer is whole", head);
      answers.remove_prefix(length);
    }
    Require((Value(head, "\r\nConnection: ") != "close" && !refused) ||
                answers.empty(),
            "nothing follows the last answer", answers);
    ++count;
  }
  Require(count == Heads().size() || count == Heads().size() + 1,
          "each request has one answer", "");
}

// To the end of the stream.
Talk Converse(const std::vector<std::string_view>& pieces) {
  static const Handler* const handler = new Handler(Echo);
  static const HttpOptions* const options = new HttpOptions(SmallLimits());
  Heads().clear();
  bytes_seen = 0;
  HttpSession session(*handler, {.pid = 1, .uid = 2, .gid = 3}, *options);
  Talk talk = TalkTo(session, pieces);
  Require(session.InFlight() == session.Deadline().has_value(),
          "what is in flight has a deadline, and nothing else", talk.answers);
  if (talk.next == Session::kContinue) session.OnEndOfStream(talk.answers);
  Require(!session.InFlight(), "at the end nothing is in flight", talk.answers);
  CheckAnswers(talk.answers);
  return talk;
}

void Check(std::string_view bytes) {
  const Talk whole = Converse({bytes});
  Require(bytes_seen <= bytes.size(), "no byte is read twice", bytes);
  const HttpLimits limits = SmallLimits().limits;
  const size_t largest = 400 + limits.max_request_line +
                         limits.max_header_bytes + 2 * limits.max_body_bytes;
  Require(whole.answers.size() <= limits.max_pipelined_output + 2 * largest,
          "the output is bounded", whole.answers);
  for (const auto& pieces : {Pieces(bytes), SingleBytes(bytes)}) {
    const Talk split = Converse(pieces);
    // What one call may append has a limit, so that many requests at once may
    // get fewer answers.
    if (whole.answers.size() >= limits.max_pipelined_output) continue;
    Require(split.answers == whole.answers, "split, it is answered alike",
            std::string(bytes) + "\n-- whole:\n" + whole.answers +
                "\n-- split:\n" + split.answers);
    Require((split.next == Session::kContinue) ==
                (whole.next == Session::kContinue),
            "split, it ends alike", whole.answers);
  }
}

}  // namespace
}  // namespace uds::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(uds_testing::AsText(data, size));
  uds::http::Check(text);
  // Files in a repository have lines that end in LF alone.
  uds::http::Check(absl::StrReplaceAll(text, {{"\n", "\r\n"}}));
  return 0;
}
