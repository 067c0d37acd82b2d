// System calls that fail while the server runs, as strace(1) can make them.
//
// Not among them: close(2). strace would not make the call, while of a real one
// that fails the descriptor is closed all the same; so that would show a state
// that no kernel brings about.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/testing/strace/injection.h"
#include "tests/faults/fault_tables.h"

namespace faults {
namespace {

using ::uds_testing::Injection;

constexpr char k01[] = "01_echo";
constexpr char k02[] = "02_http";
constexpr char k03[] = "03_peercred";
constexpr char k04[] = "04_auth_listener";
constexpr char k05[] = "05_systemd_activation";

// Before main; the servers are built as this is.
#ifdef __SANITIZE_THREAD__
constexpr int kWritesOfTheRuntime = 1;
#else
constexpr int kWritesOfTheRuntime = 0;
#endif

// A call, what it does here, and how strace knows it; those before number
// `first` belong to the start.
struct Kind {
  std::string call;
  std::string name;
  std::string names;
  int first = 1;
};

const Kind kAccept = {"accept4", "Accept", "accept4"};
const Kind kRecv = {"recv", "Recv", "recvfrom"};
const Kind kSend = {"send", "Send", "sendto"};
const Kind kShutdown = {"shutdown", "Shutdown", "shutdown"};
// The log has the second write and those behind it: the first says "ready".
const Kind kWrite = {"write", "Write", "write", 2 + kWritesOfTheRuntime};
const Kind kPoll = {"poll", "Poll", "?poll,?ppoll"};
const Kind kWait = {"epoll_wait", "EpollWait", "?epoll_wait,?epoll_pwait"};
// Listener and stop signal come first.
const Kind kWatch = {"epoll_ctl", "EpollCtl", "epoll_ctl", 3};
const Kind kAsk = {"getsockopt", "Getsockopt", "getsockopt"};

// Once, three times in a row, and every third time.
Fault Fails(const Kind& kind, const std::string& error, std::string meaning,
            std::vector<std::string> labs) {
  const Injection fails = Injection::Error(kind.names, error);
  const int first = kind.first;
  std::string camel = absl::AsciiStrToLower(error);
  camel[0] = absl::ascii_toupper(camel[0]);
  return {.name = absl::StrCat(kind.name, "FailsWith", camel),
          .sentence = absl::StrFormat("%s fails with %s: %s", kind.call, error,
                                      meaning),
          .labs = std::move(labs),
          .injections = {fails.On(first), fails.On(first, first + 2),
                         fails.On(first, first + 12, /*step=*/3)}};
}

// The same where a connection is what it costs.
Fault Costs(const Kind& kind, const std::string& error, std::string meaning,
            std::vector<std::string> labs) {
  Fault fault = Fails(kind, error, std::move(meaning), std::move(labs));
  fault.costs_connections = true;
  return fault;
}

}  // namespace

FaultGroup FailingCalls() {
  const std::vector<std::string> all = {k01, k02, k03, k04, k05};
  return {
      .title = "Calls that fail",
      .about =
          "Once, three times in a row, and every third time, as strace "
          "answers in the kernel's place.",
      .faults = {
          Fails(kAccept, "EMFILE", "this process has no descriptor left.", all),
          Fails(kAccept, "ENFILE", "the system has no file left.", {k01, k05}),
          Fails(kAccept, "ENOMEM", "the kernel has no memory.", {k01, k04}),
          Fails(kAccept, "ENOBUFS", "the kernel has no buffers.", {k01}),
          Fails(kAccept, "EPERM", "a security module forbids it.", {k01}),
          Fails(kAccept, "ECONNABORTED", "the client has given up.", all),
          Fails(kAccept, "EINTR", "a signal has come.", all),
          Fails(kAccept, "EPROTO", "the connection has failed.", {k01}),
          Fails(kAccept, "EAGAIN", "nobody is there any more.", {k01, k05}),
          Fails(kRecv, "EINTR", "a signal has come.", {k01, k02, k04}),
          Fails(kRecv, "EAGAIN", "there is nothing after all.", {k01, k02}),
          Costs(kRecv, "ENOMEM", "the kernel has no memory.", {k01, k02, k05}),
          Costs(kRecv, "ECONNRESET", "the client has reset.", {k01, k02}),
          Fails(kSend, "EAGAIN", "there is no room.", {k01, k02, k03, k04}),
          Fails(kSend, "EINTR", "a signal has come.", {k01, k02, k03}),
          Costs(kSend, "ENOBUFS", "the kernel has no buffers.", {k01, k02}),
          Costs(kSend, "ENOMEM", "the kernel has no memory.", {k01, k03}),
          Costs(kSend, "EPIPE", "the client has gone.", {k01, k02, k03, k04}),
          Fails(kShutdown, "ENOTCONN", "the client has gone.", {k03}),
          Fails(kWait, "EINTR", "a signal has come.", all),
          Costs(kWatch, "ENOMEM", "the kernel has no memory.", {k01, k02, k05}),
          Costs(kWatch, "ENOSPC",
                "this user watches as many descriptors as he may.",
                {k01, k03, k04}),
          Fails(kAsk, "ENOPROTOOPT",
                "the kernel does not tell who it is; lab "
                "02 serves him all the same.",
                {k02}),
          Costs(kAsk, "ENOMEM",
                "the kernel cannot tell who it is; he is not "
                "let in.",
                {k03, k04}),
          Fails(kWrite, "ENOSPC", "the disk with the log is full.",
                {k02, k03, k04}),
          Fails(kWrite, "EIO", "the disk with the log is broken.", {k02}),
          Fails(kWrite, "EAGAIN", "the log has no room.", {k02, k03}),
          Fails(kWrite, "EPIPE", "the reader of the log has gone.", {k02}),
          Fails(kPoll, "EINTR",
                "a signal has come while the log was looked at.", {k02, k03}),
      }};
}

}  // namespace faults
