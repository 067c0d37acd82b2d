#include "tools/check/exercise.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::ElementsAre;

constexpr char kSteps[] = R"json({
  "edit": "calls.cc",
  "steps": [
    {"title": "First", "pages": ["socket(2)", "unix(7)"],
     "clauses": ["A", "B"], "hints": ["look", "look there"]},
    {"title": "Second", "pages": ["accept(2)"], "clauses": ["C"],
     "hints": ["again"]}]})json";

// What is said of kSteps with `text` in place of `part`.
std::string Complaint(const std::string& part, const std::string& text) {
  std::string json = kSteps;
  json.replace(json.find(part), part.size(), text);
  const absl::Status status = ParseExercise(json, "steps.json").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << json;
  return std::string(status.message());
}

TEST(ExerciseTest, ReadsTheStepsOfAFile) {
  const uds_testing::TempDirectory directory;
  std::ofstream(directory.Path("steps.json")) << kSteps;
  const absl::StatusOr<Exercise> exercise =
      ReadExercise(directory.Path("steps.json"));
  ASSERT_TRUE(exercise.ok()) << exercise.status();
  EXPECT_EQ(exercise->edit, "calls.cc");
  ASSERT_EQ(exercise->steps.size(), 2u);
  EXPECT_EQ(exercise->steps[0].title, "First");
  EXPECT_THAT(exercise->steps[0].pages, ElementsAre("socket(2)", "unix(7)"));
  EXPECT_THAT(exercise->steps[0].clauses, ElementsAre("A", "B"));
  EXPECT_THAT(exercise->steps[1].clauses, ElementsAre("C"));
  EXPECT_THAT(exercise->steps[0].hints, ElementsAre("look", "look there"));
}

TEST(ExerciseTest, AFileThatIsNotThereIsNamed) {
  const absl::Status status = ReadExercise("/no/steps.json").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "/no/steps.json cannot be read");
}

TEST(ExerciseTest, TheNextIsTheFirstBehindThatThereIs) {
  const uds_testing::TempDirectory directory;
  for (const char* const lab : {"01_a", "02_b", "04_d", "05_e"}) {
    const std::string folder =
        directory.Path(std::string("labs/") + lab + "/exercise");
    std::filesystem::create_directories(folder);
    if (lab != std::string("02_b")) std::ofstream(folder + "/steps.json") << "";
  }
  std::filesystem::current_path(directory.path());
  EXPECT_EQ(NextExercise("01_a"), "04_d");
  EXPECT_EQ(NextExercise("04_d"), "05_e");
  EXPECT_EQ(NextExercise("05_e"), "");
  std::filesystem::current_path("/");
  EXPECT_EQ(NextExercise("01_a"), "");
}

TEST(ExerciseTest, ErrorsNameTheFileAndTheKey) {
  EXPECT_EQ(Complaint("{", "["), "steps.json: expected an object in JSON");
  EXPECT_EQ(Complaint("\"edit\"", "\"file\""),
            "steps.json: edit: expected a text");
  EXPECT_EQ(Complaint("\"steps\"", "\"step\""),
            "steps.json: steps: expected a list of steps, at least one");
  EXPECT_EQ(Complaint("\"Second\"", "2"),
            "steps.json: steps[1].title: expected a text");
  EXPECT_EQ(
      Complaint("[\"accept(2)\"]", "[]"),
      "steps.json: steps[1].pages: expected a list of texts, at least one");
  EXPECT_EQ(Complaint("\"again\"", "7"),
            "steps.json: steps[1].hints: expected only texts in it");
  EXPECT_EQ(Complaint("\"C\"", "\"B\""),
            "steps.json: steps[1].clauses: B stands there a second time");
}

}  // namespace
}  // namespace tools
