#include "labs/02_http/connection_registry.h"

#include <unistd.h>

#include <cstdlib>
#include <iterator>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"

namespace lab {
namespace {

// By getrandom(2), and not from /dev/urandom, which would be an open.
std::string RandomId() {
  std::string bytes(32, '\0');
  if (::getentropy(bytes.data(), bytes.size()) != 0) std::abort();
  return absl::BytesToHexString(bytes);
}

}  // namespace

const ServedConnection* ConnectionRegistry::Find(std::string_view id) const {
  for (const ServedConnection& connection : connections_) {
    if (connection.id == id) return &connection;
  }
  return nullptr;
}

Registration::Registration(ConnectionRegistry& registry,
                           const uds::PeerCredentials& peer)
    : registry_(registry) {
  registry_.connections_.push_back(
      {.id = RandomId(), .peer = peer, .since = absl::Now()});
  self_ = std::prev(registry_.connections_.end());
}

Registration::~Registration() { registry_.connections_.erase(self_); }

}  // namespace lab
