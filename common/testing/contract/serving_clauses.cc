#include "common/testing/contract/serving_clauses.h"

#include <string>

#include "absl/strings/str_format.h"
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
        EXPECT_THAT(run->trace,
                    MakesCallsInOrder({Call("socket")
                                           .With("AF_UNIX")
                                           .With("SOCK_STREAM")
                                           .Succeeding(),
                                       BindOf((*server)->path()),
                                       Call("listen").Returning(0)}));
        Figure("in order", "socket, bind, listen");
      }};
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
            EXPECT_THAT(run->trace,
                        MakesCallsInOrder({Call("listen").Returning(0),
                                           Call("write").With(line)}));
            Figure("in order", "listen, write");
          }};
}

Clause Replies(const Conversation& conversation) {
  return {"Replies",
          "The client gets the server's reply, whole.",
          "accept4(2) a connection, read from it, and write the reply to it.",
          {"BindsAndListens"},
          [conversation](const Subject& subject) {
            const auto server = TracedServer::Start(subject);
            if (!Judgeable(server.status())) return;
            ExpectConversation(subject, (*server)->path(), conversation);
            const auto run = (*server)->Stop();
            if (!Judgeable(run.status())) return;
            EXPECT_THAT(run->trace,
                        Makes(AnyCallOf({"accept", "accept4"}).Succeeding()));
            Figure("reply",
                   conversation.reply.substr(0, conversation.reply.find('\n')));
          }};
}

Clause ServerNeverOpensAFile(const Conversation& conversation) {
  return {"ServerNeverOpensAFile",
          "The server never opens a file: not open, openat, openat2, creat or "
          "open_by_handle_at, and no io_uring, which could hide one.",
          "Link it fully static; no log file, no local time, no name service.",
          {"Replies"},
          [conversation](const Subject& subject) {
            const auto server = TracedServer::Start(subject);
            if (!Judgeable(server.status())) return;
            ExpectConversation(subject, (*server)->path(), conversation);
            const auto run = (*server)->Stop();
            if (!Judgeable(run.status())) return;
            const Trace judged =
                JudgedPart(subject, run->trace, Call("listen"));
            EXPECT_THAT(judged, NeverOpensAFile());
            FigureOfOpens(subject, judged);
          }};
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
      }};
}

Clause OutlivesFailedAccepts(const Conversation& conversation) {
  return {
      "OutlivesFailedAccepts",
      "An accept that fails for a while (EMFILE, ECONNABORTED, EINTR) neither "
      "ends the server nor makes it spin.",
      "Treat accept(2)'s errors one by one; on EMFILE stop polling the "
      "listener "
      "for a moment.",
      {"Replies"},
      [conversation](const Subject& subject) {
        constexpr int kFailures = 3;
        size_t accepts = 0;
        for (const char* const error : {"EMFILE", "ECONNABORTED", "EINTR"}) {
          const auto server = TracedServer::Start(
              subject, {.injections = {Injection::Error("accept,accept4", error)
                                           .On(1, kFailures)}});
          if (!Judgeable(server.status())) return;
          ExpectConversation(subject, (*server)->path(), conversation);
          const auto run = (*server)->Stop();
          if (!Judgeable(run.status())) return;
          const auto calls =
              CallsMatching(run->trace, AnyCallOf({"accept", "accept4"}));
          EXPECT_GT(calls.size(), static_cast<size_t>(kFailures));
          EXPECT_LT(calls.size(), 20u) << "it spun on " << error;
          accepts += calls.size();
        }
        Figure("calls for 9 failures and 3 clients", accepts);
      }};
}

}  // namespace uds_testing
