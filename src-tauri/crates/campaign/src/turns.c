/* Threads take turns. Whenever the simulation's thread, which is the first one, hands work to another (it wakes or
 * makes one), it goes on when every other thread waits again. So a statement of SQLite and a write of a file are over
 * before anything else happens, and a run of a seed does not depend on the scheduler.
 *
 * Rust's standard library and tokio wait and wake by `syscall(SYS_futex, …)`, which is what is counted here. */

#define _GNU_SOURCE
#include <dlfcn.h>
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

/* A thread is not waited for while this process uses more than so much of the processor, in nanoseconds. A busy machine
 * makes it wait longer and changes nothing. */
#define LONGEST 5000000000LL

static long (*real_syscall)(long, ...);
static int (*real_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
static int in_turns;
static atomic_flag gate = ATOMIC_FLAG_INIT;
/* Threads that do not wait, without the first one. */
static int busy;
/* Threads that were counted as busy by whoever woke them. */
static int credited;

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

/* The first thread waits until all others do. */
static void let_others_work(void) {
    long long since = 0;
    for (;;) {
        lock();
        int working = busy;
        unlock();
        if (working <= 0) {
            return;
        }
        long long at = used();
        since = since ? since : at;
        if (at - since > LONGEST) {
            return;
        }
        sched_yield();
    }
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
        lock();
        long woken = real_syscall(number, a, b, c, d, e, f);
        if (woken > 0) {
            busy += (int)woken;
            credited += (int)woken;
        }
        unlock();
        if (woken > 0) {
            let_others_work();
        }
        return woken;
    }
    if ((operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET) && !first) {
        lock();
        busy--;
        unlock();
        long waited = real_syscall(number, a, b, c, d, e, f);
        lock();
        if (waited == 0 && credited > 0) {
            credited--;
        } else {
            busy++;
        }
        unlock();
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
    lock();
    busy--;
    unlock();
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
    lock();
    busy++;
    unlock();
    int failed = real_create(thread, attributes, run, task);
    if (failed) {
        free(task);
        ended(NULL);
    } else if (is_first()) {
        let_others_work();
    }
    return failed;
}
