// The unit files as such, by systemd-analyze: no systemd has to run.

#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace systemd_tests {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::uds_testing::ChildOptions;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;
using ::uds_testing::TempDirectory;

constexpr char kSocket[] = "systemd_units/uds-demo.socket";
constexpr char kSystemService[] = "systemd_units/system/uds-demo.service";
constexpr char kUserService[] = "systemd_units/user/uds-demo.service";

struct Analysis {
  ExitStatus status;
  std::string text;  // of stdout and stderr; empty where nothing is wrong
};

class UnitFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists("/usr/bin/systemd-analyze")) {
      GTEST_SKIP() << "systemd-analyze is not installed: apt-get install "
                      "systemd";
    }
  }

  static Analysis Analyze(std::vector<std::string> arguments,
                          ChildOptions options = {}) {
    arguments.insert(arguments.begin(), "/usr/bin/systemd-analyze");
    const absl::StatusOr<std::unique_ptr<ChildProcess>> child =
        ChildProcess::Start(arguments, std::move(options));
    if (!child.ok()) return {ExitStatus::Exited(-1), child.status().ToString()};
    const absl::StatusOr<ExitStatus> status = (*child)->Wait(absl::Minutes(1));
    if (!status.ok()) {
      return {ExitStatus::Exited(-1), status.status().ToString()};
    }
    return {*status, (*child)->output() + (*child)->errors()};
  }

  // Copies `from` to `to`, which is below the directory of this test.
  void Install(const std::string& from, const std::string& to) const {
    const fs::path target = directory_.path() + to;
    fs::create_directories(target.parent_path());
    fs::copy(from, target,
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  }

  // The units of the system in a root of their own, with systemd's.
  void InstallForTheSystem() const {
    Install("/usr/lib/systemd/system", "/usr/lib/systemd/system");
    Install("/usr/bin/true", "/usr/local/libexec/uds-demo-server");
    Install(fs::canonical(kSocket), "/etc/systemd/system/uds-demo.socket");
    Install(fs::canonical(kSystemService),
            "/etc/systemd/system/uds-demo.service");
  }

  Analysis VerifyForTheSystem() const {
    const std::string root = directory_.path();
    return Analyze({"verify", "--man=no", "--root=" + root,
                    root + "/etc/systemd/system/uds-demo.socket",
                    root + "/etc/systemd/system/uds-demo.service"});
  }

  // --root is for the system only: here the user has a home of his own.
  void InstallForAUser() const {
    Install("/usr/bin/true", "/.local/libexec/uds-demo-server");
    Install(fs::canonical(kSocket), "/.config/systemd/user/uds-demo.socket");
    Install(fs::canonical(kUserService),
            "/.config/systemd/user/uds-demo.service");
  }

  Analysis VerifyForAUser() const {
    const std::string home = directory_.path();
    ChildOptions options;
    options.environment.push_back("HOME=" + home);
    options.environment.push_back("XDG_RUNTIME_DIR=" + home);
    return Analyze({"verify", "--man=no", "--user",
                    home + "/.config/systemd/user/uds-demo.socket",
                    home + "/.config/systemd/user/uds-demo.service"},
                   std::move(options));
  }

  void Append(const std::string& file, const std::string& line) const {
    std::ofstream(directory_.path() + file, std::ios::app) << line << "\n";
  }

  void Remove(const std::string& file) const {
    ASSERT_TRUE(fs::remove(directory_.path() + file));
  }

  const TempDirectory directory_;
};

TEST_F(UnitFilesTest, VerifyFindsNothingInThoseForTheSystem) {
  InstallForTheSystem();
  Analysis analysis = VerifyForTheSystem();
  EXPECT_EQ(analysis.status, ExitStatus::Exited(0));
  EXPECT_EQ(analysis.text, "");

  // It would find something.
  Append("/etc/systemd/system/uds-demo.socket", "[Socket]\nSocketMod=0660");
  EXPECT_THAT(VerifyForTheSystem().text, HasSubstr("'SocketMod'"));
  Remove("/usr/local/libexec/uds-demo-server");
  EXPECT_THAT(VerifyForTheSystem().text, HasSubstr("is not executable"));
}

TEST_F(UnitFilesTest, VerifyFindsNothingInThoseForAUser) {
  InstallForAUser();
  Analysis analysis = VerifyForAUser();
  EXPECT_EQ(analysis.status, ExitStatus::Exited(0));
  EXPECT_EQ(analysis.text, "");

  Append("/.config/systemd/user/uds-demo.service", "[Service]\nRestrat=yes");
  EXPECT_THAT(VerifyForAUser().text, HasSubstr("'Restrat'"));
  Remove("/.local/libexec/uds-demo-server");
  EXPECT_THAT(VerifyForAUser().text, HasSubstr("is not executable"));
}

// The figure in the last line of "systemd-analyze security", which is
// "→ Overall exposure level for bare.service: 9.6 UNSAFE": from 0 (safe) to 10.
absl::StatusOr<double> Exposure(const std::string& text) {
  static const std::regex* const kFigure =
      new std::regex("exposure level for [^ ]+: ([0-9.]+) ");
  std::smatch match;
  double exposure = 0;
  if (!std::regex_search(text, match, *kFigure) ||
      !absl::SimpleAtod(match.str(1), &exposure)) {
    return absl::UnknownError(text);
  }
  return exposure;
}

TEST_F(UnitFilesTest, ExposureOfTheServiceForTheSystemIsSmall) {
  const Analysis analysis =
      Analyze({"security", "--offline=true", kSystemService});
  if (analysis.text.find("unrecognized option") != std::string::npos) {
    GTEST_SKIP() << "this systemd-analyze is older than 250, and has no "
                    "security --offline";
  }
  const absl::StatusOr<double> exposure = Exposure(analysis.text);
  ASSERT_TRUE(exposure.ok()) << exposure.status();
  RecordProperty("exposure", absl::StrFormat("%.1f", *exposure));
  EXPECT_LE(*exposure, 0.5) << analysis.text;

  // A service that says nothing about what it may do.
  Append("/bare.service", "[Service]\nExecStart=/usr/bin/true");
  const absl::StatusOr<double> bare = Exposure(
      Analyze({"security", "--offline=true", directory_.Path("bare.service")})
          .text);
  ASSERT_TRUE(bare.ok()) << bare.status();
  EXPECT_GT(*bare, 9);
}

}  // namespace
}  // namespace systemd_tests
