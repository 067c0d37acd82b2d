#include "tests/soak/ledger.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace soak {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

Entry Served(const std::string& name, size_t owed, size_t delivered) {
  Entry entry;
  entry.name = name;
  entry.account.tally = {.connections = 1000,
                         .bytes_said = 3 << 20,
                         .bytes_heard = 5 << 20,
                         .owed = owed,
                         .delivered = delivered};
  entry.lives = 2;
  entry.end = "exit status 0";
  return entry;
}

Ledger Sample() {
  Ledger ledger{.seed = 7, .elapsed = absl::Seconds(303)};
  ledger.entries = {Served("01 echo", 20'000, 20'000),
                    Served("02 http", 1'000'000, 999'999)};
  return ledger;
}

TEST(LedgerTest, TheVerdictSaysWhatItComesTo) {
  Ledger ledger = Sample();
  EXPECT_EQ(Verdict(ledger),
            "nothing lost: 1,019,999 replies to 2,000 clients of 2 servers in "
            "5 min 03 s, seed 7");
  ledger.findings = {"02 http: it lost a reply"};
  EXPECT_EQ(Verdict(ledger),
            "not well: 1 found, 1 replies lost: 1,019,999 replies to 2,000 "
            "clients of 2 servers in 5 min 03 s, seed 7");
}

TEST(LedgerTest, EachServerIsALineAndAllAreOneMore) {
  EXPECT_THAT(ToText(Sample()),
              HasSubstr("02 http                       1,000     3.0     5.0 "
                        "1,000,000   999,999     1       0      0\n"
                        "all                           2,000     6.0    10.0 "
                        "1,020,000 1,019,999     1       0      0\n"));
}

TEST(LedgerTest, FitsIntoAHundredColumns) {
  Ledger ledger = Sample();
  Entry large = Served(std::string(25, 'x'), 99'999'999, 99'999'999);
  large.account.tally.bytes_heard = uint64_t{99'999} << 20;
  large.cpu = absl::Seconds(9999);
  ledger.entries = {large};
  const std::vector<std::string> lines = absl::StrSplit(ToText(ledger), '\n');
  for (const std::string& line : lines) EXPECT_LT(line.size(), 100u) << line;
}

TEST(LedgerTest, WhatWasFoundStandsBeforeTheLastLine) {
  Ledger ledger = Sample();
  ledger.findings = {"02 http: it died"};
  ledger.notes = {"no strangers"};
  EXPECT_THAT(ToText(ledger), HasSubstr("\nnote: no strangers\n"
                                        "found: 02 http: it died\nnot well"));
  EXPECT_THAT(ToText(ledger), EndsWith("seed 7\n"));
}

TEST(LedgerTest, TheSumIsThatOfAllAccounts) {
  EXPECT_EQ(Sum(Sample()).tally.owed, 1'020'000u);
  EXPECT_EQ(Sum(Sample()).tally.lost(), 1u);
}

}  // namespace
}  // namespace soak
