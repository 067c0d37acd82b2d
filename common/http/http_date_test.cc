#include "common/http/http_date.h"

#include <string>

#include "gtest/gtest.h"

namespace uds::http {
namespace {

TEST(HttpDateTest, IsAsInTheRfc) {
  EXPECT_EQ(FormatHttpDate(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpDateTest, KnowsTheCalendar) {
  EXPECT_EQ(FormatHttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(FormatHttpDate(951827696), "Tue, 29 Feb 2000 12:34:56 GMT");
  EXPECT_EQ(FormatHttpDate(1735689599), "Tue, 31 Dec 2024 23:59:59 GMT");
  EXPECT_EQ(FormatHttpDate(2147483648), "Tue, 19 Jan 2038 03:14:08 GMT");
  EXPECT_EQ(FormatHttpDate(253402300799), "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST(HttpDateTest, WhatIsCachedChangesWithTheTime) {
  for (const std::time_t time : {0, 0, 1, 1, 0}) {
    EXPECT_EQ(CachedHttpDate(time), FormatHttpDate(time));
  }
}

}  // namespace
}  // namespace uds::http
