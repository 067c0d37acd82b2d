#include "tests/soak/lab_stations.h"

#include <utility>

namespace soak {
namespace {

using ::faults::LabNamed;

// A traced call takes some 50 us more, so fewer clients come to it.
constexpr absl::Duration kTracedGap = absl::Milliseconds(80);

std::vector<StationPlan> Plain() {
  return {
      {.name = "01 echo", .program = LabNamed("01_echo")},
      {.name = "01 echo, few descriptors",
       .program = LabNamed("01_echo"),
       .descriptors = 12},
      {.name = "01 echo, restarts",
       .program = LabNamed("01_echo"),
       .restarts = true},
      {.name = "02 http", .program = LabNamed("02_http")},
      {.name = "02 http, nobody reads log",
       .program = LabNamed("02_http"),
       .log_is_full = true},
      {.name = "02 http, restarts",
       .program = LabNamed("02_http"),
       .flags = {"--nolog"},
       .restarts = true},
      {.name = "03 peercred, restarts",
       .program = LabNamed("03_peercred"),
       .restarts = true},
      {.name = "04 auth, strangers",
       .program = LabNamed("04_auth_listener"),
       .flags = {"--mode=0666"},
       .restarts = true,
       .strangers = true},
      {.name = "04 auth, few descriptors",
       .program = LabNamed("04_auth_listener"),
       .descriptors = 12,
       .log_is_full = true},
      {.name = "05 activation, restarts",
       .program = LabNamed("05_systemd_activation"),
       .restarts = true},
  };
}

// Not EAGAIN of recvfrom where the server restarts: to one that drains it says
// that there is no more to answer. Other than EINTR and EAGAIN nothing may fail
// on a connection, as that is then over.
std::vector<StationPlan> WithFailingCalls() {
  return {
      {.name = "01 echo, accept fails",
       .program = LabNamed("01_echo"),
       .injections = {"accept4:error=EMFILE:when=5+7",
                      "recvfrom:error=EAGAIN:when=3+11"},
       .gap = kTracedGap},
      {.name = "02 http, interrupted",
       .program = LabNamed("02_http"),
       .injections = {"accept4:error=EINTR:when=3+5",
                      "recvfrom:error=EINTR:when=3+7",
                      "sendto:error=EAGAIN:when=4+9",
                      "?epoll_wait,?epoll_pwait:error=EINTR:when=9+10"},
       .restarts = true,
       .gap = kTracedGap},
      {.name = "03 peercred, aborted",
       .program = LabNamed("03_peercred"),
       .injections = {"accept4:error=ECONNABORTED:when=3+4",
                      "sendto:error=EINTR:when=2+3"},
       .restarts = true,
       .gap = kTracedGap},
      {.name = "05 activation, no memory",
       .program = LabNamed("05_systemd_activation"),
       .injections = {"accept4:error=ENOMEM:when=4+6",
                      "sendto:error=EAGAIN:when=2+7"},
       .restarts = true,
       .gap = kTracedGap},
  };
}

}  // namespace

std::vector<StationPlan> LabStations() {
  std::vector<StationPlan> plans = Plain();
  for (StationPlan& plan : WithFailingCalls()) plans.push_back(std::move(plan));
  return plans;
}

}  // namespace soak
