// What a soak comes to, in figures and in one word: what was owed and what was
// delivered, what the servers held at first and in the end.
//
//   const Ledger ledger = *Soak(options);
//   std::cout << ToText(ledger);
//   return ledger.findings.empty() ? 0 : 1;
//
// Figures only: what they must be is judged where they are found (soak.h).
#ifndef TESTS_SOAK_LEDGER_H_
#define TESTS_SOAK_LEDGER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/soak/company.h"

namespace soak {

// Of one place, in all the lives of its server.
struct Entry {
  std::string name;
  Account account;
  size_t turned_away = 0;  // found nobody, as the server had been asked to end
  size_t refused = 0;      // of another user
  size_t lives = 0;
  size_t pauses = 0;      // by SIGSTOP
  uint64_t injected = 0;  // calls that strace let fail

  // Before the first client came, and in the last lull.
  size_t descriptors_before = 0;
  size_t descriptors_after = 0;

  // Bytes of its own: likewise; and in a lull after a quarter of the time or,
  // of a life that began later, in the first one.
  size_t memory_before = 0;
  size_t memory_quarter = 0;
  size_t memory_after = 0;

  absl::Duration cpu;  // of all lives
  std::string end;     // of the last: "exit status 0"
};

struct Ledger {
  uint64_t seed = 0;
  absl::Duration elapsed = absl::ZeroDuration();
  std::vector<Entry> entries = {};

  // What is not as it should be, each with the server's name; empty if all is
  // well. And what could not be done here, and why.
  std::vector<std::string> findings = {};
  std::vector<std::string> notes = {};
};

// Two tables, of at most 99 columns, what was found, and a last line that says
// what it comes to.
std::string ToText(const Ledger& ledger);

// The account of all, and the last line alone.
Account Sum(const Ledger& ledger);
std::string Verdict(const Ledger& ledger);

}  // namespace soak

#endif  // TESTS_SOAK_LEDGER_H_
