// The time as HTTP writes it: RFC 9110, 5.6.7.
//
//   FormatHttpDate(784111777);  // "Sun, 06 Nov 1994 08:49:37 GMT"
//
// It opens no file: gmtime_r(3), in glibc, reads /etc/localtime on its first
// call, although it does not need it.
#ifndef COMMON_HTTP_HTTP_DATE_H_
#define COMMON_HTTP_HTTP_DATE_H_

#include <ctime>
#include <string>
#include <string_view>

namespace uds::http {

// `time` is in seconds since 1970, UTC, up to the year 9999.
std::string FormatHttpDate(std::time_t time);

// The same, formatted anew only where `time` is another than in this thread's
// last call. Valid until the next one.
std::string_view CachedHttpDate(std::time_t time);

}  // namespace uds::http

#endif  // COMMON_HTTP_HTTP_DATE_H_
