#include <cstdio>

namespace words {
static const char *text() { return "works"; }
}

extern "C" void part() {
    std::puts(words::text());
    std::fflush(stdout);
}
