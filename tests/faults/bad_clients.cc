// Clients that behave badly, and clients that are odd but right.

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/faults/fault_tables.h"
#include "tests/faults/nuisance.h"

namespace faults {
namespace {

constexpr size_t kNuisances = 30;

// Those who fill sockets: each holds some 400 KiB of the kernel's and the
// server's memory.
constexpr size_t kFillers = 6;

const std::vector<std::string> kAll = {"01_echo", "02_http", "03_peercred",
                                       "04_auth_listener",
                                       "05_systemd_activation"};

// Bytes that a server may have for one of them: 256 KiB of replies that nobody
// takes, the answers to one more buffer of requests, which may be a MiB, and
// the room in which a string grows.
constexpr size_t kMostForOne = 2 << 20;

// The nuisances do what they do, and stay; meanwhile others are served, and
// the server is calm.
Fault Plagued(const Mischief& mischief) {
  const size_t count = mischief.endless ? kFillers : kNuisances;
  return {.name = absl::StrCat("Client", mischief.name),
          .sentence = mischief.sentence,
          .labs = kAll,
          .happen =
              [&mischief, count](Scene& scene) {
                scene.Plague(mischief.name, count);
                scene.ServeAtOnce(10);
                scene.ExpectCalm();
                scene.ExpectMemoryBelow((1 + count) * kMostForOne);
              },
          .times = mischief.endless ? 3u : 4u};
}

Fault Odd(std::string name, std::string sentence, Manner manner, size_t count) {
  return {.name = std::move(name),
          .sentence = std::move(sentence),
          .labs = {"01_echo", "02_http", "04_auth_listener"},
          .happen = [manner,
                     count](Scene& scene) { scene.ServeAtOnce(count, manner); },
          .times = 3};
}

}  // namespace

FaultGroup BadClients() {
  FaultGroup group = {
      .title = "Clients",
      .about =
          "While they are there others are served and the server is calm; "
          "when they are gone it is as before. Who keeps the protocol, "
          "however oddly, gets every byte.",
      .faults = {}};
  for (const Mischief& mischief : AllMischief()) {
    group.faults.push_back(Plagued(mischief));
  }
  group.faults.push_back(
      Odd("ClientSaysOneByteAtATime",
          "A client says one byte, and the next when that was read.",
          {.requests = 3, .piece = 1}, 5));
  group.faults.push_back(Odd("ClientReadsOneByteAtATime",
                             "A client reads byte by byte.",
                             {.requests = 3, .gulp = 1}, 5));
  group.faults.push_back(
      Odd("ClientAsksAThousandTimesAhead",
          "A client says a thousand requests before it reads a reply.",
          {.requests = 1000, .ahead = 1000}, 5));
  group.faults.push_back(Odd(
      "ClientHalfClosesBehindItsRequests",
      "A client says a hundred requests, and half-closes; all are answered.",
      {.requests = 100, .ahead = 100, .half_closes = true}, 20));
  return group;
}

}  // namespace faults
