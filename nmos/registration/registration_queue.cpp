#include "nmos/registration/registration_queue.h"

#include <utility>

namespace cw::nmos {

RegistrationQueue::Order RegistrationQueue::order_of(const Resource& resource, bool gone) {
  const int type = static_cast<int>(resource.type);
  return {gone, gone ? -type : type, resource.id};
}

void RegistrationQueue::restart() {
  pending_.clear();
  for (Resource& resource : store_.snapshot(sequence_)) add({sequence_, std::move(resource)});
}

void RegistrationQueue::refresh() {
  if (store_.sequence() == sequence_) return;
  for (ResourceChange& change : store_.changes_since(sequence_)) add(std::move(change));
}

void RegistrationQueue::add(ResourceChange change) {
  const bool gone = change.resource.data.is_null();
  pending_.erase(order_of(change.resource, !gone));
  pending_.insert_or_assign(order_of(change.resource, gone), std::move(change));
}

void RegistrationQueue::done(const ResourceChange& told) {
  const auto found = pending_.find(order_of(told.resource, told.resource.data.is_null()));
  if (found != pending_.end() && found->second.sequence == told.sequence) pending_.erase(found);
}

}  // namespace cw::nmos
