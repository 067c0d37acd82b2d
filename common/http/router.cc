#include "common/http/router.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/http/request_target.h"

namespace uds::http {
namespace {

// Ends the program, as a failed assertion would.
void Require(bool holds, std::string_view pattern, const char* rule) {
  if (holds) return;
  std::fprintf(stderr, "a route's pattern %s: \"%s\"\n", rule,
               std::string(pattern).c_str());
  std::abort();
}

void AddOnce(std::vector<std::string>& words, std::string_view word) {
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    words.emplace_back(word);
  }
}

}  // namespace

void Router::Handle(std::string_view method, std::string_view pattern,
                    Handler handler) {
  Require(pattern.starts_with('/'), pattern, "begins with \"/\"");
  Route route{.method = std::string(method),
              .prefix = std::string(pattern),
              .suffix = std::nullopt,
              .handler = std::move(handler)};
  const size_t open = pattern.find('{');
  if (open != pattern.npos) {
    const size_t end = std::min(pattern.find('/', open), pattern.size());
    const std::string_view segment = pattern.substr(open, end - open);
    Require(pattern[open - 1] == '/' && segment.find('}') == segment.size() - 1,
            pattern, "has {name} as a whole segment");
    route.prefix = std::string(pattern.substr(0, open));
    route.suffix = std::string(pattern.substr(end));
    Require(route.suffix->find('{') == pattern.npos, pattern,
            "has one {name} at most");
  }
  routes_.push_back(std::move(route));
}

void Router::Use(Middleware middleware) {
  middlewares_.push_back(std::move(middleware));
}

Response Router::operator()(const Request& request) const {
  return CallFrom(0, request);
}

Response Router::CallFrom(size_t middleware, const Request& request) const {
  if (middleware == middlewares_.size()) return Dispatch(request);
  // Small enough for a std::function to hold without an allocation.
  const auto next = [this, middleware](const Request& passed_on) {
    return CallFrom(middleware + 1, passed_on);
  };
  return middlewares_[middleware](request, next);
}

Response Router::Dispatch(const Request& request) const {
  for (const Route& route : routes_) {
    if (route.method != request.method &&
        !(route.method == "GET" && request.method == "HEAD")) {
      continue;
    }
    const std::optional<std::string_view> segment = route.Match(request.path);
    if (!segment.has_value()) continue;
    if (!route.suffix.has_value()) return route.handler(request);
    std::optional<std::string> parameter = PercentDecoded(*segment);
    if (!parameter.has_value()) {
      return Text(400, "a \"%\" in the path has no two digits behind it\n");
    }
    Request with_parameter = request;
    with_parameter.parameter = *std::move(parameter);
    return route.handler(with_parameter);
  }
  return WithoutRoute(request);
}

Response Router::WithoutRoute(const Request& request) const {
  const bool all = request.path == "*";
  std::vector<std::string> allowed;
  for (const Route& route : routes_) {
    if (!all && !route.Match(request.path).has_value()) continue;
    AddOnce(allowed, route.method);
    if (route.method == "GET") AddOnce(allowed, "HEAD");
  }
  if (allowed.empty() && !all) return Text(404, "nothing is at this path\n");
  AddOnce(allowed, "OPTIONS");
  const bool asked = request.method == "OPTIONS";
  Response response = asked ? Response{.status = 204}
                            : Text(405, "not with this method: see Allow\n");
  response.headers.push_back({"Allow", absl::StrJoin(allowed, ", ")});
  return response;
}

std::optional<std::string_view> Router::Route::Match(
    std::string_view path) const {
  if (!suffix.has_value()) {
    return path == prefix ? std::optional(std::string_view()) : std::nullopt;
  }
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  if (!path.ends_with(*suffix)) return std::nullopt;
  path.remove_suffix(suffix->size());
  if (path.empty() || path.find('/') != path.npos) return std::nullopt;
  return path;
}

}  // namespace uds::http
