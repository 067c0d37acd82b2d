// What the server of lab 02 answers: routes, their handlers, and a middleware.
//
//   uds::http::Router router;
//   router.Use(ShowPeerUid);
//   AddRoutes(router, registry, notes);
//
//   GET    /                       "Hello over UDS!"
//   GET    /containers/json        the connections served now, as JSON
//   GET    /containers/{id}/json   one of them
//   GET    /notes                  all notes, as JSON
//   POST   /notes                  a new one: its text is the body, in UTF-8
//   GET    /notes/{id}             one of them
//   DELETE /notes/{id}             by its author only
//
// Handlers are functions from a request to a response, so they are tested
// without a socket. Who asks stands in Request::peer, by the kernel's word.
#ifndef LABS_02_HTTP_ROUTES_H_
#define LABS_02_HTTP_ROUTES_H_

#include "common/http/handler.h"
#include "common/http/message.h"
#include "common/http/router.h"
#include "labs/02_http/connection_registry.h"
#include "labs/02_http/notes.h"

namespace lab {

// `registry` and `notes` outlive the router.
void AddRoutes(uds::http::Router& router, const ConnectionRegistry& registry,
               Notes& notes);

// A middleware: every response that passes tells the client its UID, as the
// server knows it, in X-Peer-Uid.
uds::http::Response ShowPeerUid(const uds::http::Request& request,
                                const uds::http::Handler& next);

}  // namespace lab

#endif  // LABS_02_HTTP_ROUTES_H_
