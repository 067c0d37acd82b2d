// What a server did on the connections that it accepted, for evidence.
//
//   const std::optional<SystemCall> first = FirstSend(run->trace);
//   EXPECT_THAT(BytesOf(*first), StartsWith("Echo: p"));
//
// Not for what becomes of each connection: see
// common/testing/contract/handling.h.
#ifndef LABS_01_ECHO_CONNECTION_CALLS_H_
#define LABS_01_ECHO_CONNECTION_CALLS_H_

#include <optional>
#include <string>

#include "common/testing/strace/event.h"
#include "common/testing/strace/trace.h"

namespace lab {

// The first call by which the server sends on a connection.
std::optional<uds_testing::SystemCall> FirstSend(
    const uds_testing::Trace& trace);

// What a call of send(2), sendmsg(2), write(2) or writev(2) hands over; of
// several buffers all, as they leave together.
std::string BytesOf(const uds_testing::SystemCall& call);

// Whether a send(2) took less than it was given, or nothing.
bool SentInPart(const uds_testing::Trace& trace);

// Where the server closes the first connection, for a message; empty if it does
// not.
std::string ExcerptOfClose(const uds_testing::Trace& trace);

}  // namespace lab

#endif  // LABS_01_ECHO_CONNECTION_CALLS_H_
