#include "common/systemd/adopted_listener.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/server/server.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace uds::systemd {
namespace {

// The manager's side: a socket that listens, with its file.
class Managed {
 public:
  explicit Managed(const std::string& path)
      : address_(UnixAddress::FromPath(path).value()) {
    EXPECT_EQ(::bind(fd_.get(), address_.sockaddr(), address_.length()), 0);
    EXPECT_EQ(::listen(fd_.get(), 8), 0);
  }

  // As exec(3) passes it on: another descriptor of the same socket.
  PassedSocket Passed() const {
    return {"unknown", UniqueFd(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 3))};
  }

  UniqueFd Client() const { return Connect(address_).value(); }

 private:
  UnixAddress address_;
  UniqueFd fd_ = NewStreamSocket().value();
};

bool Readable(int fd) {
  pollfd readable{fd, POLLIN, 0};
  return ::poll(&readable, 1, /*timeout=*/0) == 1;
}

std::vector<PassedSocket> Passed(const Managed& socket) {
  std::vector<PassedSocket> sockets;
  sockets.push_back(socket.Passed());
  return sockets;
}

class AdoptedListenerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Listener> OfBoth() {
    std::vector<PassedSocket> sockets = Passed(first_);
    sockets.push_back(second_.Passed());
    return AdoptedListener::Create(std::move(sockets)).value();
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("first");
  const Managed first_{path_};
  const Managed second_{directory_.Path("second")};
};

TEST_F(AdoptedListenerTest, AcceptsWhoConnects) {
  const auto listener = AdoptedListener::Create(Passed(first_)).value();
  EXPECT_EQ(listener->Accept()->outcome, AcceptResult::kNoneWaiting);
  EXPECT_FALSE(Readable(listener->fd()));
  const UniqueFd client = first_.Client();
  EXPECT_TRUE(Readable(listener->fd()));
  EXPECT_EQ(listener->Accept()->outcome, AcceptResult::kAccepted);
}

TEST_F(AdoptedListenerTest, OfSeveralAcceptsWhoConnectsToAny) {
  const auto listener = OfBoth();
  for (const Managed* const socket : {&second_, &first_}) {
    EXPECT_EQ(listener->Accept()->outcome, AcceptResult::kNoneWaiting);
    EXPECT_FALSE(Readable(listener->fd()));
    const UniqueFd client = socket->Client();
    EXPECT_TRUE(Readable(listener->fd()));
    EXPECT_EQ(listener->Accept()->outcome, AcceptResult::kAccepted);
  }
}

TEST_F(AdoptedListenerTest, ACrowdAtOneDoesNotHoldUpTheOthers) {
  const auto listener = OfBoth();
  const std::array<UniqueFd, 3> crowd = {first_.Client(), first_.Client(),
                                         first_.Client()};
  const UniqueFd other = second_.Client();
  ASSERT_TRUE(Send(other.get(), "other").ok());
  EXPECT_EQ(listener->Accept()->outcome, AcceptResult::kAccepted);
  const AcceptResult second = listener->Accept().value();
  ASSERT_EQ(second.outcome, AcceptResult::kAccepted);
  std::array<char, 8> buffer;
  EXPECT_EQ(Receive(second.socket.get(), absl::MakeSpan(buffer))->bytes, 5u);
}

TEST_F(AdoptedListenerTest, WithdrawnLeavesTheSocketAndItsFileToTheManager) {
  const UniqueFd client = first_.Client();
  int told = 0;
  {
    const auto listener =
        AdoptedListener::Create(Passed(first_), [&told] { ++told; }).value();
    EXPECT_EQ(told, 0);
    EXPECT_EQ(listener->Withdraw(), Listener::Queue::kShared);
    EXPECT_EQ(told, 1);
  }
  EXPECT_TRUE(std::filesystem::is_socket(path_));
  const auto next = AdoptedListener::Create(Passed(first_)).value();
  EXPECT_EQ(next->Accept()->outcome, AcceptResult::kAccepted);
}

TEST_F(AdoptedListenerTest, OfNoSocketIsAnError) {
  EXPECT_EQ(AdoptedListener::Create({}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

class Silent : public Session {
 public:
  Next OnBytes(std::string_view, std::string&) override { return kContinue; }
  void OnEndOfStream(std::string&) override {}
  bool InFlight() const override { return false; }
};

TEST_F(AdoptedListenerTest, AStoppedServerLeavesTheQueueToTheNext) {
  const UniqueFd stop(::eventfd(1, EFD_CLOEXEC));  // readable from the start
  UniqueFd late;
  auto listener = AdoptedListener::Create(
      Passed(first_), [this, &late] { late = first_.Client(); });
  ASSERT_TRUE(listener.ok()) << listener.status();
  const auto server = Server::Create(
      *std::move(listener), [](int) { return std::make_unique<Silent>(); });
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ((*server)->Run(stop.get()), absl::OkStatus());

  std::array<char, 8> buffer;
  ASSERT_TRUE(late.valid());
  EXPECT_EQ(Receive(late.get(), absl::MakeSpan(buffer))->outcome,
            Transfer::kWouldBlock);
  const auto next = AdoptedListener::Create(Passed(first_)).value();
  EXPECT_EQ(next->Accept()->outcome, AcceptResult::kAccepted);
}

}  // namespace
}  // namespace uds::systemd
