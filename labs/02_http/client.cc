// Lab 02: what `curl --unix-socket` does, for any HTTP server on such a socket.
//
//   client /                                    # prints the body
//   client -i -X DELETE /notes/1                # with the response's head
//   echo buy milk | client -d @- /notes         # POST
//   client --socket=/run/podman/podman.sock http://d/version
//
// In a trace of it stand socket(2) and connect(2), then send(2) and recv(2);
// and no open(2). Its short flags mean what curl's do.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/http/fetch.h"
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/unique_fd.h"
#include "common/socket/connect_to_server.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"
#include "labs/02_http/command.h"

ABSL_FLAG(std::string, socket, "",
          "path of the server's socket, or @NAME for an abstract one; by "
          "default http.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(bool, i, false, "print the response's head before its body");
ABSL_FLAG(bool, f, false,
          "fail: print nothing of an error (status 400 and "
          "above), and exit with 1");
ABSL_FLAG(std::string, X, "",
          "the method; by default GET, or POST where there is a body");
ABSL_FLAG(std::string, d, "",
          "the request's body; @- for stdin, which is sent as it comes");
ABSL_FLAG(std::string, H, "", "a header for the request: \"Name: value\"");
ABSL_FLAG(uint32_t, m, 0, "give up after so many seconds; 0: never");

namespace lab {
namespace {

// At once, so that of a stream each piece is seen when it comes.
absl::Status Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return std::fflush(stdout) == 0 ? absl::OkStatus()
                                  : uds::PosixError("write", "stdout");
}

absl::Status OnHead(const uds::http::ResponseHead& head) {
  if (absl::GetFlag(FLAGS_f) && head.status >= 400) {
    return absl::UnknownError(
        absl::StrFormat("the server answered %d %s", head.status, head.reason));
  }
  return absl::GetFlag(FLAGS_i) ? Print(head.text) : absl::OkStatus();
}

absl::Status Ask(const std::vector<std::string>& words) {
  if (words.size() != 1) {
    return absl::InvalidArgumentError("one path or URL is needed; see --help");
  }
  absl::StatusOr<uds::http::FetchRequest> request =
      MakeRequest({.location = words[0],
                   .method = absl::GetFlag(FLAGS_X),
                   .data = absl::GetFlag(FLAGS_d),
                   .header = absl::GetFlag(FLAGS_H)});
  if (!request.ok()) return request.status();
  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "http.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<uds::UniqueFd> socket = uds::ConnectToServer(*address);
  if (!socket.ok()) return socket.status();
  return uds::http::Fetch(*std::move(socket), *std::move(request),
                          {.on_head = OnHead, .on_body = Print},
                          std::chrono::seconds(absl::GetFlag(FLAGS_m)));
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(
      argc, argv,
      {.name = "client",
       .usage = "asks an HTTP server on a Unix domain socket for a path or "
                "URL, and prints the answer",
       .run = lab::Ask,
       .takes_words = true});
}
