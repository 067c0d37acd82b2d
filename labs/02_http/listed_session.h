// HTTP on a connection that stands in the registry for as long as it lives.
//
//   [&](int socket) {
//     return std::make_unique<ListedSession>(registry, handler, options,
//                                            PeerOf(socket));
//   }
//
// Used as the Session of one connection, and not for anything else.
#ifndef LABS_02_HTTP_LISTED_SESSION_H_
#define LABS_02_HTTP_LISTED_SESSION_H_

#include "common/http/handler.h"
#include "common/http/http_session.h"
#include "common/peer/credentials.h"
#include "labs/02_http/connection_registry.h"

namespace lab {

// What an HttpSession needs before it is made.
struct ListedConnection {
  Registration registration;
  uds::http::Handler handler;  // counts each request, and hands it on
};

// All that is borrowed outlives it.
class ListedSession : private ListedConnection, public uds::http::HttpSession {
 public:
  ListedSession(ConnectionRegistry& registry, const uds::http::Handler& handler,
                const uds::http::HttpOptions& options,
                const uds::PeerCredentials& peer)
      : ListedConnection{.registration = {registry, peer},
                         .handler =
                             [this, &handler](const auto& request) {
                               registration.CountRequest();
                               return handler(request);
                             }},
        HttpSession(ListedConnection::handler, peer, options) {}
};

}  // namespace lab

#endif  // LABS_02_HTTP_LISTED_SESSION_H_
