// Where the servers and clients of these tests meet: a socket that listens, and
// messages whose writer the kernel names.
#ifndef TESTS_IDENTITY_MEETING_H_
#define TESTS_IDENTITY_MEETING_H_

#include <memory>
#include <string>
#include <string_view>

#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/server/listener.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace identity {

// What the kernel says of the writer of a message, SCM_CREDENTIALS, beside what
// was written. unix(7)
struct Message {
  std::string text;
  uds::PeerCredentials writer;
};

// The next message of `connection`, which MeetingTest has accepted. It must be
// there already.
Message Read(int connection);

// Writes `text`, and nothing about who does: the kernel adds that.
void Write(int socket, std::string_view text);

// Writes a message that claims to be of `writer`. The errno with which the
// kernel refuses that, or 0.
int WriteAs(const uds::PeerCredentials& writer, int socket);

// The peer of `connection`, by SO_PEERCRED; there must be one.
uds::PeerCredentials PeerOf(int connection);

// Empty, or why the kernel does not tell the process of a peer.
std::string WhyNoPeerProcess();

// Has a socket that listens. Its mode admits everybody, its directory does not.
class MeetingTest : public ::testing::Test {
 protected:
  MeetingTest();

  // The first connection in the queue, which must not be empty. Tells the
  // writer of each message.
  uds::UniqueFd Accept();

  // Connects `socket`, not connected yet, which other processes may share.
  void Connect(int socket);

  // A new connection of this process.
  uds::UniqueFd Connected();

  const uds_testing::TempDirectory directory_;
  const uds::UnixAddress address_;
  const std::unique_ptr<uds::Listener> listener_;
};

}  // namespace identity

#endif  // TESTS_IDENTITY_MEETING_H_
