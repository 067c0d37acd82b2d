#include "tests/differential/all_three.h"

#include <algorithm>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/testing/fuzz/property.h"
#include "gtest/gtest.h"

namespace differential {

namespace {

// Ends them with the tests, rather than with the program, where it would be too
// late for their directories.
class Others : public testing::Environment {
 public:
  void TearDown() override {
    go_.reset();
    nginx_.reset();
  }

  const ServerUnderTest& go() {
    if (!go_.has_value()) go_ = StartGo();
    return *go_;
  }

  const ServerUnderTest& nginx() {
    if (!nginx_.has_value()) nginx_ = StartNginx();
    return *nginx_;
  }

 private:
  std::optional<ServerUnderTest> go_;
  std::optional<ServerUnderTest> nginx_;
};

// Owned by GoogleTest.
Others* const others =
    static_cast<Others*>(testing::AddGlobalTestEnvironment(new Others));

}  // namespace

const ServerUnderTest& Go() { return others->go(); }

const ServerUnderTest& Nginx() { return others->nginx(); }

Verdict Ask(const ServerUnderTest& server, std::string_view bytes) {
  const absl::StatusOr<std::string> answers = AnswersOf(server, bytes);
  EXPECT_TRUE(answers.ok()) << answers.status() << "\n"
                            << uds_testing::Escaped(bytes);
  return answers.ok() ? VerdictOf(*answers) : Verdict();
}

bool Verdicts::OursAcceptsAlone() const {
  return ours.bodies.size() > std::max(go.bodies.size(), nginx.bodies.size());
}

bool Verdicts::OursDiffersInFraming() const {
  return DifferInFraming(ours, go) || DifferInFraming(ours, nginx);
}

bool Verdicts::AllSame() const {
  return SameRequests(ours, go) && SameRequests(ours, nginx);
}

std::string Verdicts::ToString() const {
  return absl::StrFormat("ours %s; Go %s; nginx %s", ours.ToString(),
                         go.ToString(), nginx.ToString());
}

Verdicts AskAll(std::string_view bytes) {
  return {ReadByOurs(bytes).verdict, Ask(Go(), bytes), Ask(Nginx(), bytes)};
}

}  // namespace differential
