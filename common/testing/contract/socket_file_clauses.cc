#include "common/testing/contract/socket_file_clauses.h"

#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_format.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using testing::HasSubstr;

struct stat Lstat(const std::string& path) {
  struct stat found = {};
  EXPECT_EQ(::lstat(path.c_str(), &found), 0)
      << path << ": " << std::strerror(errno);
  return found;
}

std::string Content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Clause SocketFileHoldsNoData() {
  return {"SocketFileHoldsNoData",
          "What stat shows at the path is a socket with size 0 and 0 blocks.",
          "bind(2) makes it; do not make a file there yourself.",
          {"BindsAndListens"},
          [](const Subject& subject) {
            const auto server = TracedServer::Start(subject);
            if (!Judgeable(server.status())) return;
            const struct stat found = Lstat((*server)->path());
            EXPECT_TRUE(S_ISSOCK(found.st_mode));
            EXPECT_EQ(found.st_size, 0);
            EXPECT_EQ(found.st_blocks, 0);
            Figure("type, size, blocks",
                   absl::StrFormat("%s, %d, %d",
                                   S_ISSOCK(found.st_mode) ? "socket" : "other",
                                   found.st_size, found.st_blocks));
          },
          true};
}

Clause ModeHoldsFromTheFirstInstant() {
  return {
      "ModeHoldsFromTheFirstInstant",
      "The socket's file has its mode (--mode, by default 0600) at the instant "
      "it appears: it is not changed afterwards.",
      "fchmod(2) the socket, or set the umask, before bind(2); a chmod(2) "
      "after it comes too late.",
      {"BindsAndListens"},
      [](const Subject& subject) {
        std::string figure;
        for (const std::string mode : {"", "0666", "0620"}) {
          TracedServerOptions options;
          if (!mode.empty()) options.arguments = {"--mode=" + mode};
          const auto server = TracedServer::Start(subject, options);
          if (!Judgeable(server.status())) return;
          const std::string path = (*server)->path();
          const mode_t found = Lstat(path).st_mode & 07777;
          EXPECT_EQ(absl::StrFormat("%04o", found),
                    mode.empty() ? "0600" : mode);
          const auto run = (*server)->Stop();
          if (!Judgeable(run.status())) return;
          const auto bound = CallsMatching(run->trace, BindOf(path));
          ASSERT_EQ(bound.size(), 1u);
          EXPECT_THAT(run->trace.Slice(bound[0].first_line + 1,
                                       run->trace.lines().size()),
                      NeverMakes(AnyCallOf(
                          {"chmod", "fchmod", "fchmodat", "fchmodat2"})));
          absl::StrAppendFormat(&figure, "%s%04o", figure.empty() ? "" : ", ",
                                found);
        }
        Figure("modes, none changed after bind", figure);
      },
      true};
}

Clause RemovesItsSocketFile() {
  return {"RemovesItsSocketFile",
          "After SIGTERM the server exits with status 0, and its socket's file "
          "is gone.",
          "Catch SIGTERM (signalfd(2)), and unlink(2) what you bound.",
          {"BindsAndListens"},
          [](const Subject& subject) {
            const auto server = TracedServer::Start(subject);
            if (!Judgeable(server.status())) return;
            const auto run = (*server)->Stop();
            if (!Judgeable(run.status())) return;
            EXPECT_EQ(run->exit_status, ExitStatus::Exited(0)) << run->errors;
            EXPECT_FALSE(std::filesystem::exists((*server)->path()));
            Figure("left at the path", "nothing");
          },
          true};
}

Clause RefusesAPathInUse(const Conversation& conversation) {
  return {
      "RefusesAPathInUse",
      "A second server on the same path refuses to start, and the first goes "
      "on.",
      "Before unlink(2), find out whether anybody answers at the path.",
      {"Replies"},
      [conversation](const Subject& subject) {
        const auto first = TracedServer::Start(subject);
        if (!Judgeable(first.status())) return;
        const ino_t inode = Lstat((*first)->path()).st_ino;
        const auto second = RunServerToItsEnd(subject, (*first)->path());
        if (!Judgeable(second.status())) return;
        EXPECT_FALSE(second->exit_status.success());
        EXPECT_THAT(second->errors, HasSubstr("in use by a running server"));
        EXPECT_EQ(second->output, "");
        EXPECT_EQ(Lstat((*first)->path()).st_ino, inode);
        ExpectConversation(subject, (*first)->path(), conversation);
        Figure("the second", second->exit_status.ToString());
      },
      true};
}

Clause ReplacesAStaleSocketFile(const Conversation& conversation) {
  return {"ReplacesAStaleSocketFile",
          "A socket's file that a killed server left behind is replaced.",
          "bind(2) does not overwrite: unlink(2) a socket on which connect(2) "
          "gives ECONNREFUSED.",
          {"Replies"},
          [conversation](const Subject& subject) {
            const TempDirectory directory;
            const std::string path = directory.Path("server.sock");
            {
              const auto killed = TracedServer::Start(subject, {.path = path});
              if (!Judgeable(killed.status())) return;
              (*killed)->process().process().Signal(SIGKILL);
              if (!Judgeable((*killed)->process().Finish().status())) return;
            }
            ASSERT_TRUE(S_ISSOCK(Lstat(path).st_mode));
            const auto server = TracedServer::Start(subject, {.path = path});
            if (!Judgeable(server.status())) return;
            ExpectConversation(subject, path, conversation);
            Figure("the stale file", "replaced");
          },
          true};
}

Clause LeavesARegularFileAsItIs() {
  return {"LeavesARegularFileAsItIs",
          "Where a regular file is at the path, the server refuses to start, "
          "says so, and leaves the file as it was.",
          "Unlink only what lstat(2) calls a socket; connect(2) to a regular "
          "file gives ECONNREFUSED too.",
          {"BindsAndListens"},
          [](const Subject& subject) {
            const TempDirectory directory;
            const std::string path = directory.Path("server.sock");
            std::ofstream(path) << "precious";
            const ino_t inode = Lstat(path).st_ino;
            const auto run = RunServerToItsEnd(subject, path);
            if (!Judgeable(run.status())) return;
            EXPECT_FALSE(run->exit_status.success());
            EXPECT_THAT(run->errors, HasSubstr(path));
            EXPECT_EQ(Content(path), "precious");
            EXPECT_EQ(Lstat(path).st_ino, inode);
            Figure("the server", run->exit_status.ToString());
          },
          true};
}

}  // namespace uds_testing
