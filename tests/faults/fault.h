// A fault as data: what is done to which servers, and what they may then do.
//
//   {.name = "LogOnAFullDisk",
//    .sentence = "The log takes nothing: it is /dev/full.",
//    .labs = {"02_http"},
//    .options = {.log = LabServerOptions::kDevFull}}
//
// What is expected of a server is the same for all of them and stands in
// play.h; what differs is said here.
#ifndef TESTS_FAULTS_FAULT_H_
#define TESTS_FAULTS_FAULT_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "common/testing/strace/injection.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/scene.h"

namespace faults {

struct Fault {
  std::string name;               // of the test: "AcceptFailsWithEmfile"
  std::string sentence;           // what goes wrong, as one would say it
  std::vector<std::string> labs;  // whose servers it is done to

  // Each in a server's life of its own: once, in a burst, again and again.
  std::vector<uds_testing::Injection> injections = {};

  LabServerOptions options = {};

  // What happens to the server. By default visitors come, one after the other
  // and then all at once.
  std::function<void(Scene&)> happen = ComeAndGo;

  // It happens so often, and oftener where the server has more memory behind
  // the last time than behind the second: it must not have more again.
  size_t times = 1;

  // Bytes that the allocator may keep, beside kMemorySlack, of all those who
  // were there at once: where something small that stays was made meanwhile, it
  // holds what was freed below it. The next time it is used again.
  size_t may_keep = 0;

  // Each call that fails so is the end of one connection: so many visitors may
  // lack their reply, and no more.
  bool costs_connections = false;

  // `happen` ends the server by SIGTERM.
  bool stops = false;

  // The server does not start: it ends with status 1, says this on stderr, and
  // leaves no file.
  std::string refusal = {};
};

struct FaultGroup {
  std::string title;
  std::string about;  // a sentence or two
  std::vector<Fault> faults;
};

}  // namespace faults

#endif  // TESTS_FAULTS_FAULT_H_
