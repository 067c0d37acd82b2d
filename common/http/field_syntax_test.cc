#include "common/http/field_syntax.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace uds::http {
namespace {

TEST(FieldSyntaxTest, ATokenHasLettersDigitsAndSomeMarks) {
  EXPECT_TRUE(IsToken("X-Note_1"));
  EXPECT_TRUE(IsToken("!#$%&'*+-.^_`|~"));
  EXPECT_FALSE(IsToken(""));
}

TEST(FieldSyntaxTest, ATokenHasNoSeparatorAndNoByteBeyondAscii) {
  for (const char c :
       std::string_view(" \t\r\n\0\"(),/:;<=>?@[\\]{}\x7f\x80\xff", 25)) {
    EXPECT_FALSE(IsToken(std::string("a") + c)) << int{c};
  }
}

TEST(FieldSyntaxTest, AValueHasAllButControlBytes) {
  for (int i = 0; i < 256; ++i) {
    const bool control = (i < 0x20 && i != '\t') || i == 0x7f;
    EXPECT_EQ(IsFieldValue(std::string(1, static_cast<char>(i))), !control)
        << i;
  }
  EXPECT_TRUE(IsFieldValue(""));
}

}  // namespace
}  // namespace uds::http
