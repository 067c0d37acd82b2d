#include "labs/02_http/refusal_clauses.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/testing/contract/subject.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"

namespace lab {
namespace {

using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

struct Malformed {
  const char* what;
  std::string request;
};

// Each of them two readers could take for different requests.
std::vector<Malformed> AllMalformed() {
  const std::string get = "GET / HTTP/1.1";
  const std::string post = "POST /notes HTTP/1.1";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string four = "Content-Length: 4\r\n";
  return {
      {"no request line", "hello\r\n\r\n"},
      {"no Host", get + "\r\n\r\n"},
      {"two Hosts", RequestHead(get, "Host: other\r\n")},
      {"a line break in the target", RequestHead("GET /a\nb HTTP/1.1", "")},
      {"a space before a colon", RequestHead(get, "Name : value\r\n")},
      {"Content-Length beside Transfer-Encoding",
       RequestHead(post, four + chunked) + "milk"},
      {"Transfer-Encoding beside Content-Length",
       RequestHead(post, chunked + four) + "0\r\n\r\n"},
      {"two lengths",
       RequestHead(post, four + "Content-Length: 5\r\n") + "milk!"},
      {"a negative length",
       RequestHead(post, "Content-Length: -4\r\n") + "milk"},
      {"a chunk whose size is no number", RequestHead(post, chunked) + "x\r\n"},
      {"a chunk whose size no number can hold",
       RequestHead(post, chunked) + "FFFFFFFFFFFFFFFFF\r\nmilk"},
  };
}

void Refuses(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  size_t refused = 0;
  for (const auto& [what, request] : AllMalformed()) {
    absl::StatusOr<Wire> wire = Wire::To(**server);
    if (!Judgeable(wire.status())) return;
    // What stands behind it must not be taken for a request either.
    wire->Say(request + RequestFor("GET", "/"));
    const std::string about = absl::StrFormat("to a request with %s", what);
    if (!ExpectStatus(wire->Hear(), 400, about)) return;
    // One is enough: each of the others might wait its whole time.
    ASSERT_EQ(wire->Next(), kEnd) << "behind the answer " << about;
    ++refused;
  }
  Figure(absl::StrFormat("refused with 400, and closed, of %d",
                         AllMalformed().size()),
         refused);
}

void Bounds(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const std::string megabyte(1 << 20, 'x');
  const struct {
    const char* what;
    std::string request;
    int status;
  } cases[] = {
      {"with a request line of a megabyte",
       RequestHead("GET /" + megabyte + " HTTP/1.1", ""), 414},
      {"with a header field of a megabyte",
       RequestHead("GET / HTTP/1.1", "Name: " + megabyte + "\r\n"), 431},
      {"that announces a body of 1000000000000 bytes, of which none has come",
       RequestHead("POST /notes HTTP/1.1", "Content-Length: 1000000000000\r\n"),
       413},
      {"with a chunk of a megabyte",
       RequestHead("POST /notes HTTP/1.1", "Transfer-Encoding: chunked\r\n") +
           "100000\r\n" + megabyte + "\r\n0\r\n\r\n",
       413},
  };
  std::vector<int> statuses;
  for (const auto& [what, request, status] : cases) {
    const Answer answer = AnswerTo(**server, request);
    const std::string about = absl::StrFormat("to a request %s", what);
    if (!ExpectStatus(answer, status, about)) return;
    statuses.push_back(answer.head.status);
  }
  Figure("a line, a header, two bodies too long",
         absl::StrJoin(statuses, ", "));
}

}  // namespace

Clause RefusesWhatIsNoRequest() {
  return {"RefusesWhatIsNoRequest",
          "What could be read in two ways gets 400, and the connection ends.",
          "Content-Length with Transfer-Encoding, two lengths, no Host or two: "
          "RFC 9112, 6.3 and 3.2.",
          {"Replies"},
          Refuses};
}

Clause BoundsWhatItTakes() {
  return {"BoundsWhatItTakes",
          "A request line of a megabyte gets 414, such a header 431, and a "
          "body that is too large 413.",
          "Answer as soon as it is too much, and keep nothing of the rest.",
          {"TakesARequestCutAnywhere", "RefusesWhatIsNoRequest"},
          Bounds};
}

}  // namespace lab
