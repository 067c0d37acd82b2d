// Finds the requests in a stream of bytes, however they arrive.
//
//   RequestReader reader(limits);
//   while (reader.Take(bytes) == Progress::kDone) Answer(reader.request());
//   // Keep the `bytes` that are left: they are the beginning of the next one.
//
// Not for answering: http_session.h.
#ifndef COMMON_HTTP_REQUEST_READER_H_
#define COMMON_HTTP_REQUEST_READER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "common/http/chunked_body.h"
#include "common/http/http_limits.h"
#include "common/http/message.h"
#include "common/http/progress.h"
#include "common/http/request_head.h"

namespace uds::http {

// After kRefused it is of no further use.
class RequestReader {
 public:
  // `limits` is borrowed.
  explicit RequestReader(const HttpLimits& limits);

  // Takes the next request from the front of `bytes`. Unless kRefused, what is
  // left of them is to be given again, with what came behind it; if kNeedsMore
  // that is at most one head and one body.
  Progress Take(std::string_view& bytes);

  // After kDone, until the next call of Take, and as long as the bytes live
  // that it was taken from. `peer` and `parameter` are the caller's to set.
  Request& request() { return request_; }
  bool keep_alive() const { return head_.keep_alive; }

  // After kRefused.
  const Fault& fault() const { return fault_; }

  // The head was in order, and some of the body is missing.
  bool in_body() const { return state_ == kSizedBody || state_ == kChunks; }

  // True once for each request whose client waits for leave to send the body:
  // after the call of Take in which its head was complete.
  bool TakeLeaveToContinue();

  // Whether HEAD is what `bytes`, or a body that is being read, began with.
  bool AsksForHead(std::string_view bytes) const;

 private:
  enum State { kHead, kSizedBody, kChunks, kTaken };

  struct Chunks {
    std::string head;  // kept here, as it does not stay with the body
    ChunkedBody body;
  };

  void BeginNext();
  Progress TakeHead(std::string_view& bytes);
  Progress TakeBody(std::string_view& bytes);
  Progress TakeChunks(std::string_view& bytes);
  bool HasSizedBody(std::string_view bytes) const;
  Progress FinishSizedBody(std::string_view& bytes);
  void Finish(std::string_view body);

  const HttpLimits& limits_;
  State state_ = kHead;
  RequestHead head_;
  Request request_;
  Fault fault_;
  bool leave_to_continue_ = false;
  std::unique_ptr<Chunks> chunks_;

  // In kHead: this many bytes were looked at. The answer will be the same as
  // long as no line ends, and they are fewer than `look_again_at_`.
  size_t seen_ = 0;
  size_t look_again_at_ = 0;
  static constexpr int kMostEmptyLines = 8;  // before a request
  int empty_lines_ = 0;
};

}  // namespace uds::http

#endif  // COMMON_HTTP_REQUEST_READER_H_
