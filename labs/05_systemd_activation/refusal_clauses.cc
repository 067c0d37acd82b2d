#include "labs/05_systemd_activation/refusal_clauses.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "common/os/unique_fd.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/activation.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"
#include "labs/05_systemd_activation/passing.h"

namespace lab {
namespace {

using ::testing::Test;
using ::uds::UniqueFd;
using ::uds_testing::Activation;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TempDirectory;

void ByHand(const Subject& subject) {
  ExpectRefusal(subject, {.own_pid = false}, "LISTEN_PID not set");
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
                  {.environment = {"LISTEN_FDS=1", "LISTEN_PID=" + pid},
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
                  {.environment = {"LISTEN_FDS=" + count},
                   .descriptors = {(*activation)->listener()}},
                  "LISTEN_FDS");
    if (Test::HasFailure()) return;
  }
  // More than there are: the first that is missing has the next number.
  ExpectRefusal(subject,
                {.environment = {"LISTEN_FDS=2000000000"},
                 .descriptors = {(*activation)->listener()}},
                "descriptor 4");
  Figure("wrong values of LISTEN_FDS refused", counts.size() + 1);
}

void NamesOfAnotherNumber(const Subject& subject) {
  const TempDirectory directory;
  const auto activation = Activation::Create(directory.Path("s"));
  if (!Judgeable(activation.status())) return;
  ExpectRefusal(subject,
                {.environment = {"LISTEN_FDS=1", "LISTEN_FDNAMES=a:b"},
                 .descriptors = {(*activation)->listener()}},
                "LISTEN_FDNAMES");
  Figure("two names for one socket", "refused");
}

// Something that is not what accept(2) gives Unix connections from.
struct Wrong {
  std::string what;
  UniqueFd fd;
};

UniqueFd Bound(int type, const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  const uds::UnixAddress address = uds::UnixAddress::FromPath(path).value();
  EXPECT_EQ(::bind(fd.get(), address.sockaddr(), address.length()), 0) << path;
  return fd;
}

std::vector<Wrong> WrongOnes(const TempDirectory& directory) {
  std::vector<Wrong> wrong;
  wrong.push_back(
      {"a file", UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC))});
  // Which also binds it, to a port that is free.
  UniqueFd tcp(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::listen(tcp.get(), 8), 0);
  wrong.push_back({"TCP", std::move(tcp)});
  wrong.push_back(
      {"datagrams", Bound(SOCK_DGRAM, directory.Path("datagrams"))});
  UniqueFd packets = Bound(SOCK_SEQPACKET, directory.Path("packets"));
  EXPECT_EQ(::listen(packets.get(), 8), 0);
  wrong.push_back({"packets", std::move(packets)});
  wrong.push_back({"a socket that does not listen",
                   Bound(SOCK_STREAM, directory.Path("deaf"))});
  std::array<int, 2> pair;
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()),
            0);
  wrong.push_back({"a connection", UniqueFd(pair[0])});
  ::close(pair[1]);
  return wrong;
}

void NoListener(const Subject& subject) {
  const TempDirectory directory;
  const std::vector<std::string> environment = {"LISTEN_FDS=1"};
  ExpectRefusal(subject, {.environment = environment}, "descriptor 3");
  const std::vector<Wrong> wrong_ones = WrongOnes(directory);
  for (const Wrong& wrong : wrong_ones) {
    if (Test::HasFailure()) return;
    SCOPED_TRACE(wrong.what);
    ExpectRefusal(subject,
                  {.environment = environment, .descriptors = {wrong.fd.get()}},
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
      "Run by hand, the server says \"LISTEN_FDS or LISTEN_PID not set\", and "
      "ends with a status other than 0.",
      "Look whether the variables are there before you look at descriptor 3.",
      ByHand);
}

Clause RefusesWhatIsForAnotherPid() {
  return Refusal(
      "RefusesWhatIsForAnotherPid",
      "Where LISTEN_PID is not the server's own pid, or no pid, it says so, "
      "and takes nothing.",
      "Variables are inherited: descriptor 3 may be anything in a program for "
      "which they were not meant. Compare with getpid(2).",
      ForAnotherPid);
}

Clause RefusesAWrongCount() {
  return Refusal(
      "RefusesAWrongCount",
      "Where LISTEN_FDS is no number, below 1, or more than there are, the "
      "server says so, and ends.",
      "Read the whole text as a number, and stop at the first descriptor that "
      "is closed.",
      WrongCount);
}

Clause RefusesNamesOfAnotherNumber() {
  return Refusal(
      "RefusesNamesOfAnotherNumber",
      "Where LISTEN_FDNAMES has more or fewer names than LISTEN_FDS says, the "
      "server says so, and ends.",
      "Split it at each colon, and count.", NamesOfAnotherNumber);
}

Clause RefusesWhatIsNoListener() {
  return Refusal(
      "RefusesWhatIsNoListener",
      "Where descriptor 3 is closed, no socket, of another family or type, or "
      "does not listen, the server names it, and ends.",
      "getsockopt(2) with SO_DOMAIN, SO_TYPE and SO_ACCEPTCONN.", NoListener);
}

}  // namespace lab
