#include <iostream>
#include <string>

extern "C" void part() {
    std::string text("works");
    std::cout << text << std::endl;
}
