/* A process with a child whose first thread has ended while another one goes on. Argument: PIDFILE */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *go_on(void *unused)
{
	for (;;)
		sleep(1);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	FILE *file;

	if (argc != 2 || fork())
		exit(argc != 2);
	setsid();
	if (!fork()) {
		pthread_create(&thread, 0, go_on, 0);
		syscall(SYS_exit, 0);
	}
	sleep(1);
	file = fopen(argv[1], "w");
	fprintf(file, "%d", getpid());
	fclose(file);
	for (;;)
		sleep(1);
}
