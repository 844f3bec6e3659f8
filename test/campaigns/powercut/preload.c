/*
 * Loaded before the program (LD_PRELOAD): remembers what would be on the disk if the power failed now. Whatever is
 * flushed below LEDGERLINE_POWER_FOLDER is copied to LEDGERLINE_POWER_SHADOW: of a file its bytes, of a folder its names.
 * Files and folders are known by inode and time of birth, because names change and inodes are used again. What was
 * only written, cut, named or removed needs no catching: it is what the folder has and the shadow has not.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_uint copies;

static int key_of(int fd, const char *name, char *key, size_t size, unsigned *mode, unsigned long long *length) {
  struct statx found;
  if (statx(fd, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &found)) return -1;
  unsigned long long born = (unsigned long long)found.stx_btime.tv_sec * 1000000000ULL + found.stx_btime.tv_nsec;
  snprintf(key, size, "%llu-%llu", (unsigned long long)found.stx_ino, born);
  *mode = found.stx_mode;
  *length = found.stx_size;
  return 0;
}

static void copy_bytes(int fd, int out, unsigned long long length) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int in = open(path, O_RDONLY);
  off_t at = 0;
  while (in >= 0 && at < (off_t)length && sendfile(out, in, &at, length - at) > 0) {}
  if (in >= 0) close(in);
}

/* A line for each name: its kind, its key, the name. */
static void copy_names(int fd, int out) {
  int again = openat(fd, ".", O_RDONLY | O_DIRECTORY);
  DIR *folder = again < 0 ? NULL : fdopendir(again);
  struct dirent *entry;
  while (folder != NULL && (entry = readdir(folder)) != NULL) {
    char key[64];
    unsigned mode;
    unsigned long long length;
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (key_of(again, entry->d_name, key, sizeof key, &mode, &length)) continue;
    dprintf(out, "%c %s %s\n", S_ISDIR(mode) ? 'd' : 'f', key, entry->d_name);
  }
  if (folder != NULL) closedir(folder);
}

static void remember(int fd) {
  const char *within = getenv("LEDGERLINE_POWER_FOLDER");
  const char *shadow = getenv("LEDGERLINE_POWER_SHADOW");
  char link[64], path[4096], key[64], part[4352], whole[4352];
  unsigned mode;
  unsigned long long length;
  if (within == NULL || shadow == NULL) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return;
  path[size] = 0;
  if (strncmp(path, within, strlen(within))) return;
  if (key_of(fd, "", key, sizeof key, &mode, &length)) return;
  if (!S_ISREG(mode) && !S_ISDIR(mode)) return;
  snprintf(part, sizeof part, "%s/part-%d-%u", shadow, getpid(), atomic_fetch_add(&copies, 1));
  snprintf(whole, sizeof whole, "%s/%s", shadow, key);
  int out = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (out < 0) return;
  if (S_ISDIR(mode)) copy_names(fd, out);
  else copy_bytes(fd, out, length);
  close(out);
  rename(part, whole);
  snprintf(part, sizeof part, "%s/flushes", shadow);
  int list = open(part, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (list < 0) return;
  dprintf(list, "%s\n", path);
  close(list);
}

/* The copy is made before the flush would begin: what is written meanwhile is not said to be on the disk. */
int fsync(int fd) {
  int saved = errno;
  remember(fd);
  errno = saved;
  return 0;
}

int fdatasync(int fd) {
  return fsync(fd);
}
