#include "common/http/print_answer.h"

#include <unistd.h>

#include <cstdio>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/http/fetch.h"
#include "common/http/response_reader.h"
#include "common/os/posix_error.h"

namespace uds::http {
namespace {

absl::Status Print(std::string_view piece) {
  std::fwrite(piece.data(), 1, piece.size(), stdout);
  if (std::fflush(stdout) == 0) return absl::OkStatus();
  return PosixError("write", "stdout");
}

}  // namespace

absl::Status PrintAnswer(UniqueFd socket, std::string target) {
  int answered = 0;
  const absl::Status status =
      Fetch(std::move(socket), {.target = std::move(target)},
            {.on_head =
                 [&answered](const ResponseHead& head) {
                   answered = head.status;
                   return absl::OkStatus();
                 },
             .on_body = Print});
  // The end of the stream or, where the request was there already, ECONNRESET.
  if (answered == 0 && absl::IsDataLoss(status)) {
    return absl::PermissionDeniedError(absl::StrFormat(
        "refused by the server: it closed the connection without an answer, as "
        "it does with whom it does not allow (or it was just ending: its log "
        "tells); this is UID %d, GID %d",
        ::geteuid(), ::getegid()));
  }
  if (!status.ok() || answered == 200) return status;
  return absl::UnknownError(
      absl::StrFormat("the server answered with status %d", answered));
}

}  // namespace uds::http
