#include "common/http/request_log.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/os/log_text.h"

namespace uds::http {
namespace {

std::string PeerFields(const PeerCredentials& peer) {
  return absl::StrCat("pid=", peer.pid, " uid=", peer.uid, " ");
}

}  // namespace

Middleware RequestLog(LineSink sink) {
  return [sink = std::move(sink)](const Request& request, const Handler& next) {
    Response response = next(request);
    std::string asked(request.method);
    asked.append(" ").append(request.target);
    const bool has_body = request.method != "HEAD" && HasBody(response.status);
    const size_t bytes = has_body ? response.body.size() : 0;
    sink(absl::StrCat(PeerFields(request.peer), QuotedForLog(asked), " ",
                      response.status, " ", bytes, "\n"));
    return response;
  };
}

std::function<void(const Refusal&)> RefusalLog(LineSink sink) {
  return [sink = std::move(sink)](const Refusal& refusal) {
    sink(absl::StrCat(PeerFields(refusal.peer), "refused ", refusal.status, " ",
                      QuotedForLog(refusal.why), "\n"));
  };
}

}  // namespace uds::http
