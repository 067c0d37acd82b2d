#include "common/testing/contract/socket_file_clauses.h"

#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/testing/for_people.h"
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
      << "lstat(2) of its path " << path << ": " << std::strerror(errno);
  return found;
}

std::string Content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Clause SocketFileHoldsNoData() {
  return {
      "SocketFileHoldsNoData",
      "What stat shows at the path is a socket with size 0 and 0 blocks.",
      "bind(2) makes it; do not make a file there yourself.",
      {"BindsAndListens"},
      [](const Subject& subject) {
        const auto server = TracedServer::Start(subject);
        if (!Judgeable(server.status())) return;
        const struct stat found = Lstat((*server)->path());
        EXPECT_TRUE(S_ISSOCK(found.st_mode)) << absl::StrFormat(
            "what is at its path is no socket: st_mode is %o", found.st_mode);
        EXPECT_EQ(found.st_size, 0) << "is st_size of its socket's file";
        EXPECT_EQ(found.st_blocks, 0) << "is st_blocks of its socket's file";
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
      {"BindsAndListens", "SocketFileHoldsNoData"},
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
                    mode.empty() ? "0600" : mode)
              << "is the mode of the socket's file, where the server was "
                 "started "
              << (mode.empty() ? "without --mode" : "with --mode=" + mode);
          const auto run = (*server)->Stop();
          if (!Judgeable(run.status())) return;
          const auto bound = TheBindOf(run->trace, path);
          if (!bound.has_value()) return;
          EXPECT_THAT(run->trace.Slice(bound->first_line + 1,
                                       run->trace.lines().size()),
                      NeverMakes(AnyCallOf(
                          {"chmod", "fchmod", "fchmodat", "fchmodat2"})))
              << "bind(2) had made the file by then, and somebody may have "
                 "connected";
          if (testing::Test::HasFailure()) return;  // the others fail alike
          absl::StrAppendFormat(&figure, "%s%04o", figure.empty() ? "" : ", ",
                                found);
        }
        Figure("modes, none changed after bind", figure);
      },
      true};
}

Clause RemovesItsSocketFile() {
  return {"RemovesItsSocketFile",
          "After SIGTERM the server exits with status 0 within 10 s, its "
          "socket's file is gone, and no process of it is left.",
          "Catch SIGTERM (signalfd(2)), and unlink(2) what you bound.",
          {"BindsAndListens"},
          [](const Subject& subject) {
            const auto server = TracedServer::Start(subject);
            if (!Judgeable(server.status())) return;
            const auto run = (*server)->Stop();
            if (!Judgeable(run.status())) return;
            const std::string& why_killed = (*server)->why_killed();
            ASSERT_TRUE(why_killed.empty()) << why_killed;
            EXPECT_EQ(run->exit_status, ExitStatus::Exited(0))
                << "is how it ended after SIGTERM; "
                << PrintedForPeople(run->output, run->errors);
            EXPECT_FALSE(std::filesystem::exists((*server)->path()))
                << "the server has ended, and its socket's file is still "
                   "there: "
                << (*server)->path();
            EXPECT_TRUE(run->leftovers.empty())
                << "the server has ended, but " << Leftovers(*run);
            Figure("left at the path", "nothing");
          },
          true};
}

Clause RefusesAPathInUse(const Conversation& conversation) {
  return {
      "RefusesAPathInUse",
      "A second server on the same path refuses to start: it says on stderr "
      "that the path is \"in use by a running server\", nothing on stdout, and "
      "exits with another status than 0. The first goes on.",
      "Before unlink(2), find out whether anybody answers at the path.",
      {"Replies"},
      [conversation](const Subject& subject) {
        const auto first = TracedServer::Start(subject);
        if (!Judgeable(first.status())) return;
        const ino_t inode = Lstat((*first)->path()).st_ino;
        const auto second = RunServerToItsEnd(
            subject, (*first)->path(), "a second server on the same path");
        if (!Judgeable(second.status())) return;
        EXPECT_FALSE(second->exit_status.success())
            << "the second server ended with exit status 0, as if all were "
               "well";
        EXPECT_THAT(second->errors.substr(0, kMostShown),
                    HasSubstr("in use by a running server"))
            << "is what the second server said on stderr";
        EXPECT_EQ(second->output.substr(0, kMostShown), "")
            << "is what the second server said on stdout";
        EXPECT_EQ(Lstat((*first)->path()).st_ino, inode)
            << "is the inode of the socket's file: the second server replaced "
               "that of the first";
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
          {"Replies", "SocketFileHoldsNoData"},
          [conversation](const Subject& subject) {
            const TempDirectory directory;
            const std::string path = directory.Path("server.sock");
            {
              const auto killed = TracedServer::Start(subject, {.path = path});
              if (!Judgeable(killed.status())) return;
              (*killed)->process().process().Signal(SIGKILL);
              if (!Judgeable((*killed)->process().Finish().status())) return;
            }
            ASSERT_TRUE(S_ISSOCK(Lstat(path).st_mode))
                << "a killed server left no socket at its path";
            const auto server = TracedServer::Start(subject, {.path = path});
            if (!Judgeable(server.status())) return;
            ExpectConversation(subject, path, conversation);
            Figure("the stale file", "replaced");
          },
          true};
}

Clause LeavesARegularFileAsItIs() {
  return {"LeavesARegularFileAsItIs",
          "Where a regular file is at the path, the server refuses to start: "
          "it names the path on stderr, exits with another status than 0, and "
          "leaves the file as it was.",
          "Unlink only what lstat(2) calls a socket; connect(2) to a regular "
          "file gives ECONNREFUSED too.",
          {"BindsAndListens"},
          [](const Subject& subject) {
            const TempDirectory directory;
            const std::string path = directory.Path("server.sock");
            std::ofstream(path) << "precious";
            const ino_t inode = Lstat(path).st_ino;
            const auto run = RunServerToItsEnd(subject, path);
            if (absl::IsUnavailable(run.status())) Judgeable(run.status());
            ASSERT_EQ(Content(path), "precious")
                << "is what is in the regular file that was at its path";
            if (!Judgeable(run.status())) return;
            EXPECT_EQ(Lstat(path).st_ino, inode)
                << "is the inode of the regular file: it was replaced";
            EXPECT_FALSE(run->exit_status.success())
                << "it ended with exit status 0, as if all were well";
            EXPECT_THAT(run->errors.substr(0, kMostShown), HasSubstr(path))
                << "is what it said on stderr";
            Figure("the server", run->exit_status.ToString());
          },
          true};
}

}  // namespace uds_testing
