// The connections that a server serves now.
//
//   ConnectionRegistry registry;
//   {
//     const Registration here(registry, peer);
//     registry.connections();  // one
//   }
//   registry.connections();    // none
//
// Not for who was here before: that is what the log is for.
#ifndef LABS_02_HTTP_CONNECTION_REGISTRY_H_
#define LABS_02_HTTP_CONNECTION_REGISTRY_H_

#include <cstdint>
#include <list>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "common/peer/credentials.h"

namespace lab {

struct ServedConnection {
  std::string id;  // 64 hex digits, random, as Docker's container Ids
  uds::PeerCredentials peer;
  absl::Time since;
  uint64_t requests = 0;
};

// Not thread-safe: it belongs to the server's loop.
class ConnectionRegistry {
 public:
  // In the order in which they came.
  const std::list<ServedConnection>& connections() const {
    return connections_;
  }

  // The one with this Id, or null. Looks at one after the other.
  const ServedConnection* Find(std::string_view id) const;

 private:
  friend class Registration;

  std::list<ServedConnection> connections_;
};

// Keeps one connection in the registry, which must outlive it, from its
// construction to its end.
class Registration {
 public:
  // As of now. Ends the program where the kernel has no random numbers, as
  // before Linux 3.17.
  Registration(ConnectionRegistry& registry, const uds::PeerCredentials& peer);
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
  ~Registration();

  void CountRequest() { ++self_->requests; }

 private:
  ConnectionRegistry& registry_;
  std::list<ServedConnection>::iterator self_;
};

}  // namespace lab

#endif  // LABS_02_HTTP_CONNECTION_REGISTRY_H_
