// What names and values of header fields are made of: RFC 9110, 5.
//
//   IsToken("X-Note");              // true
//   IsFieldValue("a\r\nEvil: b");   // false
//
// Not for what a field means: field_rules.h.
#ifndef COMMON_HTTP_FIELD_SYNTAX_H_
#define COMMON_HTTP_FIELD_SYNTAX_H_

#include <string_view>

namespace uds::http {

// A name, as of a field or a method: not empty, no space, no control byte.
bool IsToken(std::string_view text);

// May be empty. Holds no control byte but the tab: above all no CR, LF or NUL.
bool IsFieldValue(std::string_view text);

}  // namespace uds::http

#endif  // COMMON_HTTP_FIELD_SYNTAX_H_
