// The suite is no better than what it catches: wrong servers, and for each what
// has to be found. Where the same program makes no mistake, nothing is.

#include "tests/faults/play.h"

#include <ostream>
#include <string>
#include <vector>

#include "common/testing/strace/injection.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/fault_tables.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/memory_tells.h"
#include "tests/faults/scene.h"

namespace faults {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::uds_testing::Injection;

struct Planted {
  std::string program;  // "tests/faults/mistakes"
  std::string mistake;
  std::string fault;
  Harm harm;
};
std::ostream& operator<<(std::ostream& out, const Planted& planted) {
  return out << planted.mistake << " under " << planted.fault;
}

constexpr char kHttp[] = "tests/faults/mistakes";
constexpr char kEcho[] = "labs/01_echo/mistakes";

class PlayTest : public ::testing::TestWithParam<Planted> {
 protected:
  static LabProgram Program(std::string mistake = "") {
    LabProgram program =
        LabNamed(GetParam().program == kHttp ? "02_http" : "01_echo");
    program.command = {GetParam().program};
    if (!mistake.empty()) program.command.push_back("--mistake=" + mistake);
    return program;
  }
};

constexpr char kMemoryIsKept[] =
    "a sanitizer's allocator keeps what was freed: run it without one";

TEST_P(PlayTest, FindsTheMistake) {
  if (GetParam().harm == Harm::kMemory && !kMemoryTells) {
    GTEST_SKIP() << kMemoryIsKept;
  }
  Fault fault = FaultNamed(GetParam().fault);
  // One life is enough.
  if (!fault.injections.empty())
    fault.injections.resize(1, Injection::Parse(""));
  const auto findings = Play(fault, Program(GetParam().mistake));
  const std::string why_not_here = WhyNotHere(findings);
  if (!why_not_here.empty()) GTEST_SKIP() << why_not_here;
  EXPECT_THAT(findings, Contains(Field(&Finding::harm, GetParam().harm)));
}

TEST_P(PlayTest, FindsNothingWithoutIt) {
  const auto findings = Play(FaultNamed(GetParam().fault), Program());
  const std::string why_not_here = WhyNotHere(findings);
  if (!why_not_here.empty()) GTEST_SKIP() << why_not_here;
  EXPECT_THAT(findings, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, PlayTest,
    ::testing::Values(
        Planted{kHttp, "leaks_on_a_failed_accept", "AcceptFailsWithEmfile",
                Harm::kDescriptors},
        Planted{kHttp, "spins_on_a_failed_accept",
                "OutOfDescriptorsUntilThereAreMore", Harm::kSpin},
        Planted{kHttp, "keeps_what_has_ended", "ClientSaysNothing",
                Harm::kMemory},
        Planted{kHttp, "drops_a_pipelined_reply",
                "ClientAsksAThousandTimesAhead", Harm::kLostReply},
        Planted{kHttp, "dies_with_the_reader_of_its_log", "LogWithoutAReader",
                Harm::kDied},
        Planted{kHttp, "keeps_passed_descriptors", "ClientPassesDescriptors",
                Harm::kDescriptors},
        Planted{kHttp, "ends_with_status_1", "ClientLeavesAtOnce",
                Harm::kBadEnd},
        Planted{kEcho, "partial_send_is_lost", "TinySendBuffers",
                Harm::kLostReply},
        Planted{kEcho, "closes_at_the_end_of_stream", "TinySendBuffers",
                Harm::kLostReply},
        Planted{kEcho, "dies_of_sigpipe", "ClientRefusesToHear", Harm::kDied},
        Planted{kEcho, "ends_when_a_recv_fails", "RecvFailsWithEconnreset",
                Harm::kUnserved},
        Planted{kEcho, "exits_on_a_failed_accept", "AcceptFailsWithEmfile",
                Harm::kUnserved},
        Planted{kEcho, "spins_without_descriptors",
                "OutOfDescriptorsUntilOthersLeave", Harm::kSpin},
        Planted{kEcho, "sigterm_cuts_off_what_is_in_flight",
                "SigtermInTheMidstOfAll", Harm::kLostReply},
        Planted{kEcho, "leaves_its_file", "StoppedAndContinued",
                Harm::kBadEnd}),
    [](const auto& planted) {
      return planted.param.mistake + "_under_" + planted.param.fault;
    });

TEST(PlayInVainTest, AFaultThatDoesNotHappenShowsNothing) {
  const Fault fault = {.name = "NoSuchCall",
                       .sentence = "Lab 01 asks nobody who he is.",
                       .labs = {"01_echo"},
                       .injections = {Injection::Error("getsockopt", "EIO")}};
  EXPECT_THAT(Play(fault, LabNamed("01_echo")),
              ElementsAre(Field(&Finding::harm, Harm::kVoid)));
}

TEST(PlayInVainTest, AServerThatStartsAllTheSameIsFound) {
  Fault fault = FaultNamed("StartWithoutListen");
  fault.injections = {Injection::Error("accept4", "EINTR").On(1)};
  LabProgram program = LabNamed("01_echo");
  program.command = {"/bin/sh", "-c", "exit 0"};
  EXPECT_THAT(Play(fault, program),
              ElementsAre(Field(&Finding::harm, Harm::kBadEnd)));
}

TEST(PlayInVainTest, BuffersThatAreNotFoundShowNothing) {
  // A shell that has no connection, and another process that has them all.
  LabProgram program = LabNamed("02_http");
  program.command = {"/bin/sh", "-c",
                     "trap 'kill $server' TERM; \"$0\" \"$@\" & server=$!; "
                     "wait; wait $server"};
  program.command.push_back("labs/02_http/server");
  const auto findings = Play(FaultNamed("TinySendBuffers"), program);
  const std::string why_not_here = WhyNotHere(findings);
  if (!why_not_here.empty()) GTEST_SKIP() << why_not_here;
  EXPECT_THAT(findings, Contains(Field(&Finding::harm, Harm::kVoid)));
}

TEST(MayKeepTest, WhatAServerMayKeepItMayNotKeepAgainEachTime) {
  if (!kMemoryTells) GTEST_SKIP() << kMemoryIsKept;
  Fault fault = FaultNamed("MoreConnectionsThanItTakes");
  fault.may_keep = 64 << 20;  // more than all that this one keeps
  LabProgram program = LabNamed("02_http");
  program.command = {kHttp, "--mistake=keeps_what_has_ended"};
  const auto findings = Play(fault, program);
  const std::string why_not_here = WhyNotHere(findings);
  if (!why_not_here.empty()) GTEST_SKIP() << why_not_here;
  EXPECT_THAT(findings, Contains(Field(&Finding::harm, Harm::kMemory)));
}

TEST(WhyNotHereTest, IsEmptyWhereAnythingElseWasFound) {
  const Finding lacks{Harm::kNotHere, "raise it"};
  EXPECT_EQ(WhyNotHere({}), "");
  EXPECT_EQ(WhyNotHere({lacks, lacks}), "raise it");
  EXPECT_EQ(WhyNotHere({lacks, {Harm::kSpin, "it was awake"}}), "");
}

}  // namespace
}  // namespace faults
