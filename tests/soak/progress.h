// How far a soak is, for whoever waits: one line that is drawn anew on a
// terminal, otherwise a line a minute.
//
//   Progress progress(STDOUT_FILENO, absl::Minutes(5));
//   progress.Show(ledger);  // as often as one likes
//   progress.Erase();
#ifndef TESTS_SOAK_PROGRESS_H_
#define TESTS_SOAK_PROGRESS_H_

#include <string>

#include "absl/time/time.h"
#include "tests/soak/ledger.h"

namespace soak {

// "1:23 of 5:00   45,678 clients   567,890 replies   0 lost   0 found"
std::string ProgressLine(const Ledger& ledger, absl::Duration whole);

class Progress {
 public:
  // `fd` is borrowed.
  Progress(int fd, absl::Duration whole);

  void Show(const Ledger& ledger);

  // Nothing is left of the line on a terminal.
  void Erase();

 private:
  void Write(const std::string& text);

  const int fd_;
  const bool terminal_;
  const absl::Duration whole_;
  absl::Duration next_ = absl::Minutes(1);
};

}  // namespace soak

#endif  // TESTS_SOAK_PROGRESS_H_
