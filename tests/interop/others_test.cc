#include "tests/interop/others.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "common/testing/exit_status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace interop {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::ExitStatus;

// A PATH with one directory, which holds what a test puts there.
class OthersTest : public ::testing::Test {
 protected:
  OthersTest() { ::setenv("PATH", directory_.path().c_str(), 1); }
  ~OthersTest() override { ::setenv("PATH", saved_.c_str(), 1); }

  void Install(const std::string& program, const std::string& script) {
    const std::string path = directory_.Path(program);
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    ASSERT_EQ(::chmod(path.c_str(), 0755), 0);
  }

  const std::string saved_ = std::getenv("PATH");
  const uds_testing::TempDirectory directory_;
};

TEST_F(OthersTest, AProgramIsFoundInPath) {
  Install("socat", "");
  EXPECT_EQ(InPath("socat"), directory_.Path("socat"));
  EXPECT_EQ(WhyMissing("socat", "socat"), "");
}

TEST_F(OthersTest, AMissingProgramIsNamedWithTheFix) {
  EXPECT_EQ(WhyMissing("go", "golang-go"),
            "go is not installed: apt-get install golang-go");
  EXPECT_EQ(WhyNetcatIsMissing(),
            "nc is not installed: apt-get install netcat-openbsd");
}

TEST_F(OthersTest, OpenBsdsNetcatIsKnownByItsOptions) {
  Install("nc", "echo 'usage: nc [-46CDdFhklNnrStUuvZz] [-I length]' >&2");
  EXPECT_EQ(WhyNetcatIsMissing(), "");
}

TEST_F(OthersTest, AnotherNetcatIsNamedWithTheFix) {
  for (const char* const usage :
       {"[v1.10-47] connect to somewhere: nc [-options] hostname port",
        "usage: nc [-46DdhklnrStUuvzC] [-i interval]"}) {
    Install("nc", std::string("echo '") + usage + "' >&2");
    EXPECT_THAT(WhyNetcatIsMissing(),
                HasSubstr("not OpenBSD's, which alone has -U and -N: apt-get "
                          "install netcat-openbsd"));
  }
}

TEST_F(OthersTest, WhatCannotBeRunIsNoSuccess) {
  const Finished finished = RunToEnd({"no_such_program"});
  EXPECT_EQ(finished.status, ExitStatus::Exited(-1));
  EXPECT_THAT(finished.errors, HasSubstr("no_such_program"));
}

}  // namespace
}  // namespace interop
