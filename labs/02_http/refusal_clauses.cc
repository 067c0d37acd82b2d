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

// Each of them two readers could take for different requests.
std::vector<std::string> Malformed() {
  const std::string post = "POST /notes HTTP/1.1";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  return {
      "hello\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",  // without Host
      RequestHead("GET / HTTP/1.1", "Host: other\r\n"),
      RequestHead("GET /a\nb HTTP/1.1", ""),
      RequestHead("GET / HTTP/1.1", "Name : value\r\n"),
      RequestHead(post, "Content-Length: 4\r\n" + chunked) + "milk",
      RequestHead(post, chunked + "Content-Length: 4\r\n") + "0\r\n\r\n",
      RequestHead(post, "Content-Length: 4\r\nContent-Length: 5\r\n") + "milk!",
      RequestHead(post, "Content-Length: -4\r\n") + "milk",
      RequestHead(post, chunked) + "x\r\n",
      RequestHead(post, chunked) + "FFFFFFFFFFFFFFFFF\r\nmilk",
  };
}

void Refuses(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  size_t refused = 0;
  for (const std::string& request : Malformed()) {
    absl::StatusOr<Wire> wire = Wire::To(**server);
    if (!Judgeable(wire.status())) return;
    // What stands behind it must not be taken for a request either.
    wire->Say(request + RequestFor("GET", "/"));
    const Answer answer = wire->Hear();
    EXPECT_EQ(answer.head.status, 400) << request;
    EXPECT_TRUE(wire->Ends()) << "it goes on behind " << request;
    // One is enough: each of the others might wait its whole time.
    if (testing::Test::HasFailure()) return;
    ++refused;
  }
  Figure(absl::StrFormat("refused with 400, and closed, of %d",
                         Malformed().size()),
         refused);
}

void Bounds(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const std::string megabyte(1 << 20, 'x');
  const struct {
    std::string request;
    int status;
  } cases[] = {
      {RequestHead("GET /" + megabyte + " HTTP/1.1", ""), 414},
      {RequestHead("GET / HTTP/1.1", "Name: " + megabyte + "\r\n"), 431},
      {RequestHead("POST /notes HTTP/1.1", "Content-Length: 1000000000000\r\n"),
       413},
      {RequestHead("POST /notes HTTP/1.1", "Transfer-Encoding: chunked\r\n") +
           "100000\r\n" + megabyte + "\r\n0\r\n\r\n",
       413},
  };
  std::vector<int> statuses;
  for (const auto& [request, status] : cases) {
    statuses.push_back(AnswerTo(**server, request).head.status);
    EXPECT_EQ(statuses.back(), status) << request.substr(0, 60);
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
          {"Replies"},
          Bounds};
}

}  // namespace lab
