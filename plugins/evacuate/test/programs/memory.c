/* Keeps a counter in each kind of memory that a process can have as a file, in step with a log. A child adds one to each
   counter every 20 ms; the parent waits for it.
   Arguments: pidfile, name in /dev/shm, folder in /dev/shm, log; sysv (a segment of System V instead of an anonymous one) */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE (3 << 20)

static int *fill(int *memory) {
  /* A page at the end, and holes between. */
  memory[SIZE / sizeof(int) - 1] = 4711;
  return memory;
}

static int *attach(void) {
  int id = shmget(IPC_PRIVATE, SIZE, IPC_CREAT | 0600);
  int *memory = shmat(id, 0, 0);
  if (memory == (void *)-1) exit(6);
  return fill(memory);
}

static int *map(int file) {
  if (file >= 0 && ftruncate(file, SIZE)) exit(2);
  int flags = file < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
  int *memory = mmap(0, SIZE, PROT_READ | PROT_WRITE, flags, file, 0);
  if (memory == (void *)-1) exit(3);
  return fill(memory);
}

int main(int count, char **word) {
  char path[200];
  if (count < 5) return 64;
  int *all[5];
  snprintf(path, sizeof path, "/dev/shm/%s", word[2]);
  int named = open(path, O_RDWR | O_CREAT | O_EXCL, 0640);
  fchmod(named, 0640);
  fchown(named, 12345, 54321);
  all[0] = map(named);
  close(named);
  mkdir(word[3], 0755);
  chmod(word[3], 01777);
  snprintf(path, sizeof path, "%s/below", word[3]);
  all[1] = map(open(path, O_RDWR | O_CREAT | O_EXCL, 0600));
  snprintf(path, sizeof path, "%s/unlinked", word[3]);
  int unlinked = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
  all[2] = map(unlinked);
  unlink(path);
  memset((char *)all[2] + 4096, 'x', SIZE - 8192);
  all[3] = count > 5 ? attach() : map(-1);
  all[4] = map(memfd_create("counter", 0));
  setsid();
  FILE *file = fopen(word[1], "w");
  fprintf(file, "%d\n", getpid());
  fclose(file);
  if (fork() > 0) {
    wait(0);
    return 0;
  }
  int log = open(word[4], O_WRONLY | O_CREAT | O_APPEND, 0644);
  for (;;) {
    char line[100];
    int length = 0;
    for (int at = 0; at < 5; at++) {
      if (all[at][SIZE / sizeof(int) - 1] != 4711) exit(4);
      length += snprintf(line + length, sizeof line - length, "%d ", ++all[at][1]);
    }
    line[length - 1] = '\n';
    if (write(log, line, length) != length) exit(5);
    usleep(20000);
  }
}
