// The program of a NAME_fuzz_test: gives LLVMFuzzerTestOneInput the seeds,
// which are its arguments, their beginnings and damage to them. A property that
// does not hold ends it, with the input as the last thing that it says.

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "common/testing/fuzz/damage.h"
#include "common/testing/fuzz/property.h"
#include "gtest/gtest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace uds_testing {
namespace {

std::vector<std::string>& Paths() {
  static auto* const paths = new std::vector<std::string>;
  return *paths;
}

std::string& Input() {
  static auto* const input = new std::string;
  return *input;
}

// No handler for other programs: what it calls is not safe in a signal, but
// abort(3) was called by Require, and not amid a call of the library.
void SayInput(int) {
  std::cerr << "the whole input: " << Escaped(Input()) << std::endl;
}

void Check(std::string_view text) {
  Input() = text;
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(Input().data()),
                         Input().size());
}

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  for (const std::string& path : Paths()) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    seeds.emplace_back(std::istreambuf_iterator<char>(file),
                       std::istreambuf_iterator<char>());
    EXPECT_FALSE(seeds.back().empty()) << path;
  }
  return seeds;
}

class FuzzTest : public testing::Test {
 protected:
  FuzzTest() { std::signal(SIGABRT, SayInput); }
  ~FuzzTest() override { std::signal(SIGABRT, SIG_DFL); }

  void SetUp() override {
    ASSERT_FALSE(Paths().empty()) << "there are no seeds";
    seeds_ = Seeds();
    ASSERT_FALSE(HasFailure());
  }

  std::vector<std::string> seeds_;
};

TEST_F(FuzzTest, HoldsForTheSeedsAndNothing) {
  Check("");
  for (const std::string& seed : seeds_) Check(seed);
}

TEST_F(FuzzTest, HoldsForTheirBeginnings) {
  constexpr size_t kMost = 150;  // of each: a long one in larger steps
  for (const std::string& seed : seeds_) {
    const std::string_view whole = seed;
    const size_t step = 1 + whole.size() / kMost;
    for (size_t i = 0; i < whole.size(); i += step) Check(whole.substr(0, i));
  }
}

TEST_F(FuzzTest, HoldsForDamagedSeeds) {
  constexpr int kMost = 4000;
  constexpr size_t kMostBytes = 600'000;  // long seeds get fewer turns
  Damage damage(seeds_);
  size_t bytes = 0;
  for (int i = 0; i < kMost && bytes < kMostBytes; ++i) {
    const std::string text = damage.Next();
    bytes += text.size();
    Check(text);
  }
}

TEST_F(FuzzTest, HoldsForASeedAHundredTimes) {
  constexpr size_t kMostBytes = 50'000;
  for (const std::string& seed : seeds_) {
    std::string many;
    for (int i = 0; i < 100 && many.size() < kMostBytes; ++i) many += seed;
    Check(many);
  }
}

}  // namespace
}  // namespace uds_testing

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  uds_testing::Paths().assign(argv + 1, argv + argc);
  return RUN_ALL_TESTS();
}
