#include "tests/identity/meeting.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/peer/process.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"

namespace identity {

using ::uds::AcceptResult;
using ::uds::PeerCredentials;
using ::uds::UniqueFd;

Message Read(int connection) {
  char text[64];
  iovec data = {.iov_base = text, .iov_len = sizeof(text)};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  const ssize_t size = ::recvmsg(connection, &message, 0);
  EXPECT_GT(size, 0) << std::strerror(errno);
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (size <= 0 || header == nullptr || header->cmsg_type != SCM_CREDENTIALS) {
    ADD_FAILURE() << "no message with SCM_CREDENTIALS";
    return {};
  }
  ucred writer;
  std::memcpy(&writer, CMSG_DATA(header), sizeof(writer));
  return {.text = std::string(text, size),
          .writer = {writer.pid, writer.uid, writer.gid}};
}

void Write(int socket, std::string_view text) {
  EXPECT_EQ(::send(socket, text.data(), text.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(text.size()));
}

int WriteAs(const PeerCredentials& writer, int socket) {
  const ucred claim = {writer.pid, writer.uid, writer.gid};
  char text[] = "claim";
  iovec data = {.iov_base = text, .iov_len = std::strlen(text)};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(claim))] = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_CREDENTIALS;
  header->cmsg_len = CMSG_LEN(sizeof(claim));
  std::memcpy(CMSG_DATA(header), &claim, sizeof(claim));
  return ::sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? errno : 0;
}

PeerCredentials PeerOf(int connection) {
  const absl::StatusOr<PeerCredentials> peer =
      uds::GetPeerCredentials(connection);
  EXPECT_TRUE(peer.ok()) << peer.status();
  return peer.ok() ? *peer : PeerCredentials{};
}

std::string WhyNoPeerProcess() {
  const auto [left, right] = uds::SocketPair().value();
  const absl::Status status = uds::PeerProcess::Of(left.get()).status();
  return absl::IsUnimplemented(status) ? std::string(status.message()) : "";
}

MeetingTest::MeetingTest()
    : address_(uds::UnixAddress::FromPath(directory_.Path("s")).value()),
      listener_(uds::UnixListener::Create(address_, 0666).value()) {
  // What is accepted from it inherits this. A message that was written before
  // it was asked for would come without a writer.
  const int yes = 1;
  EXPECT_EQ(
      ::setsockopt(listener_->fd(), SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)),
      0);
}

UniqueFd MeetingTest::Accept() {
  absl::StatusOr<AcceptResult> accepted = listener_->Accept();
  EXPECT_TRUE(accepted.ok()) << accepted.status();
  if (!accepted.ok()) return UniqueFd();
  EXPECT_EQ(accepted->outcome, AcceptResult::kAccepted);
  return std::move(accepted->socket);
}

void MeetingTest::Connect(int socket) {
  EXPECT_EQ(::connect(socket, address_.sockaddr(), address_.length()), 0)
      << std::strerror(errno);
}

UniqueFd MeetingTest::Connected() {
  UniqueFd socket = uds::NewStreamSocket().value();
  Connect(socket.get());
  return socket;
}

}  // namespace identity
