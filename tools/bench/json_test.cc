#include "tools/bench/json.h"

#include <string>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/bench/sample_results.h"

namespace tools {
namespace {

using ::nlohmann::json;

TEST(JsonTest, HasEachFigureOfEachRound) {
  const json all = json::parse(Json(SampleResults()));
  EXPECT_EQ(all["machine"], "2 cores, Linux 6.1.0, x86_64");
  EXPECT_EQ(all["rounds"], 3);
  const json& http = all["works"][0];
  EXPECT_EQ(http["name"], "http-32");
  const json& nginx = http["servers"][2];
  EXPECT_EQ(nginx["server"], "nginx");
  EXPECT_EQ(nginx["about"], "about nginx");
  EXPECT_EQ(nginx["figures"]["cpu_us"],
            json::parse(R"({"median": 2.0, "least": 1.9, "most": 2.1,
                            "rounds": [2.1, 2.0, 1.9]})"));
}

TEST(JsonTest, WhatWasNotMeasuredIsNullOrNotThere) {
  const json all = json::parse(Json(SampleResults()));
  const json& socat = all["works"][1]["servers"][2]["figures"];
  EXPECT_EQ(socat["cpu_us"]["rounds"], json::parse("[9.0, null, 8.0]"));
  EXPECT_FALSE(socat.contains("bytes_per_connection"));
}

TEST(JsonTest, HasTheTargetsWithTheirVerdicts) {
  const json all = json::parse(Json(SampleResults()));
  const json& first = all["targets"][0];
  EXPECT_EQ(first["verdict"], "missed");
  EXPECT_EQ(first["limit"], 1.25);
  EXPECT_DOUBLE_EQ(first["median"].get<double>(), 1.5);
  for (const json& target : all["targets"]) {
    EXPECT_EQ(target.contains("limit"), target["verdict"] != "shown");
  }
}

TEST(JsonTest, NamesWhatIsLeftOut) {
  const json all = json::parse(Json(SampleResults()));
  EXPECT_EQ(all["left_out"].size(), 1u);
  EXPECT_TRUE(all["failures"].empty());
}

}  // namespace
}  // namespace tools
