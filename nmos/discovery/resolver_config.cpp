#include "nmos/discovery/resolver_config.h"

#include <fstream>
#include <sstream>

namespace cw::nmos {
namespace {

constexpr size_t kMaxServers = 3;
constexpr size_t kMaxDomains = 6;

/// The words up to a comment.
std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line.substr(0, line.find_first_of("#;")));
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace

ResolverConfig parse_resolver_config(std::string_view text) {
  ResolverConfig config;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> words = words_of(line);
    if (words.size() < 2) continue;
    if (words[0] == "nameserver" && config.servers.size() < kMaxServers) config.servers.push_back(words[1]);
    // The last of several "domain" and "search" lines counts.
    if (words[0] == "domain") config.domains = {words[1]};
    if (words[0] == "search") config.domains.assign(words.begin() + 1, words.end());
  }
  if (config.domains.size() > kMaxDomains) config.domains.resize(kMaxDomains);
  return config;
}

ResolverConfig read_resolver_config(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return parse_resolver_config(text.str());
}

}  // namespace cw::nmos
