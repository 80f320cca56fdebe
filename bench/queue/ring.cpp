// The ring of subjects/ours.js in C++: the same memory map, the same batches, the same sums. Compiled by the
// bench where a compiler is present. Prints nanoseconds for each packet, then the sums.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>

struct Packet {
  int32_t entity, generation, ends, mask;
  float position[3], velocity[3], rotation[4];
  double at;
};
static_assert(sizeof(Packet) == 64, "a packet is one cache line");

constexpr int32_t CAPACITY = 4096, BATCH = 256;

alignas(128) static std::atomic<int32_t> published{0};
alignas(128) static std::atomic<int32_t> released{0};
alignas(128) static Packet slots[CAPACITY];
alignas(128) static std::atomic<int> arrived{0};

static void meet() {
  arrived.fetch_add(1);
  while (arrived.load() < 2) {}
}

static void produce(int64_t count) {
  int32_t write = 0, read = 0, pending = 0;
  for (int64_t i = 0; i < count; i++) {
    if (write - read == CAPACITY) {
      published.store(write, std::memory_order_release);
      pending = 0;
      do read = released.load(std::memory_order_acquire);
      while (write - read == CAPACITY);
    }
    Packet &packet = slots[write & (CAPACITY - 1)];
    const int32_t index = int32_t(i);
    const float value = float(index & 1023) + 0.5f;
    packet.entity = index;
    packet.generation = index & 0xffff;
    packet.ends = 0x40100;
    packet.mask = 15;
    packet.position[0] = value;
    packet.position[1] = value + 1;
    packet.position[2] = value + 2;
    packet.velocity[0] = value + 3;
    packet.velocity[1] = value + 4;
    packet.velocity[2] = value + 5;
    packet.rotation[0] = value + 6;
    packet.rotation[1] = value + 7;
    packet.rotation[2] = value + 8;
    packet.rotation[3] = value + 9;
    packet.at = index * 0.5;
    write++;
    if (++pending == BATCH) {
      published.store(write, std::memory_order_release);
      pending = 0;
    }
  }
  published.store(write, std::memory_order_release);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  const int64_t count = atoll(argv[1]);
  std::thread producer([count] {
    meet();
    produce(count);
  });

  meet();
  const auto start = std::chrono::steady_clock::now();
  int32_t write = 0, read = 0, pending = 0;
  uint32_t ids = 0;
  double values = 0;
  for (int64_t i = 0; i < count; i++) {
    if (write == read) {
      released.store(read, std::memory_order_release);
      pending = 0;
      do write = published.load(std::memory_order_acquire);
      while (write == read);
    }
    const Packet &p = slots[read & (CAPACITY - 1)];
    ids += uint32_t(p.entity) + uint32_t(p.generation) + uint32_t(p.mask);
    values += (double(p.position[0]) + p.position[1]) + (double(p.position[2]) + p.velocity[0]) +
              ((double(p.velocity[1]) + p.velocity[2]) + (double(p.rotation[0]) + p.rotation[1])) +
              ((double(p.rotation[2]) + p.rotation[3]) + p.at);
    read++;
    if (++pending == BATCH) {
      released.store(read, std::memory_order_release);
      pending = 0;
    }
  }
  const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
  producer.join();
  printf("%.4f %d %.1f\n", elapsed.count() / double(count), int32_t(ids), values);
}
