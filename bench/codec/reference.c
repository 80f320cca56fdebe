// The jobs of ours.js in C, compiled by the bench where a compiler is present.
//
//   reference flat|boxed full|partial encode|decodeInto|readPositions MILLISECONDS
//
// flat:  entities are one array of structs, what a C program would do.
// boxed: an entity is a pointer to a block of pointers to components, each allocated by itself, what a
//        JavaScript engine must walk. Prints nanoseconds for each entity.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ENTITY_COUNT = 10000 };

typedef struct { float x, y, z; } Position;
typedef struct { float x, y, z; } Velocity;
typedef struct { float x, y, z, w; } Rotation;
typedef struct { uint16_t current, max; } Health;
typedef struct { uint32_t id; } Owner;
typedef struct { uint16_t slots[16]; } Inventory;
typedef struct { double at; } Timer;
typedef struct { uint32_t entity, generation; uint8_t source, target, flags, reserved; uint32_t mask; } Header;

typedef struct {
  Header header;
  Position position;
  Velocity velocity;
  Rotation rotation;
  Health health;
  Owner owner;
  Inventory inventory;
  Timer timer;
} Packet;

_Static_assert(sizeof(Packet) == 104, "the packet of the reference schema has 104 bytes");

// The program's own entity: the same fields, but not in packet order, or encoding would be one memcpy.
typedef struct {
  Timer timer;
  Inventory inventory;
  Rotation rotation;
  Velocity velocity;
  Position position;
  Owner owner;
  Health health;
  Header header;
} FlatEntity;

typedef struct {
  Header *header;
  Position *position;
  Velocity *velocity;
  Rotation *rotation;
  Health *health;
  Owner *owner;
  Inventory *inventory;
  Timer *timer;
} BoxedEntity;

static Packet packets[ENTITY_COUNT];
static FlatEntity flat[ENTITY_COUNT];
static BoxedEntity *boxed[ENTITY_COUNT];

static __attribute__((noinline)) void encode_flat_full(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    const FlatEntity *e = &flat[i];
    Packet *p = &packets[i];
    p->header = e->header;
    p->position = e->position;
    p->velocity = e->velocity;
    p->rotation = e->rotation;
    p->health = e->health;
    p->owner = e->owner;
    p->inventory = e->inventory;
    p->timer = e->timer;
  }
}

static __attribute__((noinline)) void encode_flat_partial(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    const FlatEntity *e = &flat[i];
    Packet *p = &packets[i];
    p->header = e->header;
    p->position = e->position;
    p->health = e->health;
    p->timer = e->timer;
  }
}

static __attribute__((noinline)) void decode_flat_full(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    FlatEntity *e = &flat[i];
    const Packet *p = &packets[i];
    e->header = p->header;
    e->position = p->position;
    e->velocity = p->velocity;
    e->rotation = p->rotation;
    e->health = p->health;
    e->owner = p->owner;
    e->inventory = p->inventory;
    e->timer = p->timer;
  }
}

static __attribute__((noinline)) void decode_flat_partial(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    FlatEntity *e = &flat[i];
    const Packet *p = &packets[i];
    e->header = p->header;
    e->position = p->position;
    e->health = p->health;
    e->timer = p->timer;
  }
}

static __attribute__((noinline)) void encode_boxed_full(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    const BoxedEntity *e = boxed[i];
    Packet *p = &packets[i];
    p->header = *e->header;
    p->position = *e->position;
    p->velocity = *e->velocity;
    p->rotation = *e->rotation;
    p->health = *e->health;
    p->owner = *e->owner;
    p->inventory = *e->inventory;
    p->timer = *e->timer;
  }
}

static __attribute__((noinline)) void encode_boxed_partial(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    const BoxedEntity *e = boxed[i];
    Packet *p = &packets[i];
    p->header = *e->header;
    p->position = *e->position;
    p->health = *e->health;
    p->timer = *e->timer;
  }
}

static __attribute__((noinline)) void decode_boxed_full(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    BoxedEntity *e = boxed[i];
    const Packet *p = &packets[i];
    *e->header = p->header;
    *e->position = p->position;
    *e->velocity = p->velocity;
    *e->rotation = p->rotation;
    *e->health = p->health;
    *e->owner = p->owner;
    *e->inventory = p->inventory;
    *e->timer = p->timer;
  }
}

static __attribute__((noinline)) void decode_boxed_partial(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    BoxedEntity *e = boxed[i];
    const Packet *p = &packets[i];
    *e->header = p->header;
    *e->position = p->position;
    *e->health = p->health;
    *e->timer = p->timer;
  }
}

// Doubles, as JavaScript adds them.
static double sum;

static __attribute__((noinline)) void read_positions(void) {
  double total = 0;
  for (int i = 0; i < ENTITY_COUNT; i++) {
    const Position *p = &packets[i].position;
    total += (double)p->x + (double)p->y + (double)p->z;
  }
  sum += total;
}

static void *filled(size_t bytes, unsigned seed) {
  unsigned char *block = malloc(bytes);
  for (size_t i = 0; i < bytes; i++) block[i] = (unsigned char)(seed + i * 7) & 0x3f;
  return block;
}

static void populate(void) {
  for (int i = 0; i < ENTITY_COUNT; i++) {
    memset(&flat[i], i & 0x3f, sizeof flat[i]);
    BoxedEntity *e = boxed[i] = malloc(sizeof *e);
    e->header = filled(sizeof(Header), i);
    e->position = filled(sizeof(Position), i);
    e->velocity = filled(sizeof(Velocity), i);
    e->rotation = filled(sizeof(Rotation), i);
    e->health = filled(sizeof(Health), i);
    e->owner = filled(sizeof(Owner), i);
    e->inventory = filled(sizeof(Inventory), i);
    e->timer = filled(sizeof(Timer), i);
  }
}

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  const int is_flat = !strcmp(argv[1], "flat"), is_full = !strcmp(argv[2], "full");
  void (*job)(void) = read_positions;
  if (!strcmp(argv[3], "encode")) {
    job = is_flat ? (is_full ? encode_flat_full : encode_flat_partial)
                  : (is_full ? encode_boxed_full : encode_boxed_partial);
  } else if (!strcmp(argv[3], "decodeInto")) {
    job = is_flat ? (is_full ? decode_flat_full : decode_flat_partial)
                  : (is_full ? decode_boxed_full : decode_boxed_partial);
  }
  populate();
  is_flat ? encode_flat_full() : encode_boxed_full();
  for (int i = 0; i < 5; i++) job();
  const double limit_ns = atof(argv[4]) * 1e6, start = now_ns();
  double elapsed;
  long turns = 0;
  do {
    job();
    turns++;
    elapsed = now_ns() - start;
  } while (elapsed < limit_ns);
  // Printed last, so that the sum cannot be dropped.
  fprintf(stderr, "%g\n", sum);
  printf("%.4f\n", elapsed / turns / ENTITY_COUNT);
  return 0;
}
