#include "labs/02_http/connection_registry.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::uds::PeerCredentials;

constexpr PeerCredentials kPeer = {.pid = 12, .uid = 1000, .gid = 100};

TEST(ConnectionRegistryTest, ListsAConnectionForAsLongAsItIsRegistered) {
  ConnectionRegistry registry;
  EXPECT_THAT(registry.connections(), IsEmpty());
  {
    const absl::Time before = absl::Now();
    const Registration first(registry, kPeer);
    const Registration second(registry, {.pid = 13, .uid = 0, .gid = 0});
    ASSERT_EQ(registry.connections().size(), 2u);
    EXPECT_EQ(registry.connections().front().peer, kPeer);
    EXPECT_EQ(registry.connections().back().peer.pid, 13);
    EXPECT_GE(registry.connections().front().since, before);
    EXPECT_LE(registry.connections().front().since, absl::Now());
  }
  EXPECT_THAT(registry.connections(), IsEmpty());
}

TEST(ConnectionRegistryTest, TheOthersStayWhenOneInTheMiddleEnds) {
  ConnectionRegistry registry;
  const Registration first(registry, kPeer);
  auto second = std::make_unique<Registration>(registry, kPeer);
  const Registration third(registry, {.pid = 13, .uid = 0, .gid = 0});
  second.reset();
  ASSERT_EQ(registry.connections().size(), 2u);
  EXPECT_EQ(registry.connections().front().peer.pid, 12);
  EXPECT_EQ(registry.connections().back().peer.pid, 13);
}

TEST(ConnectionRegistryTest, EachHasAnIdOfItsOwnByWhichItIsFound) {
  ConnectionRegistry registry;
  std::vector<std::unique_ptr<Registration>> registrations;
  for (int i = 0; i < 100; ++i) {
    registrations.push_back(std::make_unique<Registration>(registry, kPeer));
  }
  std::set<std::string> ids;
  for (const ServedConnection& connection : registry.connections()) {
    EXPECT_THAT(connection.id, MatchesRegex("[0-9a-f]{64}"));
    EXPECT_EQ(registry.Find(connection.id), &connection);
    ids.insert(connection.id);
  }
  EXPECT_EQ(ids.size(), 100u);
  EXPECT_EQ(registry.Find("no such id"), nullptr);
  registrations.clear();
  EXPECT_EQ(registry.Find(*ids.begin()), nullptr);
}

TEST(ConnectionRegistryTest, CountsRequestsOfEachByItself) {
  ConnectionRegistry registry;
  Registration first(registry, kPeer);
  const Registration second(registry, kPeer);
  first.CountRequest();
  first.CountRequest();
  EXPECT_EQ(registry.connections().front().requests, 2u);
  EXPECT_EQ(registry.connections().back().requests, 0u);
}

}  // namespace
}  // namespace lab
