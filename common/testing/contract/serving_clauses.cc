#include "common/testing/contract/serving_clauses.h"

#include <poll.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

void FigureOfOpens(const Subject& subject, const Trace& judged) {
  Figure(absl::StrFormat("open-family calls from %s to exit",
                         subject.whole_life ? "exec" : "ready"),
         OpenFamilyCalls(judged).size());
}

}  // namespace

Clause BindsAndListens() {
  return {
      "BindsAndListens",
      "The server makes a stream socket, binds it to its path, and listens.",
      "socket(2), bind(2), listen(2), in this order, on one descriptor.",
      {},
      [](const Subject& subject) {
        const auto server = TracedServer::Start(subject);
        if (!Judgeable(server.status())) return;
        const auto run = (*server)->Stop();
        if (!Judgeable(run.status())) return;
        const auto bound = CallsMatching(run->trace, BindOf((*server)->path()));
        ASSERT_EQ(bound.size(), 1u) << "calls of bind with the path";
        const std::string& fd = bound[0].args[0];
        EXPECT_THAT(run->trace,
                    MakesCallsInOrder(
                        {Call("socket")
                             .With("AF_UNIX")
                             .With("SOCK_STREAM")
                             .Returning(std::atoi(fd.c_str())),
                         BindOf((*server)->path()),
                         Call("listen").WithArgument(0, fd).Returning(0)}));
        Figure("in order, on one descriptor", "socket, bind, listen");
      },
      true};
}

Clause SaysWhenItIsReady() {
  return {"SaysWhenItIsReady",
          "The server prints \"Listening on PATH\" once a connect succeeds, "
          "and not "
          "before.",
          "Print the line after listen(2), and flush stdout: to a pipe it is "
          "buffered.",
          {"BindsAndListens"},
          [](const Subject& subject) {
            const auto server = TracedServer::Start(subject);
            if (!Judgeable(server.status())) return;
            const std::string line = "Listening on " + (*server)->path();
            if (!Judgeable((*server)->process().process().WaitForOutput(
                    line + "\n", TracedProcess::kPatience))) {
              return;
            }
            EXPECT_TRUE((*server)->Connect().ok());
            const auto run = (*server)->Stop();
            if (!Judgeable(run.status())) return;
            const CallPattern says = AnyCallOf({"write", "writev"}).With(line);
            const auto listening =
                CallsMatching(run->trace, Call("listen").Returning(0));
            ASSERT_FALSE(listening.empty());
            EXPECT_THAT(run->trace.Slice(0, listening[0].last_line),
                        NeverMakes(says));
            EXPECT_THAT(run->trace, Makes(says));
            Figure("in order", "listen, write");
          },
          true};
}

Clause Replies(const Conversation& conversation) {
  return {"Replies",
          "The client gets the server's reply, whole.",
          "accept4(2) a connection, read from it, and write the reply to it.",
          {"BindsAndListens"},
          [conversation](const Subject& subject) {
            const auto run = ServeConversation(subject, conversation);
            if (!Judgeable(run.status())) return;
            EXPECT_THAT(run->trace,
                        Makes(AnyCallOf({"accept", "accept4"}).Succeeding()));
            Figure("reply",
                   conversation.reply.substr(0, conversation.reply.find('\n')));
          },
          true};
}

Clause ServerNeverOpensAFile(const Conversation& conversation) {
  return {"ServerNeverOpensAFile",
          "The server never opens a file: not open, openat, openat2, creat or "
          "open_by_handle_at, and no io_uring, which could hide one.",
          "Link it fully static; no log file, no local time, no name service.",
          {"Replies"},
          [conversation](const Subject& subject) {
            const auto run = ServeConversation(subject, conversation);
            if (!Judgeable(run.status())) return;
            const Trace judged =
                JudgedPart(subject, run->trace, ReadyCall(subject));
            EXPECT_THAT(judged, NeverOpensAFile());
            FigureOfOpens(subject, judged);
          },
          true};
}

Clause ClientNeverOpensAFile(const Conversation& conversation) {
  return {
      "ClientNeverOpensAFile",
      "The client reaches the server by socket and connect, and never opens a "
      "file.",
      "Link it fully static; connect(2) takes the path, nobody opens it.",
      {"Replies"},
      [conversation](const Subject& subject) {
        const auto server = TracedServer::Start(subject);
        if (!Judgeable(server.status())) return;
        const auto run = RunClient(subject, (*server)->path(),
                                   conversation.client_arguments);
        if (!Judgeable(run.status())) return;
        EXPECT_THAT(
            run->trace,
            MakesCallsInOrder(
                {Call("socket").With("AF_UNIX").Succeeding(),
                 Call("connect").With((*server)->path()).Returning(0)}));
        const Trace judged = JudgedPart(subject, run->trace, Call("connect"));
        EXPECT_THAT(judged, NeverOpensAFile());
        FigureOfOpens(subject, judged);
      },
      true};
}

Clause OutlivesFailedAccepts(const Conversation& conversation) {
  return {"OutlivesFailedAccepts",
          "The server serves again after accepts that failed (EMFILE, "
          "ECONNABORTED, EINTR, EAGAIN).",
          "Treat accept(2)'s errors one by one: these pass.",
          {"Replies"},
          [conversation](const Subject& subject) {
            constexpr int kFailures = 3;
            size_t failed = 0;
            for (const char* const error :
                 {"EMFILE", "ECONNABORTED", "EINTR", "EAGAIN"}) {
              const auto run = ServeConversation(
                  subject, conversation,
                  {.injections = {Injection::Error("accept,accept4", error)
                                      .On(1, kFailures)}});
              if (!Judgeable(run.status())) return;
              // An empty queue gives EAGAIN too.
              for (const SystemCall& call : CallsMatching(
                       run->trace,
                       AnyCallOf({"accept", "accept4"}).FailingWith(error))) {
                failed += call.injected ? 1 : 0;
              }
            }
            EXPECT_EQ(failed, 4u * kFailures);
            Figure("failed accepts outlived", failed);
          },
          true};
}

Clause StaysCalmWithoutDescriptors() {
  return {
      "StaysCalmWithoutDescriptors",
      "While no descriptor is left for the next client (EMFILE), the server "
      "does not try again and again at full speed.",
      "The queue stays readable: stop polling the listener for a moment.",
      {"Replies"},
      [](const Subject& subject) {
        const auto server = TracedServer::Start(
            subject,
            {.injections = {Injection::Error("accept,accept4", "EMFILE")}});
        if (!Judgeable(server.status())) return;
        const absl::StatusOr<uds::UniqueFd> client = (*server)->Connect();
        if (!Judgeable(client.status())) return;
        // A second is the measure: nothing is being waited for.
        pollfd reply{client->get(), POLLIN, 0};
        EXPECT_EQ(::poll(&reply, 1, 1000), 0) << "it was served all the same";
        // Not by SIGTERM, after which it would still wait for a descriptor.
        (*server)->process().process().Signal(SIGKILL);
        const auto run = (*server)->process().Finish();
        if (!Judgeable(run.status())) return;
        const size_t tries =
            CallsMatching(run->trace, AnyCallOf({"accept", "accept4"})).size();
        EXPECT_GE(tries, 1u);
        EXPECT_LT(tries, 100u) << "accepts in about a second";
        Figure("accepts tried in a second", tries);
      },
      true};
}

}  // namespace uds_testing
