// One line for each request: what was asked, by whom, what was answered.
//
//   LineLog log(STDERR_FILENO);
//   router.Use(RequestLog([&log](std::string_view line) { log.Write(line); }));
//   // pid=4242 uid=1000 "GET /notes/7" 200 5
//
// In place of the IP address, which a Unix socket has not, stand the peer's pid
// and UID, which it cannot choose. What it chose is quoted: log_text.h. No
// time: the journal adds one. Not for counting: what is sent later may still
// fail.
#ifndef COMMON_HTTP_REQUEST_LOG_H_
#define COMMON_HTTP_REQUEST_LOG_H_

#include <functional>
#include <string_view>

#include "common/http/handler.h"
#include "common/http/http_session.h"

namespace uds::http {

// Takes one line with its newline. Must not block for long.
using LineSink = std::function<void(std::string_view line)>;

// Method and target, status, bytes of the response's body. Used as the first,
// it sees every request that reaches the handler.
Middleware RequestLog(LineSink sink);

// Those that do not, for HttpOptions::on_refused:
//   pid=4242 uid=1000 refused 400 "there is no Host"
std::function<void(const Refusal&)> RefusalLog(LineSink sink);

}  // namespace uds::http

#endif  // COMMON_HTTP_REQUEST_LOG_H_
