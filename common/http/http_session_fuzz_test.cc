// The fuzzer's properties over requests of many kinds, beginnings of them, and
// random damage to them, the same in each run.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace uds::http {
namespace {

void Check(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()),
                         text.size());
}

std::vector<std::string> Texts() {
  std::vector<std::string> texts;
  for (const auto& entry :
       std::filesystem::directory_iterator("common/http/testdata")) {
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    texts.push_back(text.str());
  }
  return texts;
}

// One small change: a byte replaced or removed, or a piece of the text moved.
std::string Damaged(std::string text, std::mt19937& random) {
  const std::string bytes("\r\n :;,=%?/\"\\0129afX\0\x7f\xff", 23);
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

TEST(HttpSessionFuzzTest, HoldsForWholeRequestsAndBeginnings) {
  const std::vector<std::string> texts = Texts();
  ASSERT_EQ(texts.size(), 7);
  for (const std::string& text : texts) {
    for (size_t size = 0; size <= text.size(); ++size) {
      Check(text.substr(0, size));
    }
  }
}

TEST(HttpSessionFuzzTest, HoldsForDamagedRequests) {
  std::mt19937 random(1);  // deterministic
  for (const std::string& text : Texts()) {
    std::string damaged = text;
    for (int i = 0; i < 400; ++i) {
      damaged = i % 10 == 0 ? text : Damaged(std::move(damaged), random);
      Check(damaged);
    }
  }
}

TEST(HttpSessionFuzzTest, HoldsForOneRequestAHundredTimes) {
  for (const std::string& text : Texts()) {
    std::string many;
    for (int i = 0; i < 100; ++i) many += text;
    Check(many);
  }
}

}  // namespace
}  // namespace uds::http
