// Servers that are stopped, go on, and are told to end.

#include <csignal>
#include <string>
#include <vector>

#include "tests/faults/fault_tables.h"
#include "tests/faults/nuisance.h"

namespace faults {
namespace {

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

}  // namespace

FaultGroup Signals() {
  return {.title = "Signals",
          .about = "",
          .faults = {{.name = "StoppedAndContinued",
                      .sentence = "SIGSTOP while replies are on their way and "
                                  "50 more come, then SIGCONT.",
                      .labs = {"01_echo", "02_http", "03_peercred",
                               "04_auth_listener", "05_systemd_activation"},
                      .happen = StopAndGoOn,
                      .times = 3}}};
}

}  // namespace faults
