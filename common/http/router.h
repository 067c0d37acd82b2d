// Chooses the handler by method and path.
//
//   Router router;
//   router.Use(RequestLog(write_line));
//   router.Handle("GET", "/notes", ListNotes);
//   router.Handle("DELETE", "/notes/{id}", [&](const Request& request) {
//     notes.erase(request.parameter);
//     return Response{.status = 204};
//   });
//   const Handler handler = std::ref(router);
//
// Not for many routes: it looks at one after the other.
#ifndef COMMON_HTTP_ROUTER_H_
#define COMMON_HTTP_ROUTER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/handler.h"
#include "common/http/message.h"

namespace uds::http {

// Set up first, then only called.
class Router {
 public:
  // `pattern` begins with "/". One of its segments, that which stands between
  // two "/", may be a "{name}": it matches any segment but an empty one, which
  // the handler finds percent-decoded in Request::parameter. All else matches
  // itself, byte by byte. Where two routes match, the first one is taken.
  // Ends the program where the pattern is none: that is a mistake in it.
  //
  // What GET answers, it answers HEAD too; the session leaves out the body.
  void Handle(std::string_view method, std::string_view pattern,
              Handler handler);

  // Stands around all routes, and around what the router answers itself, also
  // those that were added before. The first that is used is the outermost.
  void Use(Middleware middleware);

  // The answer of the route. Where there is none: 404 for the path; 405 with
  // Allow for the method; 204 with Allow for OPTIONS, whose "*" stands for all
  // paths; 400 where the parameter's percent-encoding is none.
  Response operator()(const Request& request) const;

 private:
  struct Route {
    std::string method;
    std::string prefix;                 // the path, as far as the parameter
    std::optional<std::string> suffix;  // behind it; none without a parameter
    Handler handler;

    // What stands for the parameter, "" without one; none if `path` is another.
    std::optional<std::string_view> Match(std::string_view path) const;
  };

  Response CallFrom(size_t middleware, const Request& request) const;
  Response Dispatch(const Request& request) const;
  Response WithoutRoute(const Request& request) const;

  std::vector<Route> routes_;
  std::vector<Middleware> middlewares_;
};

}  // namespace uds::http

#endif  // COMMON_HTTP_ROUTER_H_
