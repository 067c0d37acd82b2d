#include "tools/bench/options.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(OptionsTest, ReadsAllThatThereAre) {
  const BenchOptions options =
      ParseOptions({"--quick", "--rounds=7", "--only=nginx,http-32",
                    "--json=a.json", "--svg=a.svg", "--markdown=a=b.md",
                    "--bin=bin", "--files=root", "--go_programs=go"})
          .value();
  EXPECT_TRUE(options.plan.quick);
  EXPECT_EQ(options.plan.rounds, 7);
  EXPECT_THAT(options.plan.only, ElementsAre("nginx", "http-32"));
  EXPECT_EQ(options.json, "a.json");
  EXPECT_EQ(options.svg, "a.svg");
  EXPECT_EQ(options.markdown, "a=b.md");
  EXPECT_EQ(options.places.bin, "bin");
  EXPECT_EQ(options.places.files, "root");
  EXPECT_EQ(options.places.go_programs, "go");
}

TEST(OptionsTest, NeedsNone) {
  const BenchOptions options = ParseOptions({}).value();
  EXPECT_FALSE(options.plan.quick);
  EXPECT_EQ(options.plan.rounds, 0);
  EXPECT_THAT(options.plan.only, IsEmpty());
  EXPECT_EQ(options.json, "");
}

TEST(OptionsTest, NamesTheWordThatIsWrong) {
  for (const char* const word :
       {"--quik", "quick", "--quick=1", "--json", "--json=", "--rounds=0",
        "--rounds=1001", "--rounds=two", "--rounds=-1", "-q", ""}) {
    const absl::Status status = ParseOptions({word}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << word;
    EXPECT_THAT(std::string(status.message()), HasSubstr(word));
  }
}

}  // namespace
}  // namespace tools
