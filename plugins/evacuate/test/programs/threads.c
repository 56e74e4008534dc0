/*
 * Four threads and the first one. Each counts in memory of its own, checks that its own memory and its thread id are what
 * they were, and appends "NAME COUNT TID" to DIR/NAME, 20 times a second; even ones wake the odd ones.
 * usage: threads PIDFILE DIR
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { threads = 4, bytes = 1 << 20 };
static const char *dir;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn[threads / 2];
static int due[threads / 2];

static void die(const char *why) { perror(why); _exit(1); }

static int open_log(const char *name) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (fd < 0) die(path);
  return fd;
}

static void pause_ms(long ms) {
  struct timespec t = {0, ms * 1000000};
  nanosleep(&t, NULL);
}

static void *run(void *arg) {
  intptr_t n = (intptr_t)arg;
  char name[16], line[64];
  snprintf(name, sizeof name, "%d", (int)n);
  int log = open_log(name);
  long tid = syscall(SYS_gettid);
  unsigned char *own = malloc(bytes);
  memset(own, 65 + n, bytes);
  for (long count = 1;; count++) {
    if (n % 2) {
      pthread_mutex_lock(&lock);
      while (!due[n / 2]) pthread_cond_wait(&turn[n / 2], &lock);
      due[n / 2] = 0;
      pthread_mutex_unlock(&lock);
    } else {
      pause_ms(50);
      pthread_mutex_lock(&lock);
      due[n / 2] = 1;
      pthread_cond_signal(&turn[n / 2]);
      pthread_mutex_unlock(&lock);
    }
    for (int i = 0; i < bytes; i++)
      if (own[i] != 65 + n) die("memory");
    if (syscall(SYS_gettid) != tid) die("tid");
    int length = snprintf(line, sizeof line, "%s %ld %ld\n", name, count, tid);
    if (write(log, line, length) != length) die("write");
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 64;
  dir = argv[2];
  setsid();
  FILE *out = fopen(argv[1], "w");
  if (!out) die(argv[1]);
  fprintf(out, "%d\n", (int)getpid());
  fclose(out);
  pthread_t id;
  for (int i = 0; i < threads / 2; i++) pthread_cond_init(&turn[i], NULL);
  for (intptr_t n = 0; n < threads; n++)
    if (pthread_create(&id, NULL, run, (void *)n)) die("pthread_create");
  /* The first thread waits for ever: it must not be taken for all of the process. */
  pthread_join(id, NULL);
  return 1;
}
