#include "tools/run/lab_directory.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LabDirectoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::current_path(directory_.path());
    AddLab("02_http", R"({"client_args": ["/"], "server_calls": ["bind"],
                          "client_calls": ["connect"], "activated": true})");
    AddLab("01_echo", R"({"client_args": ["ping"], "server_calls": [],
                          "client_calls": []})");
    std::filesystem::create_directories(directory_.Path("labs/not_a_lab"));
  }

  void AddLab(const std::string& name, const std::string& json) {
    const std::string folder = directory_.Path("labs/" + name);
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/demonstration.json") << json;
    std::ofstream(folder + "/README.md") << "# Lab " << name << "\n\nText.\n";
  }

  std::vector<std::string> Names(const std::vector<std::string>& wanted) {
    const std::vector<LabDirectory> labs = FindLabs("labs", wanted).value();
    std::vector<std::string> names;
    for (const LabDirectory& lab : labs) {
      names.push_back(lab.name);
    }
    return names;
  }

  const uds_testing::TempDirectory directory_;
};

TEST_F(LabDirectoryTest, FindsAllInOrderOrThoseThatAreNamed) {
  EXPECT_THAT(Names({}), ElementsAre("01_echo", "02_http"));
  for (const char* const word : {"2", "02", "02_http"}) {
    EXPECT_THAT(Names({word}), ElementsAre("02_http"));
  }
}

TEST_F(LabDirectoryTest, ReadsWhatIsToBeShown) {
  const LabDirectory lab = FindLabs("labs", {"02"}).value().front();
  EXPECT_EQ(lab.title, "Lab 02_http");
  EXPECT_EQ(lab.server, "labs/02_http/server");
  EXPECT_TRUE(lab.activated);
  EXPECT_FALSE(FindLabs("labs", {"01"}).value().front().activated);
  EXPECT_THAT(lab.client_args, ElementsAre("/"));
  EXPECT_THAT(lab.server_calls, ElementsAre("bind"));
  EXPECT_THAT(lab.client_calls, ElementsAre("connect"));
}

TEST_F(LabDirectoryTest, NamesTheLabsThatThereAreForOneThatThereIsNot) {
  const absl::Status status = FindLabs("labs", {"01", "7"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("\"7\""));
  EXPECT_THAT(std::string(status.message()), HasSubstr("01_echo, 02_http"));
}

TEST_F(LabDirectoryTest, RefusesADemonstrationThatLacksAList) {
  AddLab("03_bad", R"({"client_args": []})");
  EXPECT_EQ(FindLabs("labs", {"03"}).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(FindLabs("nowhere", {}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace tools
