// Descriptors, buffers and places in the queue, of which there are too few.

#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/faults/fault_tables.h"
#include "tests/faults/other_process.h"
#include "tests/faults/visitor.h"

namespace faults {
namespace {

const std::vector<std::string> kAll = {"01_echo", "02_http", "03_peercred",
                                       "04_auth_listener",
                                       "05_systemd_activation"};

// Two find room and stay; the others believe to be connected, and wait.
void RunOutOfDescriptors(Scene& scene) {
  if (!scene.Did(LimitDescriptors(scene.server().pid(), 2))) return;
  scene.Plague("StallsInMidRequest", 2);
  scene.Invite(20);
  scene.ExpectCalm();
  scene.LetGo();
  scene.Did(UnlimitDescriptors(scene.server().pid()));
}

// Nobody leaves: there is room when there is more of it.
void GetDescriptorsBack(Scene& scene) {
  if (!scene.Did(LimitDescriptors(scene.server().pid(), 0))) return;
  scene.Invite(20);
  scene.ExpectCalm();
  scene.Did(UnlimitDescriptors(scene.server().pid()));
  scene.LetGo();
}

// Replies that fill many of the smallest buffers, to somebody who reads 100
// bytes at a time.
void ShrinkBuffers(Scene& scene) {
  constexpr size_t kSlow = 3;
  scene.Enter(kSlow, {.requests = 500, .ahead = 500, .gulp = 100});
  // Whoever is served now came behind these, so they have been accepted.
  scene.ServeInTurn(1);
  const auto connections = BorrowConnections(scene.server().pid());
  if (IsForbidden(connections.status())) {
    return scene.Note(Harm::kNotHere, connections.status().ToString());
  }
  if (!scene.Did(connections.status())) return;
  if (connections->size() < kSlow) {
    scene.Note(Harm::kVoid, absl::StrCat("of ", kSlow, " connections ",
                                         connections->size(), " were found"));
  }
  for (const uds::UniqueFd& connection : *connections) {
    scene.Did(ShrinkSendBuffer(connection.get()));
  }
  scene.Settle();
  scene.ServeAtOnce(10);
  scene.ExpectCalm();
}

constexpr rlim_t kMostConnections = 18'000;

// Of connections that this program can have, which the server inherits: each
// has a descriptor here and one there. Notes it where that is less than `least`
// and returns 0.
rlim_t RoomFor(rlim_t least, Scene& scene) {
  constexpr rlim_t kOthers = 200;  // descriptors for all else
  rlimit ours;
  ::getrlimit(RLIMIT_NOFILE, &ours);
  if (ours.rlim_cur >= least + kOthers) return ours.rlim_cur - kOthers;
  scene.Note(Harm::kNotHere,
             absl::StrCat("RLIMIT_NOFILE is ", ours.rlim_cur, ": raise it to ",
                          least + kOthers, " (ulimit -n)"));
  return 0;
}

// Silent ones, up to 18,000.
void HoldMany(Scene& scene) {
  const rlim_t room = RoomFor(4000, scene);
  if (room == 0) return;
  const size_t count = std::min(kMostConnections, room);
  scene.Plague("SaysNothing", count);
  scene.ServeInTurn(20);
  const auto open = DescriptorsOf(scene.server().pid());
  if (scene.Did(open.status()) && open->size() < count) {
    scene.Note(Harm::kVoid,
               absl::StrCat("it has ", open->size(), " descriptors for ", count,
                            " connections"));
  }
  scene.ExpectCalm();
}

// Lab 02 takes a thousand.
void ComeInGreaterNumbersThanItTakes(Scene& scene) {
  constexpr size_t kMore = 1100;
  if (RoomFor(kMore, scene) == 0) return;
  scene.Plague("SaysNothing", kMore);
  scene.Invite(20);
  scene.ExpectCalm();
  scene.LetGo();
}

}  // namespace

FaultGroup ScarceThings() {
  return {
      .title = "Things that are scarce",
      .about =
          "Who waits is served when there is room again; the server waits "
          "too, and does not try at full speed.",
      .faults = {
          {.name = "OutOfDescriptorsUntilOthersLeave",
           .sentence = "RLIMIT_NOFILE leaves room for two, who stall; 20 more "
                       "wait, and are served when these leave.",
           .labs = kAll,
           .happen = RunOutOfDescriptors,
           .times = 3},
          {.name = "OutOfDescriptorsUntilThereAreMore",
           .sentence = "RLIMIT_NOFILE leaves room for nobody; 20 wait, and are "
                       "served when it is raised.",
           .labs = kAll,
           .happen = GetDescriptorsBack,
           .times = 3},
          {.name = "TinySendBuffers",
           .sentence = "The server's sockets get the smallest buffers that the "
                       "kernel allows, and the clients read late and then "
                       "slowly; others are served meanwhile.",
           .labs = {"01_echo", "02_http", "04_auth_listener"},
           .happen = ShrinkBuffers,
           .times = 3},
          {.name = "AsManyConnectionsAsFit",
           .sentence = "18,000 clients stay and say nothing, or as many as "
                       "RLIMIT_NOFILE lets one program have; others are served "
                       "meanwhile.",
           .labs = {"01_echo", "05_systemd_activation"},
           .happen = HoldMany,
           .times = 3,
           .may_keep = kMostConnections << 10},
          {.name = "MoreConnectionsThanItTakes",
           .sentence = "1,100 clients stay where the server takes 1,000; 20 "
                       "more wait, and are served when these leave.",
           .labs = {"02_http"},
           .happen = ComeInGreaterNumbersThanItTakes,
           .times = 3,
           .may_keep = 1100 << 10},
      }};
}

}  // namespace faults
