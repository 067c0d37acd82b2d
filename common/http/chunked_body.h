// Puts together a body that comes in chunks, as it arrives: RFC 9112, 7.1.
//
//   ChunkedBody body(limits);
//   std::string_view bytes = "4\r\nping\r\n0\r\n\r\nGET /";
//   body.Take(bytes, fault);  // Progress::kDone; `bytes` is "GET /"
//   body.data();              // "ping"
//
// What stands behind the last chunk, which few send, is checked and dropped, as
// are the extensions of chunks. Not for other codings.
//
// Boost.Beast reads chunks too. But in 1.74 its parser can be made to abort the
// program (four bytes "0\r\n\r" where it has asserted that there are five),
// waits without a limit for the end of extensions and trailers, looks for the
// end of a quoted string beyond its line, and counts a chunk twice whose line
// it has to read twice.
#ifndef COMMON_HTTP_CHUNKED_BODY_H_
#define COMMON_HTTP_CHUNKED_BODY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/http_limits.h"
#include "common/http/progress.h"

namespace uds::http {

// Keeps at most max_body_bytes of data, and one line of max_header_bytes. After
// kDone or kRefused it takes no more.
class ChunkedBody {
 public:
  // `limits` is borrowed.
  explicit ChunkedBody(const HttpLimits& limits) : limits_(limits) {}

  // Takes all of `bytes` if kNeedsMore; if kDone leaves what is behind the
  // body. The answer does not depend on how the bytes are split.
  Progress Take(std::string_view& bytes, Fault& fault);

  const std::string& data() const { return data_; }

  // Hands over the data that has come since the last call, for a body that does
  // not fit in memory. The limits then count anew: they are for what is kept.
  std::string TakeData();

 private:
  // What comes next: a line, but for kData.
  enum State { kSize, kData, kEndOfData, kTrailer, kEnd };

  void ReadData(std::string_view& bytes);
  std::optional<Fault> TakeLine(std::string_view& bytes);
  std::optional<Fault> OnLine(std::string_view line);
  std::optional<Fault> OnSize(std::string_view line);
  std::optional<Fault> OnTrailer(std::string_view line);
  std::optional<Fault> CountExtra(size_t bytes);

  const HttpLimits& limits_;
  State state_ = kSize;
  std::string line_;         // its beginning
  uint64_t chunk_left_ = 0;  // bytes of this chunk that are still to come
  size_t extra_bytes_ = 0;   // of extensions and trailers
  size_t trailers_ = 0;
  std::string data_;
};

}  // namespace uds::http

#endif  // COMMON_HTTP_CHUNKED_BODY_H_
