// What a server made of some bytes: which requests it found in them, and
// whether it then refused what followed.
//
//   Verdict verdict = VerdictOf("HTTP/1.1 200 OK\r\nX-Body: 5\r\n..."
//                               "HTTP/1.1 400 Bad Request\r\n...");
//   verdict.ToString();  // "5, refused 400"
//
// Not for answers of a server that is not one of these tests': 2xx stands for a
// request that was read whole, and X-Body says how long its body was.
#ifndef TESTS_DIFFERENTIAL_VERDICT_H_
#define TESTS_DIFFERENTIAL_VERDICT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace differential {

struct Verdict {
  // Of each request that was accepted; kUnknown where it was not said.
  std::vector<int> bodies;
  static constexpr int kUnknown = -1;

  int refused = 0;  // the status, or 0 where nothing was refused

  bool accepts() const { return !bodies.empty(); }

  // "0, 5", "5, refused 400", "refused 400", "nothing".
  std::string ToString() const;
};

// Of the answers that came up to the end of the stream. One that is no HTTP/1
// is that of HTTP/0.9.
Verdict VerdictOf(std::string_view answers);

// The statuses of all answers but 1xx; `heads` says of each whether it is to
// HEAD, so has no body.
std::vector<int> StatusesOf(std::string_view answers,
                            const std::vector<bool>& heads);

// Whether both found as many requests, of the same lengths as far as they are
// known. Whether anything was refused behind them does not matter.
bool SameRequests(const Verdict& a, const Verdict& b);

// Whether one that both found has another length for each of them: they would
// look for the next one in different places.
bool DifferInFraming(const Verdict& a, const Verdict& b);

}  // namespace differential

#endif  // TESTS_DIFFERENTIAL_VERDICT_H_
