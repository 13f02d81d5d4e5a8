/* Threads take turns. Whenever the simulation's thread, which is the first one, hands work to another (it wakes or
 * makes one), it goes on when every other thread waits again. So a statement of SQLite and a write of a file are over
 * before anything else happens, and a run of a seed does not depend on the scheduler.
 *
 * Rust's standard library and tokio wait and wake by `syscall(SYS_futex, …)`, which is what is counted here. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* A thread is not waited for while this process uses more than so much of the processor, in nanoseconds, or for so many
 * seconds in which it uses none. A busy machine makes it wait longer and changes nothing. */
#define LONGEST 5000000000LL
#define STILL 30
#define NOTHING 1000000LL

static long (*real_syscall)(long, ...);
static int (*real_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
static int in_turns;
static atomic_flag gate = ATOMIC_FLAG_INIT;
/* Threads that do not wait, without the first one, which waits for this to be 0. */
static atomic_int busy;

/* A thread that waits, or is about to, for this word to change. */
struct waiter {
    long word;
    /* It counts as busy already. */
    int credited;
    struct waiter *next;
};
/* The longest waiting first, as the kernel wakes them. */
static struct waiter *waiters;

static void lock(void) {
    while (atomic_flag_test_and_set_explicit(&gate, memory_order_acquire)) {
        sched_yield();
    }
}

static void unlock(void) { atomic_flag_clear_explicit(&gate, memory_order_release); }

static int is_first(void) {
    static _Thread_local int first;
    if (!first) {
        first = gettid() == getpid() ? 1 : -1;
    }
    return first > 0;
}

static void find(void) {
    if (!real_syscall) {
        real_create = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(RTLD_NEXT, "pthread_create");
        real_syscall = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    }
}

__attribute__((constructor)) static void begin(void) {
    find();
    in_turns = getenv("CAMPAIGN_SEED") != NULL;
}

static long long used(void) {
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return at.tv_sec * 1000000000LL + at.tv_nsec;
}

/* The first thread waits until all others do. It sleeps meanwhile: a thread that yields again and again gets little of a
 * busy machine. */
static void let_others_work(void) {
    const struct timespec glance = {1, 0};
    long long since = -1, before = 0;
    int still = 0;
    for (;;) {
        int working = atomic_load(&busy);
        if (working <= 0) {
            return;
        }
        if (real_syscall(SYS_futex, &busy, FUTEX_WAIT_PRIVATE, working, &glance, NULL, 0) == 0 || errno != ETIMEDOUT) {
            continue;
        }
        long long at = used();
        since = since < 0 ? at : since;
        still = at - before < NOTHING ? still + 1 : 0;
        before = at;
        if (at - since > LONGEST || still > STILL) {
            return;
        }
    }
}

/* One thread less is busy. */
static void rests(void) {
    if (atomic_fetch_sub(&busy, 1) <= 1) {
        real_syscall(SYS_futex, &busy, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    }
}

/* Counts those as busy that are about to be woken, also where one of them is only about to wait. */
static int credit(long word, long most) {
    int credited = 0;
    lock();
    for (struct waiter *waiter = waiters; waiter && credited < most; waiter = waiter->next) {
        if (waiter->word == word && !waiter->credited) {
            waiter->credited = 1;
            credited++;
        }
    }
    atomic_fetch_add(&busy, credited);
    unlock();
    return credited;
}

static void announce(struct waiter *own) {
    struct waiter **end = &waiters;
    lock();
    while (*end) {
        end = &(*end)->next;
    }
    *end = own;
    unlock();
}

static void works_again(struct waiter *own) {
    lock();
    for (struct waiter **at = &waiters; *at; at = &(*at)->next) {
        if (*at == own) {
            *at = own->next;
            break;
        }
    }
    if (!own->credited) {
        /* It was woken in the place of one that goes on waiting, or by another thread. */
        struct waiter *other = waiters;
        while (other && !(other->word == own->word && other->credited)) {
            other = other->next;
        }
        if (other) {
            other->credited = 0;
        } else {
            atomic_fetch_add(&busy, 1);
        }
    }
    unlock();
}

long syscall(long number, ...) {
    va_list list;
    va_start(list, number);
    long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
    long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
    va_end(list);
    find();
    if (!in_turns || number != SYS_futex) {
        return real_syscall(number, a, b, c, d, e, f);
    }
    int operation = (int)b & FUTEX_CMD_MASK;
    int first = is_first();
    if (operation == FUTEX_WAKE && first) {
        int credited = credit(a, c);
        long woken = real_syscall(number, a, b, c, d, e, f);
        if (credited > 0) {
            let_others_work();
        }
        return woken;
    }
    if ((operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET) && !first) {
        struct waiter own = {a, 0, NULL};
        announce(&own);
        rests();
        long waited = real_syscall(number, a, b, c, d, e, f);
        int why = errno;
        works_again(&own);
        errno = why;
        return waited;
    }
    return real_syscall(number, a, b, c, d, e, f);
}

/* Nobody waits for real time. Where tokio would, because a thread that itself waits for the first one keeps the paused
 * clock from going on, it is told how long, in milliseconds, by CAMPAIGN_WAIT. */
int epoll_wait(int set, struct epoll_event *events, int most, int timeout) {
    static int told;
    if (!in_turns || !is_first()) {
        return (int)syscall(SYS_epoll_wait, set, events, most, timeout);
    }
    int found = (int)syscall(SYS_epoll_wait, set, events, most, timeout > 0 ? 0 : timeout);
    if (found == 0 && timeout > 0) {
        char text[16];
        snprintf(text, sizeof text, "%d", timeout);
        setenv("CAMPAIGN_WAIT", text, 1);
        told = 1;
    } else if (told) {
        unsetenv("CAMPAIGN_WAIT");
        told = 0;
    }
    return found;
}

struct task {
    void *(*run)(void *);
    void *argument;
};

static void ended(void *unused) {
    (void)unused;
    rests();
}

static void *run(void *given) {
    struct task task = *(struct task *)given;
    free(given);
    void *result;
    pthread_cleanup_push(ended, NULL);
    result = task.run(task.argument);
    pthread_cleanup_pop(1);
    return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *), void *argument) {
    find();
    struct task *task = in_turns ? malloc(sizeof *task) : NULL;
    if (!task) {
        return real_create(thread, attributes, routine, argument);
    }
    *task = (struct task){routine, argument};
    atomic_fetch_add(&busy, 1);
    int failed = real_create(thread, attributes, run, task);
    if (failed) {
        free(task);
        ended(NULL);
    } else if (is_first()) {
        let_others_work();
    }
    return failed;
}
