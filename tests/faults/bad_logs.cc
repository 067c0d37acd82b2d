// Logs that take nothing, or that nobody reads.

#include <string>
#include <utility>
#include <vector>

#include "tests/faults/fault_tables.h"

namespace faults {

FaultGroup BadLogs() {
  const std::vector<std::string> labs = {
      "02_http", "03_peercred", "04_auth_listener", "05_systemd_activation"};
  Fault full_disk = {
      .name = "LogOnAFullDisk",
      .sentence = "The log is /dev/full, which takes nothing.",
      .labs = {"02_http", "04_auth_listener", "05_systemd_activation"},
      .options = {.log = LabServerOptions::kDevFull}};
  Fault full_pipe = {.name = "LogThatNobodyReads",
                     .sentence = "The log is a pipe, and full.",
                     .labs = labs,
                     .options = {.log = LabServerOptions::kPipe},
                     .happen = [](Scene& scene) {
                       scene.server().FillLog();
                       ComeAndGo(scene);
                       scene.ExpectCalm();
                     }};
  Fault no_reader = {.name = "LogWithoutAReader",
                     .sentence =
                         "The log is a pipe, whose reader has gone: to "
                         "write to it is EPIPE, and SIGPIPE.",
                     .labs = labs,
                     .options = {.log = LabServerOptions::kPipe},
                     .happen = [](Scene& scene) {
                       scene.server().CloseLog();
                       ComeAndGo(scene);
                     }};
  return {.title = "Logs",
          .about = "A log can lose lines, and never makes a client wait.",
          .faults = {std::move(full_disk), std::move(full_pipe),
                     std::move(no_reader)}};
}

}  // namespace faults
