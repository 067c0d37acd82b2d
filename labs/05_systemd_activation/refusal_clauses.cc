#include "labs/05_systemd_activation/refusal_clauses.h"

#include <string>
#include <utility>
#include <vector>

#include "common/testing/contract/activation.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/05_systemd_activation/hearing.h"
#include "labs/05_systemd_activation/passing.h"
#include "labs/05_systemd_activation/wrong_descriptors.h"

namespace lab {
namespace {

using ::testing::Test;
using ::uds_testing::Activation;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TempDirectory;

void ByHand(const Subject& subject) {
  ExpectRefusal(subject, {.what = "none of the variables", .own_pid = false},
                "LISTEN_FDS or LISTEN_PID not set");
  Figure("without the variables", "refused");
}

void ForAnotherPid(const Subject& subject) {
  const TempDirectory directory;
  const auto activation = Activation::Create(directory.Path("s"));
  if (!Judgeable(activation.status())) return;
  // The first process of the machine, and what is no pid at all.
  const std::vector<std::string> pids = {"1", "", "x", "-1", "0"};
  for (const std::string& pid : pids) {
    ExpectRefusal(subject,
                  {.what = "LISTEN_PID=\"" + pid + "\"",
                   .environment = {"LISTEN_FDS=1", "LISTEN_PID=" + pid},
                   .descriptors = {(*activation)->listener()},
                   .own_pid = false},
                  "LISTEN_PID");
    if (Test::HasFailure()) return;
  }
  Figure("wrong values of LISTEN_PID refused", pids.size());
}

void WrongCount(const Subject& subject) {
  const TempDirectory directory;
  const auto activation = Activation::Create(directory.Path("s"));
  if (!Judgeable(activation.status())) return;
  const std::vector<std::string> counts = {"0",  "-1", "",    "one",
                                           "1x", " 1", "0x1", "99999999999"};
  for (const std::string& count : counts) {
    ExpectRefusal(subject,
                  {.what = "LISTEN_FDS=\"" + count + "\"",
                   .environment = {"LISTEN_FDS=" + count},
                   .descriptors = {(*activation)->listener()}},
                  "LISTEN_FDS");
    if (Test::HasFailure()) return;
  }
  // More than there are: the first that is missing has the next number.
  ExpectRefusal(subject,
                {.what = "LISTEN_FDS=2000000000, and one socket",
                 .environment = {"LISTEN_FDS=2000000000"},
                 .descriptors = {(*activation)->listener()}},
                "descriptor 4");
  Figure("wrong values of LISTEN_FDS refused", counts.size() + 1);
}

void NamesOfAnotherNumber(const Subject& subject) {
  const TempDirectory directory;
  const auto activation = Activation::Create(directory.Path("s"));
  if (!Judgeable(activation.status())) return;
  ExpectRefusal(subject,
                {.what = "LISTEN_FDS=1 and LISTEN_FDNAMES=a:b",
                 .environment = {"LISTEN_FDS=1", "LISTEN_FDNAMES=a:b"},
                 .descriptors = {(*activation)->listener()}},
                "LISTEN_FDNAMES");
  Figure("two names for one socket", "refused");
}

// Where something else than the server's caller opened it, what is looked at is
// not what was passed.
void Closed(const Subject& subject) {
  const auto run =
      ExpectRefusal(subject,
                    {.what = "descriptor 3 closed, and LISTEN_FDS=1",
                     .environment = {"LISTEN_FDS=1"}},
                    "descriptor 3");
  if (!run.has_value() || Test::HasFailure()) return;
  const auto looks = AnyCallOf({"getsockopt", "getsockname", "fcntl", "fstat",
                                "newfstatat", "statx"})
                         .WithArgument(0, testing::StrEq("3"));
  EXPECT_FALSE(CallsMatching(run->trace, looks.FailingWith("EBADF")).empty())
      << "descriptor 3 was closed, and when the server looked at it, it was "
         "something that the server itself had opened before"
      << FirstOf(run->trace, looks);
}

void NoListener(const Subject& subject) {
  const TempDirectory directory;
  Closed(subject);
  const std::vector<WrongDescriptor> wrong_ones = WrongOnes(directory);
  for (const WrongDescriptor& wrong : wrong_ones) {
    if (Test::HasFailure()) return;
    ExpectRefusal(subject,
                  {.what = wrong.what + " as descriptor 3",
                   .environment = {"LISTEN_FDS=1"},
                   .descriptors = {wrong.fd.get()}},
                  "descriptor 3");
  }
  Figure("wrong kinds of descriptor 3 refused", wrong_ones.size() + 1);
}

Clause Refusal(std::string name, std::string sentence, std::string hint,
               void (*check)(const Subject&)) {
  return {std::move(name),
          std::move(sentence),
          std::move(hint),
          {"Replies"},
          check};
}

}  // namespace

Clause SaysThatItHasToBeActivated() {
  return Refusal(
      "SaysThatItHasToBeActivated",
      "Run by hand, the server says \"LISTEN_FDS or LISTEN_PID not set\" on "
      "stderr, and ends with a status other than 0.",
      "Look whether the variables are there before you look at descriptor 3.",
      ByHand);
}

Clause RefusesWhatIsForAnotherPid() {
  return Refusal(
      "RefusesWhatIsForAnotherPid",
      "Where LISTEN_PID is not the server's own pid, or no pid, it names "
      "LISTEN_PID on stderr, ends with a status other than 0, and takes "
      "nothing.",
      "Variables are inherited: descriptor 3 may be anything in a program for "
      "which they were not meant. Compare with getpid(2).",
      ForAnotherPid);
}

Clause RefusesAWrongCount() {
  return Refusal(
      "RefusesAWrongCount",
      "Where LISTEN_FDS is no number or below 1, the server names LISTEN_FDS "
      "on stderr, and ends with a status other than 0; where it says more than "
      "there are, it names the first that is missing: \"descriptor 4\".",
      "Read the whole text as a number, digits alone, and stop at the first "
      "descriptor that is closed.",
      WrongCount);
}

Clause RefusesNamesOfAnotherNumber() {
  return Refusal(
      "RefusesNamesOfAnotherNumber",
      "Where LISTEN_FDNAMES has more or fewer names than LISTEN_FDS says, the "
      "server names LISTEN_FDNAMES on stderr, and ends with a status other "
      "than 0.",
      "Split it at each colon, and count.", NamesOfAnotherNumber);
}

Clause RefusesWhatIsNoListener() {
  return Refusal(
      "RefusesWhatIsNoListener",
      "Where descriptor 3 is closed, no socket, of another family or type, or "
      "does not listen, the server names it on stderr, as \"descriptor 3\", "
      "and ends with a status other than 0.",
      "getsockopt(2) with SO_DOMAIN, SO_TYPE and SO_ACCEPTCONN, before you "
      "open anything, which would get the number of one that is closed.",
      NoListener);
}

}  // namespace lab
