// The fuzzer's properties over the recorded traces, beginnings of them, and
// random damage to them, the same in each run.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace uds_testing {
namespace {

void Check(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()),
                         text.size());
}

std::vector<std::string> RecordedTexts() {
  std::vector<std::string> texts;
  for (const auto& entry :
       std::filesystem::directory_iterator("common/testing/strace/testdata")) {
    if (entry.path().extension() != ".trace") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    texts.push_back(text.str());
  }
  return texts;
}

// One small change: a byte replaced or removed, or a piece of the text moved.
std::string Damaged(std::string text, std::mt19937& random) {
  const std::string bytes = "\"\\(){}[],=? <>/*0-+\n\x01\xff";
  const size_t at = random() % text.size();
  switch (random() % 3) {
    case 0:
      text[at] = bytes[random() % bytes.size()];
      break;
    case 1:
      text.erase(at, 1);
      break;
    default:
      text.insert(random() % text.size(), text.substr(at, random() % 40));
  }
  return text;
}

TEST(TraceFuzzTest, HoldsForTheRecordedTraces) {
  const std::vector<std::string> texts = RecordedTexts();
  ASSERT_EQ(texts.size(), 5);
  for (const std::string& text : texts) Check(text);
}

TEST(TraceFuzzTest, HoldsForBeginnings) {
  constexpr size_t kStep = 11;
  for (const std::string& text : RecordedTexts()) {
    for (size_t size = 0; size < text.size(); size += kStep) {
      Check(text.substr(0, size));
    }
  }
}

TEST(TraceFuzzTest, HoldsForDamagedTraces) {
  std::mt19937 random(1);  // deterministic
  for (const std::string& text : RecordedTexts()) {
    std::string damaged = text;
    for (int i = 0; i < 200; ++i) {
      damaged = i % 20 == 0 ? text : Damaged(std::move(damaged), random);
      Check(damaged);
    }
  }
}

}  // namespace
}  // namespace uds_testing
