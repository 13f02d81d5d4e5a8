/* TCP within this process, without the network: sockets of the local kind stand in for it, and ports are names. What
 * one side has written the other side can read at once. So no timer of the kernel, such as the one that delays
 * acknowledgements, and no load of the machine decides what a paused clock waits for. */

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define NAME "testops-campaign-%d-%d"
#define FIRST_PORT 40000

static int is_tcp(const struct sockaddr *address) { return address && address->sa_family == AF_INET; }

static socklen_t name_of(int port, struct sockaddr_un *name) {
    memset(name, 0, sizeof *name);
    name->sun_family = AF_UNIX;
    /* A name that begins with a zero is in no folder, and goes with its socket. */
    int length = snprintf(name->sun_path + 1, sizeof name->sun_path - 1, NAME, getpid(), port);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

/* Writes the address that a socket of this name has as one of TCP; port 0 where it has no name. */
static void show(const struct sockaddr_un *name, socklen_t length, struct sockaddr *address, socklen_t *room) {
    int process, port = 0;
    char text[sizeof name->sun_path + 1] = {0};
    if (length > offsetof(struct sockaddr_un, sun_path) + 1) {
        memcpy(text, name->sun_path + 1, length - offsetof(struct sockaddr_un, sun_path) - 1);
        sscanf(text, NAME, &process, &port);
    }
    struct sockaddr_in shown = {
        .sin_family = AF_INET, .sin_port = htons((in_port_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    memcpy(address, &shown, *room < sizeof shown ? *room : sizeof shown);
    *room = sizeof shown;
}

int socket(int family, int kind, int protocol) {
    int is_stream = (kind & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) == SOCK_STREAM;
    if (family == AF_INET && is_stream) {
        family = AF_UNIX;
        protocol = 0;
    }
    return (int)syscall(SYS_socket, family, kind, protocol);
}

int bind(int fd, const struct sockaddr *address, socklen_t length) {
    static atomic_int ports = FIRST_PORT;
    if (!is_tcp(address)) {
        return (int)syscall(SYS_bind, fd, address, length);
    }
    struct sockaddr_un name;
    int port = ntohs(((const struct sockaddr_in *)address)->sin_port);
    length = name_of(port ? port : atomic_fetch_add(&ports, 1), &name);
    return (int)syscall(SYS_bind, fd, &name, length);
}

int connect(int fd, const struct sockaddr *address, socklen_t length) {
    if (!is_tcp(address)) {
        return (int)syscall(SYS_connect, fd, address, length);
    }
    const struct sockaddr_in *to = (const struct sockaddr_in *)address;
    if (to->sin_addr.s_addr != htonl(INADDR_LOOPBACK)) {
        errno = ENETUNREACH;
        return -1;
    }
    struct sockaddr_un name;
    length = name_of(ntohs(to->sin_port), &name);
    return (int)syscall(SYS_connect, fd, &name, length);
}

static int shown(int call, int fd, struct sockaddr *address, socklen_t *room, int flags) {
    struct sockaddr_un name;
    socklen_t length = sizeof name;
    int done = (int)syscall(call, fd, &name, &length, flags);
    if (done < 0 || !address) {
        return done;
    }
    if (name.sun_family == AF_UNIX) {
        show(&name, length, address, room);
    } else {
        memcpy(address, &name, *room < length ? *room : length);
        *room = length;
    }
    return done;
}

int accept4(int fd, struct sockaddr *address, socklen_t *room, int flags) {
    return shown(SYS_accept4, fd, address, room, flags);
}

int getsockname(int fd, struct sockaddr *address, socklen_t *room) {
    return shown(SYS_getsockname, fd, address, room, 0);
}

int getpeername(int fd, struct sockaddr *address, socklen_t *room) {
    return shown(SYS_getpeername, fd, address, room, 0);
}

/* What is asked of TCP itself, a local socket does anyway. */
int setsockopt(int fd, int level, int option, const void *value, socklen_t length) {
    return level == IPPROTO_TCP ? 0 : (int)syscall(SYS_setsockopt, fd, level, option, value, length);
}
