// Plays every fault to every server that it is about. Each is a test of its
// own, named after lab and fault.

#include <sys/resource.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/fault_tables.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/play.h"

namespace faults {
namespace {

class FaultTest : public testing::Test {
 public:
  FaultTest(const Fault& fault, const LabProgram& program)
      : fault_(fault), program_(program) {}

  void TestBody() override {
    const std::vector<Finding> findings = Play(fault_, program_);
    const std::string why_not_here = WhyNotHere(findings);
    if (!why_not_here.empty()) GTEST_SKIP() << why_not_here;
    EXPECT_THAT(findings, testing::IsEmpty()) << fault_.sentence;
  }

 private:
  const Fault& fault_;
  const LabProgram& program_;
};

// "01_echo" is Lab01, as a name may not begin with a digit.
void Register(const Fault& fault, const std::string& lab) {
  const LabProgram& program = LabNamed(lab);
  testing::RegisterTest(absl::StrCat("Lab", lab.substr(0, 2)).c_str(),
                        fault.name.c_str(), nullptr, nullptr, __FILE__,
                        __LINE__, [&fault, &program]() -> FaultTest* {
                          return new FaultTest(fault, program);
                        });
}

// What a server is started with it has from us.
void RaiseDescriptorLimit() {
  rlimit limit;
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void RegisterAll() {
  for (const FaultGroup& group : AllFaults()) {
    for (const Fault& fault : group.faults) {
      for (const std::string& lab : fault.labs) Register(fault, lab);
    }
  }
}

}  // namespace
}  // namespace faults

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  faults::RaiseDescriptorLimit();
  faults::RegisterAll();
  return RUN_ALL_TESTS();
}
