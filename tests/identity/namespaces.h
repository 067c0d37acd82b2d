// Namespaces of one's own, as a container has them, without root and also
// inside Bazel's sandbox: user_namespaces(7), pid_namespaces(7).
//
//   const std::string why = WhyNoNamespaces();
//   if (!why.empty()) GTEST_SKIP() << why;
//   Peer server([&](Steps&) {
//     EXPECT_TRUE(EnterUserNamespace(0).ok());   // is root from here on
//     ...
#ifndef TESTS_IDENTITY_NAMESPACES_H_
#define TESTS_IDENTITY_NAMESPACES_H_

#include <sys/types.h>

#include <functional>
#include <string>

#include "absl/status/status.h"

namespace identity {

// What stands for an ID that has no mapping: /proc/sys/kernel/overflowuid.
inline constexpr uid_t kOverflowId = 65534;

// Empty if what follows works here; else what forbids it, and how to allow it.
std::string WhyNoNamespaces();

// Moves this process, a Peer, into a new user namespace, where its own UID and
// GID are both `id` and there are no others. It has all capabilities there.
absl::Status EnterUserNamespace(uid_t id);

// The same, but not even its own UID and GID exist there.
absl::Status EnterUnmappedUserNamespace();

// Runs `body` as the first process of a new PID namespace with a /proc of its
// own; for who is not root that takes a user namespace too. What `body` expects
// in vain fails the test.
void InPidNamespace(const std::function<void()>& body);

// In InPidNamespace: the next process to be made gets `pid`, which has to be
// free. It spares the forks by which an attacker gets there.
void LetNextPidBe(pid_t pid);

}  // namespace identity

#endif  // TESTS_IDENTITY_NAMESPACES_H_
