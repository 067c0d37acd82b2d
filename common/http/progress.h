// What became of an attempt to read a part of a request.
#ifndef COMMON_HTTP_PROGRESS_H_
#define COMMON_HTTP_PROGRESS_H_

#include <string>

namespace uds::http {

enum class Progress {
  kDone,
  kNeedsMore,  // the bytes so far are right, and are the beginning only
  kRefused,    // they can become no request that is served
};

// Why not, for the client.
struct Fault {
  int status = 0;   // 400
  std::string why;  // "there is no Host"
};

}  // namespace uds::http

#endif  // COMMON_HTTP_PROGRESS_H_
