#include "common/http/chunked_body.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "common/http/field_syntax.h"

namespace uds::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

Fault NoChunks() { return {400, "the body is no sequence of chunks"}; }

Fault TooMuchExtra(const HttpLimits& limits) {
  return {431,
          absl::StrFormat("between and behind the chunks stand more than "
                          "%d bytes or %d fields",
                          limits.max_header_bytes, limits.max_header_fields)};
}

// Or nothing. RFC 9112, 7.1.1: what is not known of it is to be ignored.
bool IsExtension(std::string_view text) {
  const size_t space = std::min(text.find_first_not_of(" \t"), text.size());
  return text.empty() || text.substr(space).starts_with(';');
}

}  // namespace

Progress ChunkedBody::Take(std::string_view& bytes, Fault& fault) {
  while (state_ != kEnd && !bytes.empty()) {
    if (state_ == kData) {
      ReadData(bytes);
    } else if (std::optional<Fault> wrong = TakeLine(bytes)) {
      fault = *std::move(wrong);
      return Progress::kRefused;
    }
  }
  return state_ == kEnd ? Progress::kDone : Progress::kNeedsMore;
}

std::string ChunkedBody::TakeData() {
  extra_bytes_ = 0;
  return std::exchange(data_, {});
}

void ChunkedBody::ReadData(std::string_view& bytes) {
  const size_t size = std::min<uint64_t>(chunk_left_, bytes.size());
  data_.append(bytes.substr(0, size));
  bytes.remove_prefix(size);
  chunk_left_ -= size;
  if (chunk_left_ == 0) state_ = kEndOfData;
}

// Or a part of it, if there is no more.
std::optional<Fault> ChunkedBody::TakeLine(std::string_view& bytes) {
  const size_t end = bytes.find('\n');
  const std::string_view part =
      bytes.substr(0, end == bytes.npos ? end : end + 1);
  if (part.size() > limits_.max_header_bytes - line_.size()) {
    return TooMuchExtra(limits_);
  }
  line_.append(part);
  bytes.remove_prefix(part.size());
  if (end == part.npos) return std::nullopt;
  std::optional<Fault> wrong = OnLine(line_);
  line_.clear();
  return wrong;
}

// A line that ends in LF alone is none: a proxy before us might read on to the
// next CR, and so see other chunks than we do. So might it with a control byte.
std::optional<Fault> ChunkedBody::OnLine(std::string_view line) {
  if (!line.ends_with(kLineEnd)) return NoChunks();
  line.remove_suffix(kLineEnd.size());
  if (!IsFieldValue(line)) return NoChunks();
  if (state_ == kSize) return OnSize(line);
  if (state_ == kTrailer) return OnTrailer(line);
  state_ = kSize;  // from kEndOfData
  if (!line.empty()) return NoChunks();
  return std::nullopt;
}

std::optional<Fault> ChunkedBody::OnSize(std::string_view line) {
  const auto end =
      std::find_if_not(line.begin(), line.end(), absl::ascii_isxdigit);
  const std::string_view digits = line.substr(0, end - line.begin());
  const std::string_view extension = line.substr(digits.size());
  constexpr size_t kMostDigits = 16;  // which fit in 64 bits
  if (digits.empty() || digits.size() > kMostDigits ||
      !IsExtension(extension)) {
    return NoChunks();
  }
  std::from_chars(digits.data(), digits.data() + digits.size(), chunk_left_,
                  16);
  if (chunk_left_ > limits_.max_body_bytes - data_.size()) {
    return Fault{413, absl::StrFormat("the body has more than %d bytes",
                                      limits_.max_body_bytes)};
  }
  state_ = chunk_left_ > 0 ? kData : kTrailer;
  return CountExtra(extension.size());
}

std::optional<Fault> ChunkedBody::OnTrailer(std::string_view line) {
  if (line.empty()) {
    state_ = kEnd;
    return std::nullopt;
  }
  const size_t colon = std::min(line.find(':'), line.size());
  if (colon == line.size() || !IsToken(line.substr(0, colon))) {
    return Fault{400, "behind the chunks stands what is no \"NAME: VALUE\""};
  }
  if (++trailers_ > limits_.max_header_fields) return TooMuchExtra(limits_);
  return CountExtra(line.size() + kLineEnd.size());
}

// RFC 9112, 7.1.1, asks to limit the extensions of all chunks together.
std::optional<Fault> ChunkedBody::CountExtra(size_t bytes) {
  extra_bytes_ += bytes;
  if (extra_bytes_ > limits_.max_header_bytes) return TooMuchExtra(limits_);
  return std::nullopt;
}

}  // namespace uds::http
