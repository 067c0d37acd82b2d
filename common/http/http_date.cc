#include "common/http/http_date.h"

#include <array>
#include <chrono>
#include <optional>

#include "absl/strings/str_format.h"

namespace uds::http {

std::string FormatHttpDate(std::time_t time) {
  // In English, whatever the locale: so not strftime(3).
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed",
                                "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds now{std::chrono::seconds(time)};
  const auto midnight = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(now - midnight);
  return absl::StrFormat("%s, %02d %s %04d %02d:%02d:%02d GMT",
                         kDays[std::chrono::weekday(midnight).c_encoding()],
                         static_cast<unsigned>(date.day()),
                         kMonths[static_cast<unsigned>(date.month()) - 1],
                         static_cast<int>(date.year()), clock.hours().count(),
                         clock.minutes().count(), clock.seconds().count());
}

std::string_view CachedHttpDate(std::time_t time) {
  thread_local std::optional<std::time_t> cached_time;
  thread_local std::string cached;
  if (cached_time != time) {
    cached = FormatHttpDate(time);
    cached_time = time;
  }
  return cached;
}

}  // namespace uds::http
