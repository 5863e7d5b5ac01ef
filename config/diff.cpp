#include "config/diff.h"

#include <algorithm>

namespace cw::config {
namespace {

template <typename T>
const T* find_id(const std::vector<T>& list, const std::string& id) {
  const auto found = std::ranges::find(list, id, &T::id);
  return found == list.end() ? nullptr : &*found;
}

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

/// `same(old, new)` decides whether an object that is in both lists is unchanged.
template <typename T, typename Same>
IdChanges compare(const std::vector<T>& before, const std::vector<T>& after, Same same) {
  IdChanges changes;
  for (const T& entry : after) {
    const T* old = find_id(before, entry.id);
    if (old == nullptr) {
      changes.added.push_back(entry.id);
    } else if (!same(*old, entry)) {
      changes.changed.push_back(entry.id);
    }
  }
  for (const T& entry : before) {
    if (find_id(after, entry.id) == nullptr) changes.removed.push_back(entry.id);
  }
  return changes;
}

/// The id stands for another object than before, or for none.
bool was_touched(const IdChanges& changes, const std::string& id) {
  return contains(changes.changed, id) || contains(changes.added, id) || contains(changes.removed, id);
}

bool any_touched(const IdChanges& changes, const ChannelInputs& inputs) {
  const auto touched = [&changes](const std::string& id) { return was_touched(changes, id); };
  return std::ranges::any_of(inputs.video, touched) || std::ranges::any_of(inputs.audio, touched) ||
         touched(inputs.anc);
}

bool same_but_outputs(ChannelConfig a, const ChannelConfig& b) {
  a.outputs = b.outputs;
  return a == b;
}

/// Outputs of the channels that run on.
IdChanges compare_outputs(const Config& before, const Config& after, const IdChanges& channels) {
  IdChanges all;
  for (const ChannelConfig& channel : after.channels) {
    const ChannelConfig* old = find_id(before.channels, channel.id);
    if (old == nullptr || was_touched(channels, channel.id)) continue;
    const IdChanges changes = compare(old->outputs, channel.outputs, std::equal_to<OutputConfig>());
    const auto append = [&channel](std::vector<std::string>& to, const std::vector<std::string>& ids) {
      for (const std::string& id : ids) to.push_back(channel.id + '/' + id);
    };
    append(all.added, changes.added);
    append(all.removed, changes.removed);
    append(all.changed, changes.changed);
  }
  return all;
}

std::vector<std::string> restart_reasons(const Config& before, const Config& after) {
  std::vector<std::string> reasons;
  const auto note = [&reasons](bool same, const char* what) {
    if (!same) reasons.push_back(std::string(what) + ": the change takes effect after a restart");
  };
  note(before.instance == after.instance, "instance");
  note(before.clock == after.clock, "clock");
  note(before.engine == after.engine, "engine");
  note(before.networks == after.networks, "networks");
  note(before.web == after.web, "web");
  note(before.nmos == after.nmos, "nmos");
  note(before.state_directory == after.state_directory, "state_directory");
  return reasons;
}

}  // namespace

bool ConfigDiff::empty() const {
  return sources.empty() && senders.empty() && receivers.empty() && channels.empty() && outputs.empty() &&
         needs_restart.empty();
}

ConfigDiff diff(const Config& before, const Config& after) {
  ConfigDiff result;
  result.sources = compare(before.sources, after.sources, std::equal_to<SourceConfig>());
  result.senders = compare(before.senders, after.senders, [&](const SenderConfig& a, const SenderConfig& b) {
    return a == b && !was_touched(result.sources, b.source);
  });
  result.receivers = compare(before.receivers, after.receivers, std::equal_to<ReceiverConfig>());
  result.channels = compare(before.channels, after.channels, [&](const ChannelConfig& a, const ChannelConfig& b) {
    return same_but_outputs(a, b) && !any_touched(result.receivers, b.inputs);
  });
  result.outputs = compare_outputs(before, after, result.channels);
  result.needs_restart = restart_reasons(before, after);
  return result;
}

}  // namespace cw::config
