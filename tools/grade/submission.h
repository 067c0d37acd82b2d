// What somebody has handed in, and what the labs ask for.
//
//   const absl::StatusOr<std::vector<Lab>> labs = ReadLabs("/repository/labs");
//   const Submission anna = FindSubmission("/handed_in/anna", *labs);
//   // anna.pieces[0].kind == Piece::kSource
//
// Nothing of a submission is run or believed here: it is looked at with
// lstat(2), and only regular files count. Not for compiling or judging it: see
// build.h and judge.h.
#ifndef TOOLS_GRADE_SUBMISSION_H_
#define TOOLS_GRADE_SUBMISSION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tools {

// Of labs/NN_topic/exercise/steps.json.
struct Lab {
  std::string name;  // "01_echo"
  std::string edit;  // the file that a learner edits
  int steps = 0;
  int clauses = 0;
};

// Sorted. NOT_FOUND where there is none with an exercise, DATA_LOSS where its
// steps.json cannot be read.
absl::StatusOr<std::vector<Lab>> ReadLabs(const std::string& labs);

// What a submission holds for one lab.
struct Piece {
  enum Kind {
    kNothing,
    kSource,  // the lab's file, to be compiled
    kServer,  // a program as it is, in a directory of its own
  };

  Kind kind = kNothing;
  std::string path;  // of the source or of the server
  std::string note;  // of kNothing: what is wrong with what was found
};

struct Submission {
  std::string name;
  std::string path;
  std::vector<Piece> pieces;  // one for each lab
};

// Looks for each lab, in this order: DIR/NN_topic/server and DIR/NN/server,
// executable; DIR/labs/NN_topic/exercise/FILE, DIR/NN_topic/FILE, DIR/NN/FILE,
// DIR/FILE.
Submission FindSubmission(const std::string& path,
                          const std::vector<Lab>& labs);

// All of them; where two would have the same name, they have their paths.
// NOT_FOUND where one is no directory, or holds submissions instead of being
// one.
absl::StatusOr<std::vector<Submission>> FindSubmissions(
    const std::vector<std::string>& paths, const std::vector<Lab>& labs);

// Copies the directory of a server to `to`, readable by all: regular files,
// directories, and symbolic links as they are. RESOURCE_EXHAUSTED beyond 64 MiB
// or 2,000 entries.
absl::Status CopyServer(const std::string& server, const std::string& to);

// Copies one program to the directory `to`, as its "server".
absl::Status CopyProgram(const std::string& program, const std::string& to);

}  // namespace tools

#endif  // TOOLS_GRADE_SUBMISSION_H_
