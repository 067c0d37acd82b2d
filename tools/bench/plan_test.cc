#include "tools/bench/plan.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Lt;

const std::vector<ServerProgram>& Servers() {
  static const auto& servers = *new std::vector<ServerProgram>{
      {.server = "floor", .groups = {"echo"}},
      {.server = "ours", .groups = {"echo", "cycle"}},
      {.server = "nginx",
       .groups = {"cycle"},
       .missing = "nginx is not installed: apt-get install nginx-light"},
  };
  return servers;
}

// "ours: echo-64-1" for each of the plan.
std::vector<std::string> Pairs(const Plan& plan) {
  std::vector<std::string> pairs;
  for (const Visit& visit : plan.visits) {
    for (const Work& work : visit.works) {
      pairs.push_back(visit.program.server + ": " + work.name);
    }
  }
  return pairs;
}

std::vector<std::string> Only(const std::vector<std::string>& only) {
  return Pairs(MakePlan({.only = only}, Servers()).value());
}

TEST(PlanTest, EachServerDoesTheWorksOfItsGroups) {
  EXPECT_THAT(
      Pairs(MakePlan({}, Servers()).value()),
      ElementsAre("floor: echo-64-1", "floor: echo-64-32", "floor: echo-64k-1",
                  "floor: echo-64k-32", "ours: echo-64-1", "ours: echo-64-32",
                  "ours: echo-64k-1", "ours: echo-64k-32", "ours: cycle"));
}

TEST(PlanTest, OnlyNamesServersWorksAndGroups) {
  EXPECT_THAT(Only({"echo-64-1"}),
              ElementsAre("floor: echo-64-1", "ours: echo-64-1"));
  EXPECT_THAT(Only({"ours", "cycle", "echo-64k-1"}),
              ElementsAre("ours: echo-64k-1", "ours: cycle"));
  EXPECT_THAT(Only({"floor"}).size(), 4u);
  EXPECT_THAT(Only({"echo"}).size(), 8u);
}

TEST(PlanTest, ForAWrongNameItListsThoseThatThereAre) {
  const absl::Status status =
      MakePlan({.only = {"ours", "ngnix"}}, Servers()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("\"ngnix\""), HasSubstr("floor, nginx, ours"),
                    HasSubstr("echo-64-32")));
}

TEST(PlanTest, NamesWhatIsMissing) {
  EXPECT_THAT(MakePlan({}, Servers())->left_out,
              Contains(HasSubstr("apt-get install nginx-light")));
}

TEST(PlanTest, IsNoneWhereNothingIsLeft) {
  const absl::Status missing =
      MakePlan({.only = {"nginx"}}, Servers()).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(missing.message()),
              HasSubstr("nginx is not installed"));
  EXPECT_EQ(MakePlan({.only = {"floor", "cycle"}}, Servers()).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(PlanTest, QuickIsLessOfAll) {
  const Plan quick = MakePlan({.quick = true}, Servers()).value();
  const Plan full = MakePlan({}, Servers()).value();
  EXPECT_THAT(quick.rounds, AllOf(Gt(1), Lt(full.rounds)));
  EXPECT_LT(quick.window.time, full.window.time);
  EXPECT_LT(quick.idle_connections, full.idle_connections);
  EXPECT_LT(quick.refusal_time, full.refusal_time);
  EXPECT_EQ(MakePlan({.quick = true, .rounds = 9}, Servers())->rounds, 9);
}

}  // namespace
}  // namespace tools
