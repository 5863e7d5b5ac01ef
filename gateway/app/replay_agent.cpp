#include "gateway/app/replay_agent.h"

namespace cw::app {

Work ReplayAgent::do_work(TaiTime now) {
  if (set_back_.noticed(now) || !started_) {
    replay_->start(now);
    started_ = true;
  }
  Work work;
  for (size_t made = 0; made < kMaxBurst; ++made) {
    const auto due = replay_->next_due();
    if (!due) break;
    if (*due > now) {
      work.next = *due;
      break;
    }
    if (now - *due > kStall) {
      replay_->skip_to(now);
      continue;
    }
    send_one(now);
    work.done = true;
  }
  for (auto& batch : batches_) {
    if (batch) batch->flush();
  }
  return work;
}

void ReplayAgent::send_one(TaiTime now) {
  const size_t leg = index_of(replay_->next_leg());
  const Endpoint destination = replay_->next_destination();
  if (!batches_[leg]) {
    replay_->write_next(unsent_.data(), unsent_.size());
    return;
  }
  if (!destination.address.is_multicast()) {
    const auto mac = networks_[leg]->host().resolve(destination.address, now);
    if (!mac) {
      unresolved_.add();
      replay_->write_next(unsent_.data(), unsent_.size());
      return;
    }
    replay_->set_destination_mac(destination, *mac);
  }
  const TxPacket* packet = batches_[leg]->next();
  if (packet == nullptr) {
    replay_->write_next(unsent_.data(), unsent_.size());
    return;
  }
  const size_t size = replay_->write_next(packet->data, packet->capacity_bytes);
  if (size != 0) batches_[leg]->commit(size);
}

void ReplayAgent::give_back() {
  for (auto& batch : batches_) {
    if (batch) batch->give_back();
  }
}

}  // namespace cw::app
