// Lets a root without the capability CAP_SYS_RESOURCE read the limits of other users' processes, as root of a machine
// can: prlimit(2) that is not permitted is answered from /proc/PID/limits. Preloaded into all programs of a lab host,
// because criu saves no process whose limits it cannot read.
// Usage: cc -shared -fPIC -o read-limits.so read-limits.c
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// By their numbers (include/uapi/asm-generic/resource.h), as fs/proc/base.c of Linux names them.
static const char *const names[] = {
  "Max cpu time",      "Max file size",       "Max data size",     "Max stack size",
  "Max core file size", "Max resident set",   "Max processes",     "Max open files",
  "Max locked memory", "Max address space",   "Max file locks",    "Max pending signals",
  "Max msgqueue size", "Max nice priority",   "Max realtime priority", "Max realtime timeout",
};

static rlim_t parse_limit(const char **text) {
  while (**text == ' ') ++*text;
  if (strncmp(*text, "unlimited", 9) == 0) {
    *text += 9;
    return RLIM_INFINITY;
  }
  char *end;
  rlim_t value = strtoull(*text, &end, 10);
  *text = end;
  return value;
}

static int read_limit(pid_t pid, unsigned long resource, struct rlimit *found) {
  char path[64], line[256];
  if (resource >= sizeof names / sizeof *names) return -1;
  snprintf(path, sizeof path, "/proc/%d/limits", (int)pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return -1;
  size_t length = strlen(names[resource]);
  int result = -1;
  while (result != 0 && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, names[resource], length) != 0 || line[length] != ' ') continue;
    const char *at = line + length;
    found->rlim_cur = parse_limit(&at);
    found->rlim_max = parse_limit(&at);
    result = 0;
  }
  fclose(file);
  return result;
}

// criu calls prlimit by its number.
long syscall(long number, ...) {
  static long (*next)(long, ...);
  long word[6];
  va_list words;
  va_start(words, number);
  for (int n = 0; n < 6; n++) word[n] = va_arg(words, long);
  va_end(words);
  if (next == NULL) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  long result = next(number, word[0], word[1], word[2], word[3], word[4], word[5]);
  if (result == 0 || number != SYS_prlimit64 || errno != EPERM || word[2] != 0 || word[3] == 0) return result;
  if (read_limit((pid_t)word[0], (unsigned long)word[1], (struct rlimit *)word[3]) == 0) return 0;
  errno = EPERM;
  return -1;
}

int prlimit(pid_t pid, __rlimit_resource_t resource, const struct rlimit *new, struct rlimit *old) {
  return (int)syscall(SYS_prlimit64, (long)pid, (long)resource, new, old, 0L, 0L);
}

int prlimit64(pid_t pid, __rlimit_resource_t resource, const struct rlimit64 *new, struct rlimit64 *old) {
  return (int)syscall(SYS_prlimit64, (long)pid, (long)resource, new, old, 0L, 0L);
}
