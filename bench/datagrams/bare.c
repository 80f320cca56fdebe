// The ceiling without Node: what dgram.js does, compiled by the bench where a compiler is present.
//
//   bare receive PORT      prints "ready"; once nothing has come for 250 ms, how many packets came and when the last did
//   bare send PORT MS      prints when it began and how many packets it sent
//
// Times are microseconds of the monotonic clock, as process.hrtime gives them.

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

enum { PACKETS = 12, QUIET_US = 250000, FIRST_US = 5000000 };

typedef struct {
  uint32_t entity, generation, route, mask;
  float lanes[16];
  uint16_t current, max;
  uint32_t owner;
  double timer;
} Packet;

_Static_assert(sizeof(Packet) == 96, "the packet of the schema has 96 bytes");

static double now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static struct sockaddr_in local(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static void wait_at_most(int fd, int microseconds) {
  struct timeval time = {.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
}

static int receive(int port) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  int bytes = 4 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  struct sockaddr_in address = local(port + 1);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) return 1;
  wait_at_most(fd, FIRST_US);
  puts("ready");
  fflush(stdout);
  Packet packets[PACKETS];
  long received = 0;
  uint32_t ids = 0;
  double values = 0, last = 0;
  for (ssize_t length; (length = recv(fd, packets, sizeof packets, 0)) > 0;) {
    if (received == 0) wait_at_most(fd, QUIET_US);
    int count = length / sizeof(Packet);
    for (int slot = 0; slot < count; slot++) {
      const Packet *packet = &packets[slot];
      ids += packet->entity + packet->generation + packet->route + packet->mask + packet->owner;
      ids += packet->current + packet->max;
      for (int lane = 0; lane < 16; lane++) values += packet->lanes[lane];
      values += packet->timer;
    }
    received += count;
    last = now_us();
  }
  // The sums are printed so that nobody may leave them out.
  printf("%ld %.1f %u %f\n", received, last, ids, values);
  return 0;
}

static int send_for(int port, int ms) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address = local(port + 1);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) return 1;
  Packet packets[PACKETS];
  memset(packets, 0, sizeof packets);
  double start = now_us(), end = start + ms * 1e3;
  uint32_t index = 0;
  while (now_us() < end) {
    for (int slot = 0; slot < PACKETS; slot++, index++) {
      Packet *packet = &packets[slot];
      float value = (index & 1023) + 0.5f;
      packet->entity = index;
      packet->generation = index & 0xffff;
      packet->route = 0x40100;
      packet->mask = 255;
      for (int lane = 0; lane < 16; lane++) packet->lanes[lane] = value + lane;
      packet->current = index & 255;
      packet->max = 256;
      packet->owner = index + 1;
      packet->timer = index * 0.5;
    }
    send(fd, packets, sizeof packets, 0);
  }
  printf("%.1f %u\n", start, index);
  return 0;
}

int main(int count, char **words) {
  if (count == 3 && strcmp(words[1], "receive") == 0) return receive(atoi(words[2]));
  if (count == 4 && strcmp(words[1], "send") == 0) return send_for(atoi(words[2]), atoi(words[3]));
  return 2;
}
