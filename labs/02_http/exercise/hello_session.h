// What your file hello_session.cc has, as the rest of the server sees it.
//
//   lab::Site site;
//   absl::Status status = lab::AddYours(site);
//   std::unique_ptr<uds::Session> session = lab::MakeSession(site, socket);
//
// Not to be edited: what you add stands in hello_session.cc.
#ifndef LABS_02_HTTP_EXERCISE_HELLO_SESSION_H_
#define LABS_02_HTTP_EXERCISE_HELLO_SESSION_H_

#include <unistd.h>

#include <memory>

#include "absl/status/status.h"
#include "common/http/http_limits.h"
#include "common/http/router.h"
#include "common/server/line_log.h"
#include "common/server/session.h"
#include "labs/02_http/connection_registry.h"
#include "labs/02_http/notes.h"

namespace lab {

// What all connections share. It outlives them, and one thread uses it.
struct Site {
  uds::http::Router router;      // from a request to its response
  uds::http::HttpLimits limits;  // what a client may ask for
  ConnectionRegistry connections;
  Notes notes;
  uds::LineLog log{STDERR_FILENO};
};

// Adds your routes and your middleware to `site.router`. Called once, before
// there is a socket; an error ends the server.
absl::Status AddYours(Site& site);

// The session of a new connection. `socket` is borrowed, to ask who the peer
// is; what is received and sent is the server's business.
std::unique_ptr<uds::Session> MakeSession(Site& site, int socket);

}  // namespace lab

#endif  // LABS_02_HTTP_EXERCISE_HELLO_SESSION_H_
