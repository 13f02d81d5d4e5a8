/* The system's randomness as a fixed sequence: hash seeds, the order of `select!`, jitter and UUIDs follow from
 * CAMPAIGN_SEED, so that a process that runs one seed runs it the same way every time. Each thread has a sequence of
 * its own, so that threads do not disturb one another. */

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>

static _Thread_local uint64_t state;
static _Thread_local int begun;

static uint64_t next(void) {
    if (!begun) {
        const char *seed = getenv("CAMPAIGN_SEED");
        state = seed ? strtoull(seed, NULL, 10) : 0;
        begun = 1;
    }
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

ssize_t getrandom(void *buffer, size_t length, unsigned int flags) {
    (void)flags;
    unsigned char *bytes = buffer;
    for (size_t n = 0; n < length; n += 8) {
        uint64_t word = next();
        for (size_t k = 0; k < 8 && n + k < length; k++) {
            bytes[n + k] = (unsigned char)(word >> (8 * k));
        }
    }
    return (ssize_t)length;
}

int getentropy(void *buffer, size_t length) {
    getrandom(buffer, length, 0);
    return 0;
}
