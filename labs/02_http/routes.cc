#include "labs/02_http/routes.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"

namespace lab {
namespace {

using ::uds::http::Request;
using ::uds::http::Response;
using ::uds::http::Text;
using Json = ::nlohmann::ordered_json;

Response JsonResponse(int status, const Json& json) {
  return uds::http::Json(status, json.dump(/*indent=*/2) + "\n");
}

// RFC 3339. In UTC, as the local zone is a file that would have to be opened.
std::string Rfc3339(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

Json ToJson(const ServedConnection& connection) {
  return {{"Id", connection.id},
          {"Pid", connection.peer.pid},
          {"Uid", connection.peer.uid},
          {"Gid", connection.peer.gid},
          {"Since", Rfc3339(connection.since)},
          {"Requests", connection.requests}};
}

Json ToJson(const Note& note) {
  return {{"Id", note.id},
          {"Uid", note.author},
          {"Created", Rfc3339(note.created)},
          {"Text", note.text}};
}

Response ErrorResponse(const absl::Status& status) {
  const std::string why = std::string(status.message()) + "\n";
  if (absl::IsNotFound(status)) return Text(404, why);
  if (absl::IsPermissionDenied(status)) return Text(403, why);
  if (absl::IsResourceExhausted(status)) return Text(507, why);
  return Text(500, why);
}

// Only as it is written in JSON: not "01", "+1" or " 1".
absl::StatusOr<uint64_t> NoteId(const std::string& parameter) {
  uint64_t id = 0;
  if (absl::SimpleAtoi(parameter, &id) && absl::StrCat(id) == parameter) {
    return id;
  }
  return absl::NotFoundError("the id of a note is a number");
}

// JSON is UTF-8, so what is not cannot be shown: the library would throw, or
// put another character in its place. Where these two differ there was one.
bool IsUtf8(const std::string& text) {
  using Handler = Json::error_handler_t;
  const Json json = text;
  return json.dump(-1, ' ', false, Handler::ignore) ==
         json.dump(-1, ' ', false, Handler::replace);
}

Response AddNote(Notes& notes, const Request& request) {
  if (request.body.size() > Notes::kMostBytes) {
    return Text(413, absl::StrFormat("a note has at most %d bytes\n",
                                     Notes::kMostBytes));
  }
  std::string text(request.body);
  if (!IsUtf8(text)) return Text(400, "a note is text in UTF-8\n");
  const absl::StatusOr<Note> note =
      notes.Add(request.peer.uid, std::move(text));
  if (!note.ok()) return ErrorResponse(note.status());
  Response response = JsonResponse(201, ToJson(*note));
  response.headers.push_back({"Location", absl::StrCat("/notes/", note->id)});
  return response;
}

Response ShowNote(const Notes& notes, const Request& request) {
  const absl::StatusOr<uint64_t> id = NoteId(request.parameter);
  if (!id.ok()) return ErrorResponse(id.status());
  const absl::StatusOr<Note> note = notes.Find(*id);
  if (!note.ok()) return ErrorResponse(note.status());
  return JsonResponse(200, ToJson(*note));
}

Response RemoveNote(Notes& notes, const Request& request) {
  const absl::StatusOr<uint64_t> id = NoteId(request.parameter);
  if (!id.ok()) return ErrorResponse(id.status());
  const absl::Status removed = notes.Remove(*id, request.peer.uid);
  if (!removed.ok()) return ErrorResponse(removed);
  return {.status = 204, .headers = {}, .body = ""};
}

Response ListNotes(const Notes& notes) {
  Json list = Json::array();
  for (const auto& [id, note] : notes.all()) list.push_back(ToJson(note));
  return JsonResponse(200, list);
}

Response ListConnections(const ConnectionRegistry& registry) {
  Json list = Json::array();
  for (const auto& connection : registry.connections()) {
    list.push_back(ToJson(connection));
  }
  return JsonResponse(200, list);
}

Response ShowConnection(const ConnectionRegistry& registry,
                        const Request& request) {
  const ServedConnection* const found = registry.Find(request.parameter);
  if (found != nullptr) return JsonResponse(200, ToJson(*found));
  return Text(404, "there is no such connection now\n");
}

}  // namespace

void AddRoutes(uds::http::Router& router, const ConnectionRegistry& registry,
               Notes& notes) {
  router.Handle("GET", "/",
                [](const Request&) { return Text(200, "Hello over UDS!"); });

  router.Handle("GET", "/containers/json", [&registry](const Request&) {
    return ListConnections(registry);
  });
  router.Handle("GET", "/containers/{id}/json",
                [&registry](const Request& request) {
                  return ShowConnection(registry, request);
                });

  router.Handle("GET", "/notes",
                [&notes](const Request&) { return ListNotes(notes); });
  router.Handle("POST", "/notes", [&notes](const Request& request) {
    return AddNote(notes, request);
  });
  router.Handle("GET", "/notes/{id}", [&notes](const Request& request) {
    return ShowNote(notes, request);
  });
  router.Handle("DELETE", "/notes/{id}", [&notes](const Request& request) {
    return RemoveNote(notes, request);
  });
}

uds::http::Response ShowPeerUid(const Request& request,
                                const uds::http::Handler& next) {
  Response response = next(request);
  response.headers.push_back({"X-Peer-Uid", absl::StrCat(request.peer.uid)});
  return response;
}

}  // namespace lab
