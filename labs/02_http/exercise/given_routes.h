// The routes that are given: they turn what the server knows into JSON.
//
//   GET  /containers/json   the connections in site.connections
//   POST /notes             a new note, in site.notes; its author is
//                           request.peer.uid
//   GET  /notes             all notes
//   GET  /notes/{id}        one of them
//
// The other routes of the lab are yours: see AddYours.
#ifndef LABS_02_HTTP_EXERCISE_GIVEN_ROUTES_H_
#define LABS_02_HTTP_EXERCISE_GIVEN_ROUTES_H_

#include "labs/02_http/exercise/hello_session.h"

namespace lab {

// `site` outlives its router.
void AddGivenRoutes(Site& site);

}  // namespace lab

#endif  // LABS_02_HTTP_EXERCISE_GIVEN_ROUTES_H_
