// What is refused is in http_refusals_test.cc.
#include "common/http/chunked_body.h"

#include <string>
#include <string_view>

#include "common/http/http_limits.h"
#include "common/http/progress.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

class ChunkedBodyTest : public ::testing::Test {
 protected:
  Progress Take(std::string_view bytes) {
    left_ = bytes;
    return body_.Take(left_, fault_);
  }

  HttpLimits limits_;
  ChunkedBody body_{limits_};
  Fault fault_;
  std::string_view left_;
};

TEST_F(ChunkedBodyTest, PutsTheDataTogetherAndLeavesWhatFollows) {
  EXPECT_EQ(Take("4\r\nping\r\n1\r\n!\r\n0\r\n\r\nGET /"), Progress::kDone);
  EXPECT_EQ(body_.data(), "ping!");
  EXPECT_EQ(left_, "GET /");
}

TEST_F(ChunkedBodyTest, TakesAllUntilItsEndHasCome) {
  const std::string_view bytes = "4\r\nping\r\n0\r\nX: y\r\n\r";
  for (const char& byte : bytes) {
    EXPECT_EQ(Take({&byte, 1}), Progress::kNeedsMore);
    EXPECT_EQ(left_, "");
  }
  EXPECT_EQ(Take("\nGET /"), Progress::kDone);
  EXPECT_EQ(body_.data(), "ping");
  EXPECT_EQ(left_, "GET /");
}

TEST_F(ChunkedBodyTest, AnEmptyBodyIsOneLineAndItsEnd) {
  EXPECT_EQ(Take("0\r\n"), Progress::kNeedsMore);
  EXPECT_EQ(Take("\r"), Progress::kNeedsMore);
  EXPECT_EQ(Take("\n"), Progress::kDone);
  EXPECT_EQ(body_.data(), "");
}

TEST_F(ChunkedBodyTest, SizesAreHexadecimalInEitherCase) {
  const std::string data(0xab, 'x');
  EXPECT_EQ(Take("aB\r\n" + data + "\r\n00aB\r\n" + data + "\r\n0\r\n\r\n"),
            Progress::kDone);
  EXPECT_EQ(body_.data(), data + data);
}

TEST_F(ChunkedBodyTest, DataMayLookLikeChunks) {
  EXPECT_EQ(Take("7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n"), Progress::kDone);
  EXPECT_EQ(body_.data(), "0\r\n\r\n\r\n");
}

TEST_F(ChunkedBodyTest, ManySmallChunksAreNoExtra) {
  std::string bytes;
  for (size_t i = 0; i < limits_.max_header_bytes; ++i) bytes += "1\r\nx\r\n";
  EXPECT_EQ(Take(bytes + "0\r\n\r\n"), Progress::kDone);
  EXPECT_EQ(body_.data(), std::string(limits_.max_header_bytes, 'x'));
}

TEST_F(ChunkedBodyTest, SaysWhatIsWrong) {
  EXPECT_EQ(Take("ping\r\n"), Progress::kRefused);
  EXPECT_EQ(fault_.status, 400);
  EXPECT_FALSE(fault_.why.empty());
}

TEST_F(ChunkedBodyTest, DataMayBeTakenAwayAsItComes) {
  limits_.max_body_bytes = 4;
  std::string all;
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(Take("4\r\nping\r\n"), Progress::kNeedsMore) << fault_.why;
    all += body_.TakeData();
    EXPECT_EQ(body_.data(), "");
  }
  EXPECT_EQ(all, "pingpingping");
}

}  // namespace
}  // namespace uds::http
