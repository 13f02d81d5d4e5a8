/* Disks that are full or broken, for the files of this simulation only: a marker file of a disk's name says what is
 * wrong with it. `exports.full` and `data.full` refuse to grow files of that folder, `exports.broken` and
 * `data.broken` fail to write and to flush them. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How many markers there are. */
static atomic_int markers;

static int is_marker(const char *path) {
    const char *world = strstr(path, "/testops-campaign-");
    const char *kind = world ? strrchr(world, '.') : NULL;
    return kind && (strcmp(kind, ".full") == 0 || strcmp(kind, ".broken") == 0);
}

/* Whether the file behind `fd` lies on a disk with this trouble. The markers stand beside the folders:
 * .../testops-campaign-X/{data,exports}/FILE and .../testops-campaign-X/{data,exports}.{full,broken}. */
static int meets(int fd, const char *trouble) {
    char link[64], path[512], marker[600];
    if (atomic_load(&markers) == 0) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) {
        return 0;
    }
    path[length] = 0;
    char *world = strstr(path, "/testops-campaign-");
    char *folder = world ? strchr(world + 1, '/') : NULL;
    char *end = folder ? strchr(folder + 1, '/') : NULL;
    if (!end) {
        return 0;
    }
    *end = 0;
    snprintf(marker, sizeof marker, "%s.%s", path, trouble);
    return access(marker, F_OK) == 0;
}

static int refused(int fd) {
    if (meets(fd, "full")) {
        errno = ENOSPC;
        return 1;
    }
    if (meets(fd, "broken")) {
        errno = EIO;
        return 1;
    }
    return 0;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    return fd > 2 && refused(fd) ? -1 : syscall(SYS_write, fd, bytes, length);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return refused(fd) ? -1 : syscall(SYS_pwrite64, fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    return refused(fd) ? -1 : syscall(SYS_pwrite64, fd, bytes, length, at);
}

int fsync(int fd) {
    return meets(fd, "broken") ? (errno = EIO, -1) : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
    return meets(fd, "broken") ? (errno = EIO, -1) : (int)syscall(SYS_fdatasync, fd);
}

/* What Rust's standard library makes a marker with. */
int open64(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    int mode = va_arg(list, int);
    va_end(list);
    int is_new = flags & O_CREAT && is_marker(path) && access(path, F_OK) != 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode);
    if (is_new && fd >= 0) {
        atomic_fetch_add(&markers, 1);
    }
    return fd;
}

/* And what it takes one away with. */
int unlink(const char *path) {
    int failed = (int)syscall(SYS_unlink, path);
    if (!failed && is_marker(path)) {
        atomic_fetch_sub(&markers, 1);
    }
    return failed;
}
