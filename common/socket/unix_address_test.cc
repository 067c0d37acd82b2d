#include "common/socket/unix_address.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::HasSubstr;

absl::Status Refusal(std::string_view text) {
  return UnixAddress::Parse(text).status();
}

TEST(UnixAddressTest, APathHasItsExactLengthWithTerminator) {
  const absl::StatusOr<UnixAddress> address = UnixAddress::Parse("/tmp/e.sock");
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_TRUE(address->is_path());
  EXPECT_EQ(address->name(), "/tmp/e.sock");
  EXPECT_EQ(address->length(), 2 + 11 + 1u);
  EXPECT_EQ(address->sockaddr()->sa_family, AF_UNIX);
}

TEST(UnixAddressTest, TakesAPathOf107Bytes) {
  const std::string path(107, 'a');
  const absl::StatusOr<UnixAddress> address = UnixAddress::Parse(path);
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(address->name(), path);
  EXPECT_EQ(address->length(), 110u);
}

TEST(UnixAddressTest, RefusesAPathOf108BytesAndNamesTheLimitAndTheLength) {
  const absl::Status status = Refusal(std::string(108, 'a'));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("108 bytes"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("at most 107"));
}

TEST(UnixAddressTest, RefusesAPathOf109Bytes) {
  EXPECT_EQ(Refusal(std::string(109, 'a')).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(UnixAddressTest, RefusesANulInAPathInsteadOfBindingThePartBeforeIt) {
  const absl::Status status = Refusal(std::string_view("a\0b", 3));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("a\\000b"));
}

TEST(UnixAddressTest, RefusesEmptyNames) {
  EXPECT_EQ(Refusal("").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal("@").code(), absl::StatusCode::kInvalidArgument);
}

TEST(UnixAddressTest, AnAbstractNameEndsByItsLengthAlone) {
  const absl::StatusOr<UnixAddress> plain = UnixAddress::Parse("@foo");
  const absl::StatusOr<UnixAddress> longer =
      UnixAddress::Parse(std::string_view("@foo\0", 5));
  ASSERT_TRUE(plain.ok() && longer.ok());
  EXPECT_TRUE(plain->is_abstract());
  EXPECT_EQ(plain->name(), "foo");
  EXPECT_EQ(plain->length(), 2 + 1 + 3u);
  EXPECT_EQ(longer->length(), 2 + 1 + 4u);
  EXPECT_EQ(plain->ToString(), "@foo");
  EXPECT_EQ(longer->ToString(), "@foo\\000");
}

TEST(UnixAddressTest, TakesAnAbstractNameOf107BytesAndNoMore) {
  EXPECT_TRUE(UnixAddress::FromAbstractName(std::string(107, 'n')).ok());
  EXPECT_EQ(
      UnixAddress::FromAbstractName(std::string(108, 'n')).status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST(UnixAddressTest, ReadsBackWhatASocketIsBoundTo) {
  const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_TRUE(UnixAddress::OfSocket(fd.get()).value().unnamed());
  EXPECT_EQ(UnixAddress::OfSocket(fd.get()).value().ToString(), "(unnamed)");
  // autobind: the kernel chooses five hexadecimal digits. unix(7)
  const sa_family_t family = AF_UNIX;
  ASSERT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&family),
                   sizeof(family)),
            0);
  const absl::StatusOr<UnixAddress> bound = UnixAddress::OfSocket(fd.get());
  ASSERT_TRUE(bound.ok()) << bound.status();
  EXPECT_TRUE(bound->is_abstract());
  EXPECT_EQ(bound->name().size(), 5u);
}

TEST(UnixAddressTest, IsPrintedOnOneLineWhateverItsNameIs) {
  EXPECT_EQ(UnixAddress::FromPath("/tmp/a b/\xC3\xBC.sock")->ToString(),
            "/tmp/a b/\xC3\xBC.sock");
  EXPECT_EQ(UnixAddress::FromPath("/tmp/s\nAccepted")->ToString(),
            "/tmp/s\\nAccepted");
  EXPECT_EQ(UnixAddress::FromAbstractName("a\n")->ToString(), "@a\\n");
}

TEST(UnixAddressTest, ReadsBackTheLongestAbstractName) {
  const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // The directory is there for its name, which nobody else has.
  const uds_testing::TempDirectory directory;
  const std::string name = directory.path();
  const absl::StatusOr<UnixAddress> longest =
      UnixAddress::FromAbstractName(name + std::string(107 - name.size(), 'z'));
  ASSERT_TRUE(longest.ok()) << longest.status();
  ASSERT_EQ(::bind(fd.get(), longest->sockaddr(), longest->length()), 0);
  EXPECT_EQ(UnixAddress::OfSocket(fd.get())->name(), longest->name());
}

TEST(UnixAddressTest, RefusesASocketOfAnotherFamily) {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(UnixAddress::OfSocket(fd.get()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace uds
