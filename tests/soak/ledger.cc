#include "tests/soak/ledger.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace soak {
namespace {

// "12,345"
std::string Count(uint64_t number) {
  std::string digits = absl::StrCat(number);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string MiB(uint64_t bytes) {
  return absl::StrFormat("%.1f", static_cast<double>(bytes) / (1 << 20));
}

std::string Time(absl::Duration time) {
  const double seconds = absl::ToDoubleSeconds(time);
  if (seconds < 60) return absl::StrFormat("%.1f s", seconds);
  const int64_t whole = absl::ToInt64Seconds(time);
  return absl::StrFormat("%d min %02d s", whole / 60, whole % 60);
}

void AppendPassed(std::string& text, const Entry& entry) {
  const Account& account = entry.account;
  const faults::Tally& tally = account.tally;
  absl::StrAppendFormat(
      &text, "%-25s %9s %7s %7s %9s %9s %5s %7s %6s\n", entry.name,
      Count(tally.connections), MiB(tally.bytes_said), MiB(tally.bytes_heard),
      Count(tally.owed), Count(tally.delivered), Count(tally.lost()),
      Count(entry.turned_away + account.too_late), Count(entry.refused));
}

void AppendHeld(std::string& text, const Entry& entry) {
  absl::StrAppendFormat(
      &text, "%-25s %4d %6s %6s %6d %5d %6d %7d %5d %6.1f %s\n", entry.name,
      entry.lives, Count(entry.pauses), Count(entry.injected),
      entry.descriptors_before, entry.descriptors_after,
      entry.memory_before >> 10, entry.memory_quarter >> 10,
      entry.memory_after >> 10, absl::ToDoubleSeconds(entry.cpu), entry.end);
}

Entry SumOfPassed(const Ledger& ledger) {
  Entry sum;
  sum.name = "all";
  for (const Entry& entry : ledger.entries) {
    sum.account += entry.account;
    sum.turned_away += entry.turned_away;
    sum.refused += entry.refused;
    sum.lives += entry.lives;
    sum.pauses += entry.pauses;
    sum.injected += entry.injected;
    sum.descriptors_before += entry.descriptors_before;
    sum.descriptors_after += entry.descriptors_after;
    sum.memory_before += entry.memory_before;
    sum.memory_quarter += entry.memory_quarter;
    sum.memory_after += entry.memory_after;
    sum.cpu += entry.cpu;
  }
  return sum;
}

constexpr char kPassed[] =
    "What passed                 clients    MiB     MiB   replies   replies "
    "             not   sent\n"
    "                                      said   heard      owed delivered "
    " lost    owed   away\n";

constexpr char kHeld[] =
    "What the servers held            times  calls descriptors   memory in "
    "KiB        CPU\n"
    "                         lives  paused failed before after before "
    "quarter after seconds end\n";

}  // namespace

Account Sum(const Ledger& ledger) { return SumOfPassed(ledger).account; }

std::string Verdict(const Ledger& ledger) {
  const Entry sum = SumOfPassed(ledger);
  const faults::Tally& tally = sum.account.tally;
  const std::string run =
      absl::StrFormat("%s replies to %s clients of %d servers in %s, seed %d",
                      Count(tally.delivered), Count(tally.connections),
                      ledger.entries.size(), Time(ledger.elapsed), ledger.seed);
  if (ledger.findings.empty()) return "nothing lost: " + run;
  return absl::StrFormat("not well: %d found, %s replies lost: %s",
                         ledger.findings.size(), Count(tally.lost()), run);
}

std::string ToText(const Ledger& ledger) {
  const Entry sum = SumOfPassed(ledger);
  std::string text(kPassed);
  for (const Entry& entry : ledger.entries) AppendPassed(text, entry);
  AppendPassed(text, sum);
  absl::StrAppend(&text, "\n", kHeld);
  for (const Entry& entry : ledger.entries) AppendHeld(text, entry);
  AppendHeld(text, sum);
  absl::StrAppend(&text, "\n");
  for (const std::string& note : ledger.notes) {
    absl::StrAppend(&text, "note: ", note, "\n");
  }
  for (const std::string& finding : ledger.findings) {
    absl::StrAppend(&text, "found: ", finding, "\n");
  }
  absl::StrAppend(&text, Verdict(ledger), "\n");
  return text;
}

}  // namespace soak
