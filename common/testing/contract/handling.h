// What a server did with each connection, read in its trace.
//
//   for (const Handling& handling : HandlingsOf(run->trace)) {
//     EXPECT_TRUE(handling.asked_first) << run->trace.Excerpt(handling.line);
//   }
//
// Not for a server that hands its connections to other processes: a descriptor
// is known by its number, in one process.
#ifndef COMMON_TESTING_CONTRACT_HANDLING_H_
#define COMMON_TESTING_CONTRACT_HANDLING_H_

#include <cstddef>
#include <vector>

#include "common/testing/strace/trace.h"

namespace uds_testing {

// What a server did with one connection, or with copies of its descriptor.
struct Handling {
  size_t line;               // of the trace, in which it was accepted
  bool asked = false;        // for SO_PEERCRED, and
  bool asked_first = false;  // before it read or wrote
  size_t transfers = 0;      // calls of recv, send and their kin
  bool closed = false;
};

// Of all connections, in the order in which they were accepted.
std::vector<Handling> HandlingsOf(const Trace& trace);

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_HANDLING_H_
