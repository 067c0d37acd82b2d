#include "labs/02_http/notes.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;

TEST(NotesTest, KeepsWhatIsAdded) {
  Notes notes;
  const absl::StatusOr<Note> first = notes.Add(1000, "buy milk");
  const absl::StatusOr<Note> second = notes.Add(0, "");
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->id, 1u);
  EXPECT_EQ(notes.Find(1)->text, "buy milk");
  EXPECT_EQ(notes.Find(1)->author, 1000u);
  EXPECT_EQ(notes.Find(1)->created, first->created);
  EXPECT_EQ(notes.Find(2)->author, 0u);
  EXPECT_THAT(notes.all(), ElementsAre(Key(1), Key(2)));
  EXPECT_EQ(notes.Find(3).status().code(), absl::StatusCode::kNotFound);
}

TEST(NotesTest, TheAuthorRemovesANoteWhoseIdIsNeverUsedAgain) {
  Notes notes;
  ASSERT_TRUE(notes.Add(1000, "one").ok());
  EXPECT_TRUE(notes.Remove(1, 1000).ok());
  EXPECT_EQ(notes.Find(1).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(notes.Remove(1, 1000).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(notes.Add(1000, "two")->id, 2u);
}

TEST(NotesTest, NobodyElseDoesNotEvenRoot) {
  Notes notes;
  ASSERT_TRUE(notes.Add(1000, "mine").ok());
  for (const uid_t other : {uid_t{1001}, uid_t{0}, uid_t{65534}}) {
    const absl::Status status = notes.Remove(1, other);
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << other;
    EXPECT_THAT(std::string(status.message()), HasSubstr("of UID 1000"));
  }
  EXPECT_TRUE(notes.Find(1).ok());
}

TEST(NotesTest, AUidThatIsManyUsersOrNoneIsNobodysAuthor) {
  Notes notes;
  for (const uid_t uid : {uid_t{65534}, static_cast<uid_t>(-1)}) {
    const absl::StatusOr<Note> note = notes.Add(uid, "whose?");
    ASSERT_TRUE(note.ok());
    EXPECT_EQ(notes.Remove(note->id, uid).code(),
              absl::StatusCode::kPermissionDenied);
  }
}

TEST(NotesTest, TakesNoMoreThanFitAndAgainWhenOneIsGone) {
  Notes notes;
  for (size_t i = 0; i < Notes::kMost; ++i) {
    ASSERT_TRUE(notes.Add(1000, "x").ok());
  }
  EXPECT_EQ(notes.Add(1000, "x").status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(notes.all().size(), Notes::kMost);
  EXPECT_TRUE(notes.Remove(7, 1000).ok());
  EXPECT_TRUE(notes.Add(1000, "x").ok());
}

}  // namespace
}  // namespace lab
