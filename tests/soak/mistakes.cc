// Wrong servers that a soak must find out: an echo server, right until it is
// told to make one mistake, of which a quick look shows nothing.
//
//   mistakes --socket=PATH                          # a correct server
//   mistakes --mistake=drops_a_reply --socket=PATH  # a wrong one

#include "common/testing/mistakes/mistakes.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/statusor.h"
#include "common/os/signal_fd.h"
#include "common/server/listener.h"
#include "common/server/server.h"
#include "common/server/session.h"
#include "common/server/unix_listener.h"
#include "common/socket/unix_address.h"

ABSL_FLAG(std::string, socket, "", "path of the socket");

namespace soak {
namespace {

using ::uds_testing::Planted;

class WrongEcho : public uds::Session {
 public:
  WrongEcho() {
    static size_t count = 0;
    if (++count == 20 && Planted("dies_of_its_twentieth_client")) std::abort();
  }

  ~WrongEcho() override {
    static auto* const history = new std::vector<std::string>;
    if (Planted("keeps_what_has_ended")) history->emplace_back(64 << 10, '.');
    // A peer that has vanished never came to its end.
    if (!ended_ && Planted("leaks_a_descriptor")) ::dup(STDIN_FILENO);
  }

  Next OnBytes(std::string_view bytes, std::string& out) override {
    static size_t count = 0;
    if (std::exchange(greeted_, true) == false) out += "Echo: ";
    if (++count % 50 == 0 && Planted("drops_a_reply")) return kContinue;
    out.append(bytes);
    if (count % 50 == 0 && Planted("spoils_a_byte")) out.back() ^= 1;
    return kContinue;
  }
  void OnEndOfStream(std::string&) override { ended_ = true; }
  bool InFlight() const override { return greeted_ && !ended_; }

 private:
  bool greeted_ = false;
  bool ended_ = false;
};

int Serve() {
  // The default of SIGTERM would end it as well, but with another status.
  if (Planted("does_not_drain")) std::signal(SIGTERM, [](int) { ::_exit(0); });
  auto stop =
      uds::SignalFd::Create({Planted("does_not_drain") ? SIGUSR1 : SIGTERM});
  const auto address = uds::UnixAddress::Parse(absl::GetFlag(FLAGS_socket));
  if (!stop.ok() || !address.ok()) return 1;
  auto listener = uds::UnixListener::Create(*address, 0600);
  if (!listener.ok()) return 1;
  auto server = uds::Server::Create(
      *std::move(listener), [](int) { return std::make_unique<WrongEcho>(); });
  if (!server.ok()) return 1;
  if (Planted("spins")) {
    std::thread([] {
      for (volatile bool idle = true; idle;) continue;
    }).detach();
  }
  std::printf("Listening on %s\n", address->ToString().c_str());
  std::fflush(stdout);
  const bool ended_well = (*server)->Run(stop->fd()).ok();
  return ended_well && !Planted("ends_with_status_1") ? 0 : 1;
}

}  // namespace
}  // namespace soak

// What `fails` says here are no clauses, but what the ledger then says.
int main(int argc, char** argv) {
  return uds_testing::RunMistakes(
      argc, argv,
      {.serve = soak::Serve,
       .mistakes = {
           {.name = "drops_a_reply",
            .what = "Of 50 pieces that it reads it drops one.",
            .tempting = "Nobody looks that far.",
            .fails = {"replies lost"}},
           {.name = "spoils_a_byte",
            .what = "Of 50 replies one has a wrong byte at its end.",
            .tempting = "A buffer that is used again.",
            .fails = {"differs from what was sent"}},
           {.name = "leaks_a_descriptor",
            .what = "A descriptor stays open for each peer that vanishes.",
            .tempting = "It is closed where the end of the stream is seen.",
            .fails = {"descriptors, and had"}},
           {.name = "keeps_what_has_ended",
            .what = "It keeps 64 KiB about each connection that has ended.",
            .tempting = "Statistics.",
            .fails = {"its memory has grown"}},
           {.name = "spins",
            .what = "A thread of it looks all the time whether there is work.",
            .tempting = "It is faster than to wait.",
            .fails = {"it is not calm"}},
           {.name = "dies_of_its_twentieth_client",
            .what = "It aborts when the twentieth client comes.",
            .tempting = "An assertion on the size of a table.",
            .fails = {"it died"}},
           {.name = "does_not_drain",
            .what = "On SIGTERM it ends at once.",
            .tempting = "The clients will come again.",
            .fails = {"replies lost"}},
           {.name = "ends_with_status_1",
            .what = "It ends with status 1 on SIGTERM.",
            .tempting = "It was interrupted, after all.",
            .fails = {"it ended badly"}},
       }});
}
