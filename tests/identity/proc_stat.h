// What /proc says of a process by its pid: proc_pid_stat(5).
//
// These tests show why no server of these labs decides by it: it tells of
// whoever has that pid now.
#ifndef TESTS_IDENTITY_PROC_STAT_H_
#define TESTS_IDENTITY_PROC_STAT_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace identity {

struct ProcStat {
  pid_t pid;
  std::string name;  // chosen by the process: any bytes, at most 15
  char state;        // 'R' runs, 'S' sleeps, 'Z' is a zombie, ...
  pid_t parent;
  int64_t start_time;  // in clock ticks, of 10 ms on most machines, since boot
};

// NOT_FOUND if nobody has that pid.
absl::StatusOr<ProcStat> ReadProcStat(pid_t pid);

// From the text of /proc/PID/stat. As the name may hold anything, what follows
// it begins after the last ')'. INVALID_ARGUMENT if it is not such a text.
absl::StatusOr<ProcStat> ParseProcStat(std::string_view text);

}  // namespace identity

#endif  // TESTS_IDENTITY_PROC_STAT_H_
