#include "common/testing/contract/accept_clauses.h"

#include <poll.h>
#include <sys/socket.h>

#include <csignal>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/endings.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

constexpr int kFailedAccepts = 3;

// How many accepts in `trace` failed with `error` because they were made to: an
// empty queue gives EAGAIN too.
size_t Injected(const Trace& trace, const char* error) {
  size_t injected = 0;
  for (const SystemCall& call : CallsMatching(
           trace, AnyCallOf({"accept", "accept4"}).FailingWith(error))) {
    injected += call.injected ? 1 : 0;
  }
  return injected;
}

// Lets the first `times` accepts of a server fail with `error`, and expects it
// to serve `conversation` all the same. Returns how many did fail.
size_t FailAccepts(const Subject& subject, const Conversation& conversation,
                   const char* error, int times) {
  const auto run = ServeConversation(
      subject, conversation,
      {.injections = {Injection::Error("accept,accept4", error).On(1, times)}});
  if (!Judgeable(run.status())) return 0;
  const size_t failed = Injected(run->trace, error);
  EXPECT_EQ(failed, static_cast<size_t>(times))
      << "is how often its accept(2) was made to fail with " << error;
  return failed;
}

// The same with EAGAIN, once. The kernel gives it for an empty queue alone, and
// an edge-triggered server then waits for the next client: so one is there
// whose only part is to be missed.
size_t FailAcceptWithEagain(const Subject& subject,
                            const Conversation& conversation) {
  const auto server = TracedServer::Start(
      subject,
      {.injections = {Injection::Error("accept,accept4", "EAGAIN").On(1)}});
  if (!Judgeable(server.status())) return 0;
  const absl::StatusOr<uds::UniqueFd> missed = (*server)->Connect();
  if (!Judgeable(missed.status())) return 0;
  // A server that serves one after the other need not wait for it.
  ::shutdown(missed->get(), SHUT_WR);
  const CallPattern fails =
      AnyCallOf({"accept", "accept4"}).FailingWith("EAGAIN");
  if (!Judgeable((*server)
                     ->process()
                     .WaitFor(fails, TracedProcess::kPatience,
                              "call accept(2), though a client was there")
                     .status())) {
    return 0;
  }
  ExpectConversation(subject, (*server)->path(), conversation);
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return 0;
  return Injected(run->trace, "EAGAIN");
}

}  // namespace

Clause OutlivesFailedAccepts(const Conversation& conversation) {
  return {"OutlivesFailedAccepts",
          "The server serves again after accepts that failed: three times "
          "with EMFILE, ECONNABORTED and EINTR, once with EAGAIN.",
          "Treat accept(2)'s errors one by one: these pass, so try again.",
          {"Replies"},
          [conversation](const Subject& subject) {
            size_t failed = 0;
            for (const char* const error :
                 {"EMFILE", "ECONNABORTED", "EINTR", "EAGAIN"}) {
              failed += std::string_view(error) == "EAGAIN"
                            ? FailAcceptWithEagain(subject, conversation)
                            : FailAccepts(subject, conversation, error,
                                          kFailedAccepts);
              if (testing::Test::HasFailure()) {
                NoteTrouble(absl::StrCat(
                    "this was while its first calls of accept(2) failed with ",
                    error));
                return;
              }
            }
            EXPECT_EQ(failed, 3u * kFailedAccepts + 1)
                << "is how many accepts were made to fail";
            Figure("failed accepts outlived", failed);
          },
          true};
}

Clause StaysCalmWithoutDescriptors() {
  return {
      "StaysCalmWithoutDescriptors",
      "While no descriptor is left for the next client (EMFILE), the server "
      "does not try again and again at full speed, but fewer than 100 times in "
      "a second.",
      "The queue stays readable: stop polling the listener for a moment.",
      {"Replies", "OutlivesFailedAccepts"},
      [](const Subject& subject) {
        const auto server = TracedServer::Start(
            subject,
            {.injections = {Injection::Error("accept,accept4", "EMFILE")}});
        if (!Judgeable(server.status())) return;
        const absl::StatusOr<uds::UniqueFd> client = (*server)->Connect();
        if (!Judgeable(client.status())) return;
        const CallPattern accepts =
            AnyCallOf({"accept", "accept4"}).FailingWith("EMFILE");
        if (!Judgeable((*server)
                           ->process()
                           .WaitFor(accepts, TracedProcess::kPatience,
                                    "call accept(2), though a client was there")
                           .status())) {
          return;
        }
        // A second is the measure: nothing is being waited for.
        pollfd reply{client->get(), POLLIN, 0};
        const int answers = ::poll(&reply, 1, 1000);
        // Not by SIGTERM, after which it would still wait for a descriptor.
        (*server)->process().process().Signal(SIGKILL);
        const auto run = (*server)->process().Finish();
        if (!Judgeable(run.status())) return;
        const auto tries =
            CallsMatching(run->trace, AnyCallOf({"accept", "accept4"}));
        EXPECT_LT(tries.size(), 100u)
            << "calls of accept(2) in about a second, all of which failed:\n"
            << run->trace.Excerpt(tries.front().first_line);
        EXPECT_EQ(answers, 0)
            << "the client was answered or hung up on, though "
               "it could not be accepted";
        Figure("accepts tried in a second", tries.size());
      },
      true};
}

}  // namespace uds_testing
