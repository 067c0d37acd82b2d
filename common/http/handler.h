// What answers requests: functions.
//
//   Response AddServerName(const Request& request, const Handler& next) {
//     Response response = next(request);
//     response.headers.push_back({"Server", "lab"});
//     return response;
//   }
//
// Both run in the server's loop: not for work that blocks or takes long.
#ifndef COMMON_HTTP_HANDLER_H_
#define COMMON_HTTP_HANDLER_H_

#include <functional>

#include "common/http/message.h"

namespace uds::http {

// An exception that leaves it becomes 500, and the server goes on.
using Handler = std::function<Response(const Request&)>;

// Stands around a handler: calls `next` once, or answers itself. May look at
// and change what passes, in both directions.
using Middleware = std::function<Response(const Request&, const Handler& next)>;

}  // namespace uds::http

#endif  // COMMON_HTTP_HANDLER_H_
