// Properties of a body in chunks, whatever its bytes, beside a second reader of
// the same grammar. libFuzzer calls the function below, and so does
// corpus_main.cc.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/http/chunked_body.h"
#include "common/http/http_limits.h"
#include "common/http/progress.h"
#include "common/testing/fuzz/property.h"

namespace uds::http {
namespace {

using ::uds_testing::Pieces;
using ::uds_testing::Require;
using ::uds_testing::SingleBytes;

const HttpLimits& SmallLimits() {
  static const HttpLimits limits = {
      .max_header_bytes = 60, .max_header_fields = 3, .max_body_bytes = 50};
  return limits;
}

struct Reading {
  Progress progress = Progress::kNeedsMore;
  std::string data;
  size_t used = 0;  // bytes, unless refused
  int status = 0;   // of the refusal
  std::string why;

  friend bool operator==(const Reading& a, const Reading& b) = default;
};

Reading Read(const std::vector<std::string_view>& pieces,
             const HttpLimits& limits) {
  ChunkedBody body(limits);
  Reading reading;
  for (std::string_view piece : pieces) {
    const size_t before = piece.size();
    Fault fault;
    reading.progress = body.Take(piece, fault);
    Require(reading.progress != Progress::kNeedsMore || piece.empty(),
            "takes all while it needs more", piece);
    if (reading.progress == Progress::kRefused) {
      reading.status = fault.status;
      reading.why = fault.why;
      reading.used = 0;
    } else {
      reading.used += before - piece.size();
    }
    if (reading.progress != Progress::kNeedsMore) break;
  }
  reading.data = body.data();
  return reading;
}

// RFC 9112, 7.1, line by line over bytes that are all there, and with our
// limits. Not as ChunkedBody does it, which is the point.
class Reference {
 public:
  explicit Reference(std::string_view bytes) : all_(bytes), rest_(bytes) {}

  Reading Read() {
    while (progress_ == Progress::kNeedsMore && ReadChunk()) {
    }
    if (progress_ != Progress::kDone) return {progress_, "", 0, 0, ""};
    return {progress_, data_, all_.size() - rest_.size(), 0, ""};
  }

 private:
  static constexpr std::string_view kHex = "0123456789abcdefABCDEF";

  // False where it ends, for whatever reason.
  bool Refuse() {
    progress_ = Progress::kRefused;
    return false;
  }

  bool TakeLine(std::string_view& line) {
    const size_t end = rest_.find('\n');
    const size_t size = end == rest_.npos ? rest_.size() : end + 1;
    if (size > SmallLimits().max_header_bytes) return Refuse();
    if (end == rest_.npos) return false;
    line = rest_.substr(0, end);
    rest_.remove_prefix(size);
    if (!line.ends_with('\r')) return Refuse();
    line.remove_suffix(1);
    for (const unsigned char c : line) {
      if ((c < 0x20 && c != '\t') || c == 0x7f) return Refuse();
    }
    return true;
  }

  bool ReadChunk() {
    std::string_view line;
    if (!TakeLine(line)) return false;
    const size_t digits = std::min(line.find_first_not_of(kHex), line.size());
    if (digits == 0 || digits > 16) return Refuse();
    const size_t mark = line.find_first_not_of(" \t", digits);
    if (digits < line.size() && (mark == line.npos || line[mark] != ';')) {
      return Refuse();
    }
    const uint64_t size =
        std::stoull(std::string(line.substr(0, digits)), nullptr, 16);
    if (size > SmallLimits().max_body_bytes - data_.size()) return Refuse();
    if (!CountExtra(line.size() - digits)) return false;
    return size == 0 ? ReadTrailers() : ReadData(size);
  }

  bool ReadData(size_t size) {
    if (rest_.size() < size) return false;
    data_.append(rest_.substr(0, size));
    rest_.remove_prefix(size);
    std::string_view line;
    if (!TakeLine(line)) return false;
    return line.empty() || Refuse();
  }

  bool ReadTrailers() {
    std::string_view line;
    for (size_t fields = 0; TakeLine(line); ++fields) {
      if (line.empty()) {
        progress_ = Progress::kDone;
        return false;
      }
      const size_t colon = line.find(':');
      if (colon == 0 || colon == line.npos || fields == 3) return Refuse();
      for (const unsigned char c : line.substr(0, colon)) {
        if (c <= ' ' || c >= 0x7f) return Refuse();
        constexpr std::string_view kSeparators = "\"(),/;<=>?@[\\]{}";
        if (kSeparators.find(static_cast<char>(c)) != kSeparators.npos) {
          return Refuse();
        }
      }
      if (!CountExtra(line.size() + 2)) return false;
    }
    return false;
  }

  bool CountExtra(size_t bytes) {
    extra_ += bytes;
    return extra_ <= SmallLimits().max_header_bytes || Refuse();
  }

  const std::string_view all_;
  std::string_view rest_;
  Progress progress_ = Progress::kNeedsMore;
  std::string data_;
  size_t extra_ = 0;
};

void CheckReading(std::string_view bytes) {
  const Reading whole = Read({bytes}, SmallLimits());
  for (const auto& pieces : {Pieces(bytes), SingleBytes(bytes)}) {
    Require(Read(pieces, SmallLimits()) == whole, "split, it is read alike",
            bytes);
  }
  Require(whole.data.size() <= SmallLimits().max_body_bytes,
          "no more data than the limit", bytes);
  const int status = whole.status;
  Require((status == 0) == (whole.progress != Progress::kRefused) &&
              (status == 0) == whole.why.empty(),
          "a refusal, and nothing else, has a status and a reason", bytes);
  const Reading expected = Reference(bytes).Read();
  Require(whole.progress == expected.progress, "a second reader agrees", bytes);
  if (whole.progress != Progress::kDone) return;
  Require(whole.data == expected.data, "it finds the same data", bytes);
  Require(whole.used == expected.used, "it finds the same end", bytes);
}

void CheckRoundTrip(std::string_view data) {
  std::string body;
  for (const std::string_view piece : Pieces(data)) {
    body += absl::StrFormat("%x\r\n%s\r\n", piece.size(), std::string(piece));
  }
  body += "0\r\n\r\n";
  const Reading reading = Read({body + "GET"}, HttpLimits());
  Require(reading.progress == Progress::kDone && reading.data == data &&
              reading.used == body.size(),
          "what is put into chunks comes out", data);
}

}  // namespace
}  // namespace uds::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(uds_testing::AsText(data, size));
  uds::http::CheckReading(text);
  // Files in a repository have lines that end in LF alone.
  uds::http::CheckReading(absl::StrReplaceAll(text, {{"\n", "\r\n"}}));
  uds::http::CheckRoundTrip(text);
  return 0;
}
