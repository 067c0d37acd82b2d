// Lines of a log, written so that whoever reads them can never make the server
// wait.
//
//   uds::LineLog log(STDERR_FILENO);
//   log.Write("Accepted connection from UID=1000 PID=121373 GID=1000\n");
//
// A pipe whose reader is slow fills up, and a plain write(2) to it then blocks:
// one stuck pager, and a server with a single loop serves nobody. So a line for
// which there is no room is dropped and counted, and the next one is preceded
// by the count. A reader that is gone loses all of them; the program must
// ignore SIGPIPE, or it dies of the first. A time is not added: who keeps the
// log has one, as journald(8) or ts(1).
//
// Threat: peers can make lines. They can fill a disk, against which the one who
// keeps the log has to set a limit (journald's RateLimitBurst=, say).
//
// Not for lines that must not be lost: those need a reader that one waits for.
// Not quite for terminals: one that is stopped (Ctrl-S) has no room, but where
// the program that shows it hangs, poll(2) says room for a line that is longer
// than what there is, and the write waits.
#ifndef COMMON_SERVER_LINE_LOG_H_
#define COMMON_SERVER_LINE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace uds {

// Not thread-safe. Nobody else may write to the same pipe, or what poll(2) says
// of its room may no longer be so when write(2) is called.
class LineLog {
 public:
  // With the newline: what a pipe that is writable at all takes in one piece
  // and without blocking, pipe(7).
  static constexpr size_t kMostBytes = 4096;

  // `fd` is borrowed, and may be a file, pipe, terminal or socket. It is left
  // in blocking mode, since others may share it.
  explicit LineLog(int fd) : fd_(fd) {}

  // Writes `line`, which ends in its only newline, with one poll(2) and one
  // write(2). Never blocks, never fails. A longer one is cut to kMostBytes.
  void Write(std::string_view line);

  // Lines dropped since the last one that was written.
  uint64_t lost() const { return lost_; }

 private:
  bool HasRoom() const;

  int fd_;
  uint64_t lost_ = 0;
  bool cut_off_ = false;  // the last line that was written, in its middle
};

}  // namespace uds

#endif  // COMMON_SERVER_LINE_LOG_H_
