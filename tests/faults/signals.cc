// Servers that are stopped, go on, and are told to end.

#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/os/unique_fd.h"
#include "tests/faults/fault_tables.h"
#include "tests/faults/nuisance.h"

namespace faults {
namespace {

const std::vector<std::string> kAll = {"01_echo", "02_http", "03_peercred",
                                       "04_auth_listener",
                                       "05_systemd_activation"};

// Those who are not activated: where the socket is the manager's too, those who
// wait in its queue are for the next server.
const std::vector<std::string> kBinding = {"01_echo", "02_http", "03_peercred",
                                           "04_auth_listener"};

void Signal(Scene& scene, int signal) {
  scene.server().process().Signal(signal);
}

void StopAndGoOn(Scene& scene) {
  scene.Invite(5, {.requests = 20, .ahead = 20}, /*reads=*/false);
  Signal(scene, SIGSTOP);
  scene.Invite(50);
  Signal(scene, SIGCONT);
  scene.LetGo();
}

// How many may wait in a queue. listen(2)
size_t LongestQueue() {
  size_t longest = 0;
  std::ifstream("/proc/sys/net/core/somaxconn") >> longest;
  return std::min<size_t>(longest, SOMAXCONN);
}

// Each has a descriptor here, and most of them one in the server later on.
bool CanFill(Scene& scene, size_t queue) {
  rlimit ours;
  ::getrlimit(RLIMIT_NOFILE, &ours);
  if (queue > 0 && queue + 200 < ours.rlim_cur) return true;
  scene.Note(Harm::kNotHere,
             absl::StrCat("the queue holds ", queue, ", and RLIMIT_NOFILE is ",
                          ours.rlim_cur, ": raise it (ulimit -n)"));
  return false;
}

void FillTheQueue(Scene& scene) {
  const size_t queue = LongestQueue();
  if (!CanFill(scene, queue)) return;
  Signal(scene, SIGSTOP);
  // One more than its length fits. unix(7)
  scene.Invite(queue + 1);
  const absl::Status full =
      scene.server().Connect(std::chrono::milliseconds(50)).status();
  if (!absl::IsDeadlineExceeded(full)) {
    scene.Note(Harm::kVoid, absl::StrCat("the queue should be full, and "
                                         "connect says ",
                                         full.ToString()));
  }
  Signal(scene, SIGCONT);
  scene.LetGo();
  scene.ServeInTurn(1);
}

// All sorts of nuisances, requests whose replies nobody has read, and others
// that wait in the queue; and then it is to end.
void EndInTheMidstOfAll(Scene& scene) {
  for (const Mischief& mischief : AllMischief()) scene.Plague(mischief.name, 2);
  scene.Invite(20, {.requests = 50, .ahead = 50, .half_closes = true},
               /*reads=*/false);
  Signal(scene, SIGSTOP);
  // More than it accepts before it looks at the signal.
  scene.Invite(200, {}, /*reads=*/false);
  Signal(scene, SIGTERM);
  Signal(scene, SIGCONT);
  scene.ReadOn();
}

}  // namespace

FaultGroup Signals() {
  return {
      .title = "Signals",
      .about =
          "Who is owed a reply gets it: when the server goes on, and before it "
          "ends.",
      .faults = {
          {.name = "StoppedAndContinued",
           .sentence = "SIGSTOP while replies are on their way and 50 more "
                       "clients come, then SIGCONT.",
           .labs = kAll,
           .happen = StopAndGoOn,
           .times = 3},
          {.name = "QueueThatIsFull",
           .sentence = "The server is stopped until its queue is full and who "
                       "connects has to wait; then all are served.",
           .labs = {"01_echo", "02_http", "05_systemd_activation"},
           .happen = FillTheQueue},
          {.name = "SigtermInTheMidstOfAll",
           .sentence =
               "SIGTERM while nuisances of all kinds are there, replies "
               "are unread and clients wait in the queue: these get what "
               "they are owed.",
           .labs = kBinding,
           .happen = EndInTheMidstOfAll,
           .stops = true},
      }};
}

}  // namespace faults
