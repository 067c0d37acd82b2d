#include "labs/02_http/exercise/given_routes.h"

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/http/message.h"
#include "nlohmann/json.hpp"

namespace lab {
namespace {

using ::uds::http::Request;
using ::uds::http::Response;
using ::uds::http::Text;
using Json = ::nlohmann::ordered_json;

// What is not UTF-8 becomes another character, where the library would throw.
Response JsonResponse(int status, const Json& json) {
  return uds::http::Json(
      status, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Json ToJson(const Note& note) {
  return {{"Id", note.id}, {"Uid", note.author}, {"Text", note.text}};
}

Response ListConnections(const Site& site) {
  Json list = Json::array();
  for (const ServedConnection& connection : site.connections.connections()) {
    list.push_back({{"Id", connection.id},
                    {"Pid", connection.peer.pid},
                    {"Uid", connection.peer.uid},
                    {"Gid", connection.peer.gid}});
  }
  return JsonResponse(200, list);
}

Response AddNote(Site& site, const Request& request) {
  if (request.body.size() > Notes::kMostBytes) {
    return Text(413, "the note is too long\n");
  }
  const absl::StatusOr<Note> note =
      site.notes.Add(request.peer.uid, std::string(request.body));
  if (!note.ok()) return Text(507, "there are too many notes\n");
  Response response = JsonResponse(201, ToJson(*note));
  response.headers.push_back({"Location", absl::StrCat("/notes/", note->id)});
  return response;
}

Response ListNotes(const Site& site) {
  Json list = Json::array();
  for (const auto& [id, note] : site.notes.all()) list.push_back(ToJson(note));
  return JsonResponse(200, list);
}

Response ShowNote(const Site& site, const Request& request) {
  uint64_t id = 0;
  if (!absl::SimpleAtoi(request.parameter, &id)) {
    return Text(404, "the id of a note is a number\n");
  }
  const absl::StatusOr<Note> note = site.notes.Find(id);
  if (!note.ok()) return Text(404, "there is no such note\n");
  return JsonResponse(200, ToJson(*note));
}

}  // namespace

void AddGivenRoutes(Site& site) {
  uds::http::Router& router = site.router;
  router.Handle("GET", "/containers/json",
                [&site](const Request&) { return ListConnections(site); });
  router.Handle("POST", "/notes", [&site](const Request& request) {
    return AddNote(site, request);
  });
  router.Handle("GET", "/notes",
                [&site](const Request&) { return ListNotes(site); });
  router.Handle("GET", "/notes/{id}", [&site](const Request& request) {
    return ShowNote(site, request);
  });
}

}  // namespace lab
