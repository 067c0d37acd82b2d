// Small changes to texts, which look random and are the same in each run.
//
//   Damage damage({"GET / HTTP/1.1\r\n\r\n", "PUT / HTTP/1.0\r\n\r\n"});
//   damage.Next();  // "GET / HTHTTP/1.0\r\nTP/1.1\r\n\r\n"
//
// For the ordinary tests. A fuzzer, which sees what its changes lead to, finds
// more.
#ifndef COMMON_TESTING_FUZZ_DAMAGE_H_
#define COMMON_TESTING_FUZZ_DAMAGE_H_

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace uds_testing {

class Damage {
 public:
  // `seeds` are not empty, nor is one of them.
  explicit Damage(std::vector<std::string> seeds);

  // The seeds in turn, each with one to kMostChanges changes.
  std::string Next();

  static constexpr size_t kMostChanges = 4;

 private:
  void Change(std::string& text);
  std::string Piece();
  size_t Below(size_t end) { return random_() % end; }

  const std::vector<std::string> seeds_;
  // The standard says what it yields, which it does not of distributions.
  std::mt19937 random_{1};
  size_t count_ = 0;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_FUZZ_DAMAGE_H_
