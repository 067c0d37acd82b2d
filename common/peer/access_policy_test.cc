#include "common/peer/access_policy.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::HasSubstr;

constexpr absl::StatusCode kAdmitted = absl::StatusCode::kOk;
constexpr absl::StatusCode kRefused = absl::StatusCode::kPermissionDenied;

PeerCredentials Peer(uid_t uid, gid_t gid) {
  return {.pid = 5713, .uid = uid, .gid = gid};
}

class AccessPolicyTest : public ::testing::Test {
 protected:
  absl::Status Admit(AccessPolicy::Lists lists, const PeerCredentials& peer) {
    return AccessPolicy::Create(lists)->Admit(peer, [this] {
      ++questions_;
      return groups_;
    });
  }

  std::string Refusal(AccessPolicy::Lists lists) {
    const absl::Status status = Admit(lists, Peer(1, 1));
    EXPECT_EQ(status.code(), kRefused);
    return std::string(status.message());
  }

  absl::StatusOr<std::vector<gid_t>> groups_ = std::vector<gid_t>{4, 24};
  int questions_ = 0;  // how often the groups were asked for
};

TEST_F(AccessPolicyTest, AdmitsTheNamedUidsAndNobodyElseNotEvenRoot) {
  const AccessPolicy::Lists lists = {.uids = {{1000, 1001}}};
  EXPECT_EQ(Admit(lists, Peer(1000, 5)).code(), kAdmitted);
  EXPECT_EQ(Admit(lists, Peer(1001, 5)).code(), kAdmitted);
  EXPECT_EQ(Admit(lists, Peer(0, 0)).code(), kRefused);
  EXPECT_EQ(Admit(lists, Peer(1002, 1000)).code(), kRefused);
}

TEST_F(AccessPolicyTest, AdmitsByTheGroupOfThePeerOrASupplementaryOne) {
  const AccessPolicy::Lists lists = {.uids = {}, .gids = {{23, 24}}};
  EXPECT_EQ(Admit(lists, Peer(1, 23)).code(), kAdmitted);
  EXPECT_EQ(Admit(lists, Peer(1, 1)).code(), kAdmitted);
  groups_ = std::vector<gid_t>{4, 25};
  EXPECT_EQ(Admit(lists, Peer(1, 1)).code(), kRefused);
  EXPECT_EQ(Admit(lists, Peer(24, 1)).code(), kRefused) << "a UID is no GID";
}

TEST_F(AccessPolicyTest, AsksForGroupsOnlyWhereTheyDecide) {
  Admit({.uids = {{1000}}}, Peer(1, 1)).IgnoreError();
  Admit({.uids = {{1}}, .gids = {{24}}}, Peer(1, 1)).IgnoreError();
  Admit({.uids = {{1000}}, .gids = {{24}}}, Peer(1, 24)).IgnoreError();
  Admit({.uids = {{1000}}, .gids = {{24}}}, Peer(AccessPolicy::kOverflowId, 1))
      .IgnoreError();
  EXPECT_EQ(questions_, 0);
  Admit({.uids = {{1000}}, .gids = {{24}}}, Peer(1, 1)).IgnoreError();
  EXPECT_EQ(questions_, 1);
}

TEST_F(AccessPolicyTest, GroupsThatCannotBeHadAreARefusalWithTheReason) {
  groups_ = absl::UnimplementedError("no groups to be had");
  EXPECT_EQ(Admit({.uids = {{1000}}, .gids = {{24}}}, Peer(1, 1)),
            groups_.status());
}

// In a user namespace all users without a mapping are 65534.
TEST_F(AccessPolicyTest, NeverAdmitsTheOverflowUidByWhateverGroup) {
  const AccessPolicy::Lists lists = {.uids = {{1000}}, .gids = {{24}}};
  const absl::Status status = Admit(lists, Peer(65534, 24));
  EXPECT_EQ(status.code(), kRefused);
  EXPECT_THAT(std::string(status.message()), HasSubstr("65534"));
}

TEST_F(AccessPolicyTest, AListThatNamesTheOverflowIdIsRefused) {
  for (const AccessPolicy::Lists& lists :
       {AccessPolicy::Lists{.uids = {{1000, 65534}}},
        AccessPolicy::Lists{.uids = {{1000}}, .gids = {{65534}}}}) {
    const absl::Status status = AccessPolicy::Create(lists).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("65534 can not be allowed"));
  }
}

// What stands for a peer that could not be asked about must match nobody.
TEST_F(AccessPolicyTest, AListThatNamesNobodysIdIsRefused) {
  const id_t nobody = kUnknownPeer.uid;
  for (const AccessPolicy::Lists& lists :
       {AccessPolicy::Lists{.uids = {{nobody}}},
        AccessPolicy::Lists{.uids = {{1000}}, .gids = {{nobody}}}}) {
    EXPECT_EQ(AccessPolicy::Create(lists).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST_F(AccessPolicyTest, ThatAdmitsNobodyIsRefused) {
  EXPECT_EQ(AccessPolicy::Create({.uids = {}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(AccessPolicyTest, DoesNotLookAtThePid) {
  for (const pid_t pid : {0, 1, 5713}) {
    const PeerCredentials peer = {.pid = pid, .uid = 1000, .gid = 5};
    EXPECT_EQ(Admit({.uids = {{1000}}}, peer).code(), kAdmitted);
    EXPECT_EQ(Admit({.uids = {{1001}}}, peer).code(), kRefused);
  }
}

TEST_F(AccessPolicyTest, SaysWhoIsAllowed) {
  EXPECT_EQ(Refusal({.uids = {{1000}}}), "only UID 1000 allowed");
  EXPECT_EQ(Refusal({.uids = {{1000, 0}}}), "only UIDs 1000, 0 allowed");
  EXPECT_EQ(Refusal({.uids = {}, .gids = {{100}}}), "only GID 100 allowed");
  EXPECT_EQ(Refusal({.uids = {{1000}}, .gids = {{100, 101}}}),
            "only UID 1000 or GIDs 100, 101 allowed");
}

}  // namespace
}  // namespace uds
