#include "tests/soak/progress.h"

#include <unistd.h>

#include <array>
#include <string>

#include "common/os/unique_fd.h"
#include "gtest/gtest.h"

namespace soak {
namespace {

TEST(ProgressTest, SaysHowFarItIsAndWhatWasFound) {
  Ledger ledger{.elapsed = absl::Seconds(83)};
  ledger.entries.resize(2);
  for (Entry& entry : ledger.entries) {
    entry.account.tally = {.connections = 10, .owed = 7, .delivered = 6};
  }
  ledger.findings = {"x"};
  EXPECT_EQ(ProgressLine(ledger, absl::Minutes(5)),
            "1:23 of 5:00   20 clients   12 replies   2 lost   1 found");
}

TEST(ProgressTest, WithoutATerminalItIsALineAMinute) {
  int fds[2];
  ASSERT_EQ(::pipe(fds), 0);
  const uds::UniqueFd reader(fds[0]);
  uds::UniqueFd writer(fds[1]);
  Progress progress(writer.get(), absl::Minutes(3));
  for (int seconds = 0; seconds < 150; ++seconds) {
    progress.Show({.elapsed = absl::Seconds(seconds)});
  }
  progress.Erase();
  writer.Reset();
  std::array<char, 1024> buffer;
  const ssize_t size = ::read(reader.get(), buffer.data(), buffer.size());
  EXPECT_EQ(std::string(buffer.data(), size),
            "1:00 of 3:00   0 clients   0 replies   0 lost   0 found\n"
            "2:00 of 3:00   0 clients   0 replies   0 lost   0 found\n");
}

}  // namespace
}  // namespace soak
