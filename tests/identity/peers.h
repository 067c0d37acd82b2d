// Processes that a test leads step by step, to show who is named where.
//
//   Shared<PeerCredentials> seen;
//   Peer client([&](Steps& steps) {
//     const uds::UniqueFd fd = uds::Connect(address).value();
//     steps.Pause();                    // here the test goes on ...
//     *seen = uds::GetPeerCredentials(fd.get()).value();
//   });
//   ...
//   client.Finish();                    // ... and here the client
//
// They are made by fork(2), so they share with the test what it has open and
// what is in a Shared, and nothing else. What a Peer expects in vain fails the
// test. Not in a test that has threads.
#ifndef TESTS_IDENTITY_PEERS_H_
#define TESTS_IDENTITY_PEERS_H_

#include <sys/mman.h>
#include <sys/types.h>

#include <functional>
#include <new>
#include <string>
#include <type_traits>
#include <vector>

#include "common/os/unique_fd.h"

namespace identity {

// The side of the process that is led.
class Steps {
 public:
  explicit Steps(int channel) : channel_(channel) {}

  // Lets the test go on; returns when that continues this process.
  void Pause();

  // Becomes another program, found in PATH, and then lets the test go on.
  void Execute(const std::vector<std::string>& argv);

 private:
  int channel_;  // borrowed
};

// The side of the test. Owns the process, and calls Finish if nobody has.
class Peer {
 public:
  // Runs `body` in a new process. Blocks until it pauses, ends or has become
  // another program.
  explicit Peer(const std::function<void(Steps&)>& body);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() { Finish(); }

  pid_t pid() const { return pid_; }

  // Lets it go on, and blocks as the constructor does.
  void Continue();

  // Lets it go on to its end, without pauses, and waits for it; another program
  // that it has become is killed.
  void Finish();

  // Kills it where it is. It stays behind as a zombie until Finish.
  void Kill();

 private:
  void AwaitPause();

  pid_t pid_;
  uds::UniqueFd channel_;
  bool silent_ = false;  // it has ended or become another program
  bool killed_ = false;
  bool reaped_ = false;
};

// A value that this process and the Peers that it makes later have in common.
template <typename T>
class Shared {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Shared()
      : value_(new (::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0)) T()) {}
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() { ::munmap(value_, sizeof(T)); }

  // A Peer's write is seen once it has paused or ended.
  T& operator*() const { return *value_; }

 private:
  T* value_;
};

}  // namespace identity

#endif  // TESTS_IDENTITY_PEERS_H_
