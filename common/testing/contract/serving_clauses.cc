#include "common/testing/contract/serving_clauses.h"

#include <cstdlib>
#include <string>

#include "absl/strings/str_format.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

// Whether the server, which listens, has printed `line`; if not, fails.
bool SaysInTime(TracedServer& server, const std::string& line) {
  const absl::Status said =
      server.process().process().WaitForOutput(line + "\n", absl::Seconds(5));
  if (said.ok()) return true;
  ADD_FAILURE() << "it listens, but no such line came out; to a pipe stdout is "
                   "buffered, and has to be flushed: "
                << said.message();
  return false;
}

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
        const auto bound = TheBindOf(run->trace, (*server)->path());
        if (!bound.has_value()) return;
        const std::string& fd = bound->args[0];
        EXPECT_THAT(run->trace,
                    MakesCallsInOrder(
                        {Call("socket")
                             .With("AF_UNIX")
                             .With("SOCK_STREAM")
                             .Returning(std::atoi(fd.c_str())),
                         BindOf((*server)->path()),
                         Call("listen").WithArgument(0, fd).Returning(0)}))
            << "on one descriptor, here " << fd
            << ": socket(AF_UNIX, SOCK_STREAM, 0), bind(2) to its path, "
               "listen(2)";
        Figure("in order, on one descriptor", "socket, bind, listen");
      },
      true};
}

Clause SaysWhenItIsReady() {
  return {"SaysWhenItIsReady",
          "The server prints a line \"Listening on PATH\" once a connect "
          "succeeds, and not before.",
          "Print the line after listen(2), in one piece, and flush stdout: to "
          "a pipe it is buffered.",
          {"BindsAndListens"},
          [](const Subject& subject) {
            const auto server = TracedServer::Start(subject);
            if (!Judgeable(server.status())) return;
            const std::string line = "Listening on " + (*server)->path();
            if (!SaysInTime(**server, line)) return;
            if (!Judgeable((*server)->Connect().status())) return;
            const auto run = (*server)->Stop();
            if (!Judgeable(run.status())) return;
            const CallPattern says = AnyCallOf({"write", "writev"}).With(line);
            const auto listening =
                CallsMatching(run->trace, Call("listen").Returning(0));
            ASSERT_FALSE(listening.empty()) << "it never called listen(2)";
            EXPECT_THAT(run->trace.Slice(0, listening[0].last_line),
                        NeverMakes(says))
                << "before listen(2) has returned, whoever believes the line "
                   "and connects is refused";
            EXPECT_THAT(run->trace, Makes(says))
                << "the whole line leaves in one write(2)";
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
            if (testing::Test::HasFailure()) return;
            EXPECT_THAT(run->trace,
                        Makes(AnyCallOf({"accept", "accept4"}).Succeeding()))
                << "the client was answered, but not by this server";
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
        EXPECT_THAT(run->trace,
                    MakesCallsInOrder(
                        {Call("socket").With("AF_UNIX").Succeeding(),
                         Call("connect").With((*server)->path()).Returning(0)}))
            << "the client connects to the path that it was given";
        const Trace judged = JudgedPart(subject, run->trace, Call("connect"));
        EXPECT_THAT(judged, NeverOpensAFile());
        FigureOfOpens(subject, judged);
      },
      true};
}

}  // namespace uds_testing
