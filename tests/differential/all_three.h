// The same bytes to ours, to Go and to nginx.
//
//   Verdicts verdicts = AskAll("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
//   EXPECT_FALSE(verdicts.OursAcceptsAlone()) << verdicts.ToString();
#ifndef TESTS_DIFFERENTIAL_ALL_THREE_H_
#define TESTS_DIFFERENTIAL_ALL_THREE_H_

#include <string>
#include <string_view>

#include "tests/differential/servers.h"
#include "tests/differential/verdict.h"

namespace differential {

// Started at the first call, once in a program; one of them has to be built.
const ServerUnderTest& Go();
const ServerUnderTest& Nginx();

// Fails the test where no answer came to an end.
Verdict Ask(const ServerUnderTest& server, std::string_view bytes);

struct Verdicts {
  Verdict ours;
  Verdict go;
  Verdict nginx;

  // Whether ours found more requests than either of the others.
  bool OursAcceptsAlone() const;

  // Whether one of the others finds another end of what both it and ours
  // accept.
  bool OursDiffersInFraming() const;

  bool AllSame() const;

  std::string ToString() const;
};

// Both others have to be there.
Verdicts AskAll(std::string_view bytes);

}  // namespace differential

#endif  // TESTS_DIFFERENTIAL_ALL_THREE_H_
